"""What the settings of products and labels show."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count

from accounts.models import Workspace
from backlog.models import Item, ItemLabel, Label, Product, Status
from backlog.queries.rows import HUES, hue_class
from core.sql import run

_WITH_KEY = "SELECT id FROM backlog_product WHERE workspace_id = %(workspace)s AND key = upper(%(key)s)"


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step of a workflow and how many living items are in it; `first` and `last` of its category."""

    status: Status
    count: int
    first: bool
    last: bool


@dataclass(frozen=True, slots=True)
class LabelRow:
    """A label, its class, and how many living items carry it."""

    label: Label
    css: str
    count: int


def product_with_key(workspace_id: UUID, key: str) -> UUID | None:
    """The id of the product with that key, in any case. One SQL statement."""
    rows = run(_WITH_KEY, {"workspace": workspace_id, "key": key})
    return rows[0][0] if rows else None


def workflow_of(product: Product) -> list[StepRow]:
    """The product's steps in order. Two statements."""
    counts = dict(Item.objects.filter(product=product).order_by().values_list("status").annotate(Count("pk")))
    steps = list(product.statuses.all())
    around = [None, *(step.category for step in steps), None]
    return [
        StepRow(step, counts.get(step.pk, 0), around[at] != step.category, around[at + 2] != step.category)
        for at, step in enumerate(steps)
    ]


def labels_in(workspace: Workspace) -> list[LabelRow]:
    """The workspace's labels by name. Two statements."""
    used = ItemLabel.objects.filter(workspace=workspace, item__deleted_at=None).order_by()
    counts = dict(used.values_list("label").annotate(Count("pk")))
    labels = Label.objects.filter(workspace=workspace).order_by("name")
    return [LabelRow(label, hue_class(label.hue), counts.get(label.pk, 0)) for label in labels]


def hues() -> list[tuple[int, str]]:
    """The hues one may choose, and their classes."""
    return [(hue, f"hue-{at}") for at, hue in enumerate(HUES)]
