"""Items as rows of a list: narrow, without model objects, labels of all rows in one statement."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import F, OuterRef, QuerySet, Subquery

from accounts.permissions import Right, may
from activity.actors import Actor
from backlog.custom import Shown, shown_values
from backlog.models import CustomField, Item, ItemLabel, Product, Score, ScoringModel
from backlog.models.products import OPEN_CATEGORIES
from backlog.queries.groups import Grouping, group_value
from backlog.readiness import Light, Missing, light
from backlog.search import with_score

COLUMNS = (
    "id", "number", "kind", "title", "rank", "category", "status_id", "status__name", "assignee_id", "assignee__name",
    "team_id", "team__name", "estimate", "start_on", "start_precision", "due_on", "due_precision", "parent_id", "parent__number",
    "parent__product__key", "parent__title", "created_by_id", "created_at", "updated_at", "version", "score_value",
    "score_reason", "custom", "ready_missing",
)  # fmt: skip
HUES = (25, 50, 80, 115, 145, 175, 205, 235, 265, 295, 325, 355)
LEAST_SHIFT = 3  # places between rank and score that are worth a mark


class Person(NamedTuple):
    """Whose mark a row shows."""

    pk: UUID
    name: str


class ShownLabel(NamedTuple):
    """A label as it is drawn: its name, and the class of its hue."""

    name: str
    css: str


@dataclass(slots=True)
class Row:
    """One item of a list. `share` is how long its score's bar is (percent), `shift` how many places of the rows
    shown its score would lift it (lower it, where negative), `position` its running number (0: not known), `group` the
    value of its group in a list that is grouped.
    """

    id: UUID
    key: str
    kind: str
    title: str
    rank: str
    category: str
    status_id: UUID
    status: str
    assignee: Person | None
    team: str
    estimate: Decimal | None
    start_on: date | None
    start_precision: str
    due_on: date | None
    due_precision: str
    parent_key: str
    parent_title: str
    version: int
    score: float | None
    score_reason: str
    share: int
    editable: bool
    is_overdue: bool
    labels: list[ShownLabel] = field(default_factory=list)
    position: int = 0
    shift: int = 0
    light: Light | None = None
    group: str = ""
    custom: list[Shown] = field(default_factory=list)

    def __getitem__(self, name: str) -> Any:
        """Templates ask a value for its items before its attributes; being refused costs more than the answer."""
        return getattr(self, name)

    @property
    def is_open(self) -> bool:
        return self.category in OPEN_CATEGORIES


def hue_class(hue: int) -> str:
    """The class of the nearest of the twelve hues of tags."""
    nearest = min(
        range(len(HUES)), key=lambda at: min(abs(HUES[at] - hue % 360), 360 - abs(HUES[at] - hue % 360))
    )
    return f"hue-{nearest}"


def active_model(product: Product) -> ScoringModel | None:
    """The product's active model, its best score as `top`. One statement."""
    best = Score.objects.filter(model=OuterRef("pk"), value__isnull=False).order_by(
        F("value").desc(nulls_last=True)
    )
    models = ScoringModel.objects.filter(product=product, is_active=True)
    return models.annotate(top=Subquery(best.values("value")[:1])).first()


def records(items: QuerySet[Item], model: ScoringModel | None) -> "QuerySet[Item, dict[str, Any]]":
    """The columns that `make_rows` needs, by the `.values()` of one statement."""
    scored = with_score(items, [model.pk] if model else []).annotate(ready_missing=Missing())
    found: QuerySet[Item, dict[str, Any]] = scored.values(*COLUMNS)
    return found


def make_rows(
    found: Sequence[Mapping[str, Any]],
    *,
    product: Product,
    actor: Actor,
    today: date,
    model: ScoringModel | None,
    first: int = 0,
    grouping: Grouping | None = None,
    custom: Sequence[CustomField] = (),
) -> list[Row]:
    """Rows of `records`; `first` is the position of the first one, `custom` are the product's own fields that rows show.

    One statement for all labels, one for the people whom those fields name.
    """
    labels = labels_of(record["id"] for record in found)
    top = getattr(model, "top", None) or 0.0
    all_editable = may(actor, Right.GROOM)
    rows = [_row(record, product.key, top, today) for record in found]
    held = [(record["custom"], record["estimate"]) for record in found]
    for row, values in zip(rows, shown_values(custom, held), strict=True):
        row.custom = values
    for at, (row, record) in enumerate(zip(rows, found, strict=True)):
        row.labels = labels.get(row.id, [])
        row.position = first + at if first else 0
        row.group = group_value(grouping, record, row.labels) if grouping else ""
        row.editable = all_editable or actor.member_id in (record["created_by_id"], record["assignee_id"])
    return rows


def labels_of(ids: Iterable[UUID]) -> dict[UUID, list[ShownLabel]]:
    """The labels of these items, by name. One statement."""
    found: dict[UUID, list[ShownLabel]] = defaultdict(list)
    links = ItemLabel.objects.filter(item__in=list(ids)).order_by("label__name")
    for item, name, hue in links.values_list("item_id", "label__name", "label__hue"):
        found[item].append(ShownLabel(name, hue_class(hue)))
    return found


def mark_shifts(rows: list[Row]) -> None:
    """Note on each row how many places its score would lift or lower it among these rows, where that is worth a mark."""
    scored = [row for row in rows if row.score is not None and row.is_open]
    by_rank = {row.id: at for at, row in enumerate(sorted(scored, key=lambda row: row.rank))}
    least = max(LEAST_SHIFT, len(scored) // 10)
    for at, row in enumerate(sorted(scored, key=lambda row: -(row.score or 0.0))):
        lift = by_rank[row.id] - at
        row.shift = lift if abs(lift) >= least else 0


def _share(score: float | None, top: float) -> int:
    """The length of a score's bar in percent, 100 for the product's best.

    By the square root: scores that multiply reach are so unequal that a plain share would leave most bars empty.
    """
    if score is None or score <= 0 or top <= 0:
        return 0
    return min(100, round(100 * math.sqrt(score / top)))


def _row(record: Mapping[str, Any], product_key: str, top: float, today: date) -> Row:
    score, due_on = record["score_value"], record["due_on"]
    parent = record["parent__number"]
    return Row(
        id=record["id"],
        key=f"{product_key}-{record['number']}",
        kind=record["kind"],
        title=record["title"],
        rank=record["rank"],
        category=record["category"],
        status_id=record["status_id"],
        status=record["status__name"],
        assignee=Person(record["assignee_id"], record["assignee__name"]) if record["assignee_id"] else None,
        team=record["team__name"] or "",
        estimate=record["estimate"],
        start_on=record["start_on"],
        start_precision=record["start_precision"],
        due_on=due_on,
        due_precision=record["due_precision"],
        parent_key=f"{record['parent__product__key']}-{parent}" if parent else "",
        parent_title=record["parent__title"] or "",
        version=record["version"],
        score=score,
        score_reason=record["score_reason"] or "",
        share=_share(score, top),
        editable=False,
        light=light(record["ready_missing"]) if record["category"] in OPEN_CATEGORIES else None,
        is_overdue=bool(due_on and due_on < today and record["category"] in OPEN_CATEGORIES),
    )
