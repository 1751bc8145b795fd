"""Products and what is to be done in them."""

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
from backlog.models.products import Category, Product, ProductTeam, Status
from backlog.models.scoring import (
    Criterion,
    ModelCriterion,
    Rating,
    Score,
    ScoreHistory,
    ScoreRequest,
    ScoringModel,
)

__all__ = [
    "AcceptanceCriterion",
    "Category",
    "Comment",
    "Criterion",
    "FormerKey",
    "Item",
    "ItemLabel",
    "Kind",
    "Label",
    "ModelCriterion",
    "Product",
    "ProductTeam",
    "Rating",
    "Score",
    "ScoreHistory",
    "ScoreRequest",
    "ScoringModel",
    "Status",
    "Watcher",
]
