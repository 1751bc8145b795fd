"""API door of the backlog."""

from backlog.api.comments import Comments
from backlog.api.items import Items
from backlog.api.products import Labels, Products, Statuses
from backlog.api.scoring import Criteria, Ratings, ScoringModels

__all__ = ["Comments", "Criteria", "Items", "Labels", "Products", "Ratings", "ScoringModels", "Statuses"]
