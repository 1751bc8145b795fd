"""API door of the backlog."""

from backlog.api.attachments import Attachments
from backlog.api.bulk import BulkItems
from backlog.api.comments import Comments
from backlog.api.definitions import CustomFields, ReadyRules, Templates
from backlog.api.items import Items
from backlog.api.links import Dependencies
from backlog.api.products import Labels, Products, Statuses
from backlog.api.scoring import Criteria, Ratings, ScoringModels
from backlog.api.views import SavedViews

__all__ = [
    "Attachments",
    "BulkItems",
    "Comments",
    "Criteria",
    "CustomFields",
    "Dependencies",
    "Items",
    "Labels",
    "Products",
    "Ratings",
    "ReadyRules",
    "SavedViews",
    "ScoringModels",
    "Statuses",
    "Templates",
]
