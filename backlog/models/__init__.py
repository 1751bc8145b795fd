"""Products and what is to be done in them."""

from backlog.models.attached import Attachment, Reaction
from backlog.models.fields import CustomField, ItemTemplate, ReadyRule, ReadyTick
from backlog.models.items import (
    AcceptanceCriterion,
    Comment,
    FormerKey,
    Item,
    ItemLabel,
    Kind,
    Label,
    Watcher,
)
from backlog.models.links import ItemLink
from backlog.models.products import Category, Product, ProductTeam, Status
from backlog.models.rounds import BlindRating, RatingRound, RatingRoundCriterion, RatingRoundItem
from backlog.models.scoring import (
    Criterion,
    ModelCriterion,
    Rating,
    Score,
    ScoreHistory,
    ScoreRequest,
    ScoringModel,
)
from backlog.models.views import DefaultView, SavedView
from backlog.models.words import TitleWord

__all__ = [
    "AcceptanceCriterion",
    "Attachment",
    "BlindRating",
    "Category",
    "Comment",
    "Criterion",
    "CustomField",
    "DefaultView",
    "FormerKey",
    "Item",
    "ItemLabel",
    "ItemLink",
    "ItemTemplate",
    "Kind",
    "Label",
    "ModelCriterion",
    "Product",
    "ProductTeam",
    "Rating",
    "RatingRound",
    "RatingRoundCriterion",
    "RatingRoundItem",
    "Reaction",
    "ReadyRule",
    "ReadyTick",
    "SavedView",
    "Score",
    "ScoreHistory",
    "ScoreRequest",
    "ScoringModel",
    "Status",
    "TitleWord",
    "Watcher",
]
