"""API door of the backlog."""

from backlog.api.attachments import Attachments
from backlog.api.bulk import BulkItems
from backlog.api.comments import Comments
from backlog.api.definitions import CustomFields, ReadyRules, Templates
from backlog.api.deleted import DeletedItems
from backlog.api.descriptions import Descriptions
from backlog.api.events import Events
from backlog.api.groups import ItemGroups, RankByScore
from backlog.api.items import Items
from backlog.api.links import Dependencies
from backlog.api.products import Labels, Products, Statuses
from backlog.api.ratings import BulkRatings, Ratings
from backlog.api.rounds import RatingRounds, RoundVotes
from backlog.api.scores import ScoreInputs, ScoreMoves, Scores
from backlog.api.scoring import Criteria, ScoringModels
from backlog.api.undo import Undo
from backlog.api.views import SavedViews
from backlog.api.watching import Watchers

__all__ = [
    "Attachments",
    "BulkItems",
    "BulkRatings",
    "Comments",
    "Criteria",
    "CustomFields",
    "DeletedItems",
    "Dependencies",
    "Descriptions",
    "Events",
    "ItemGroups",
    "Items",
    "Labels",
    "Products",
    "RankByScore",
    "RatingRounds",
    "Ratings",
    "ReadyRules",
    "RoundVotes",
    "SavedViews",
    "ScoreInputs",
    "ScoreMoves",
    "Scores",
    "ScoringModels",
    "Statuses",
    "Templates",
    "Undo",
    "Watchers",
]
