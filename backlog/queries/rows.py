"""Items as rows of a list: narrow, without model objects, labels of all rows in one statement."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import F, OuterRef, QuerySet, Subquery

from accounts.permissions import Right, may
from activity.actors import Actor
from backlog.custom import Shown, shown_values
from backlog.models import CustomField, Item, ItemLabel, Product, Score, ScoringModel
from backlog.models.products import OPEN_CATEGORIES
from backlog.queries.groups import Grouping, group_value, with_group
from backlog.queries.keyset import Key
from backlog.readiness import MISSING, SOURCES, Light, light
from backlog.search import with_score
from core.sql import run

COLUMNS = (
    "id", "number", "kind", "title", "rank", "category", "status_id", "assignee_id", "team_id", "estimate", "start_on",
    "start_precision", "due_on", "due_precision", "parent_id", "created_by_id", "created_at", "updated_at", "version", "custom",
)  # fmt: skip
# What other tables hold is looked up for the rows shown: joined to the list, planning would cost more than running.
_BESIDE = f"""
    SELECT i.id, status.name, assignee.name, team.name, above_product.key || '-' || above.number, above.title,
           score.value, score.reason,
           (SELECT json_agg(json_build_array(label.name, label.hue) ORDER BY label.name)
              FROM backlog_itemlabel link JOIN backlog_label label ON label.id = link.label_id WHERE link.item_id = i.id),
           {MISSING.format(**{name: f"i.{name}" for name in SOURCES})}
      FROM unnest(%(items)s::uuid[]) AS shown (id)
      JOIN backlog_item i ON i.id = shown.id
      JOIN backlog_status status ON status.id = i.status_id
      LEFT JOIN accounts_member assignee ON assignee.id = i.assignee_id
      LEFT JOIN accounts_team team ON team.id = i.team_id
      LEFT JOIN backlog_item above ON above.id = i.parent_id
      LEFT JOIN backlog_product above_product ON above_product.id = above.product_id
      LEFT JOIN backlog_score score ON score.item_id = i.id AND score.model_id = %(model)s::uuid
"""
SCORE = "score_value"
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


class Beside(NamedTuple):
    """What other tables hold of one item. `missing`: None where its product has no definition of ready."""

    status: str
    assignee: str | None
    team: str | None
    parent_key: str | None
    parent_title: str | None
    score: float | None
    score_reason: str | None
    labels: list[tuple[str, int]] | None
    missing: list[str] | None


@dataclass(slots=True)
class Row:
    """One item of a list. `share` is how long its score's bar is (percent), `shift` how many places of the rows
    shown its score would lift it (lower it, where negative), `position` its running number (0: not known), `group` the
    value of its group in a list that is grouped, `is_judged` whether its product has a definition of ready.
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
    is_judged: bool = False
    light: Light | None = None
    group: str = ""
    custom: list[Shown] = field(default_factory=list)

    def __getitem__(self, name: str) -> Any:
        """Templates ask a value for its items before its attributes; being refused costs more than the answer."""
        return getattr(self, name)

    @property
    def is_open(self) -> bool:
        return self.category in OPEN_CATEGORIES


@lru_cache(maxsize=360)
def hue_class(hue: int) -> str:
    """The class of the nearest of the twelve hues of tags."""
    nearest = min(
        range(len(HUES)), key=lambda at: min(abs(HUES[at] - hue % 360), 360 - abs(HUES[at] - hue % 360))
    )
    return f"hue-{nearest}"


def active_model(product: Product) -> ScoringModel | None:
    """The product's active model, its best score as `top`. One statement."""
    return _with_top(ScoringModel.objects.filter(product=product, is_active=True)).first()


def models_shown(product: Product) -> tuple[ScoringModel | None, ScoringModel | None]:
    """The active model and the one that is tried beside it, each with its best score as `top`. One statement."""
    rows = list(
        _with_top(ScoringModel.objects.filter(product=product).exclude(is_active=False, is_tried=False))
    )
    return next((row for row in rows if row.is_active), None), next(
        (row for row in rows if row.is_tried), None
    )


def _with_top(models: QuerySet[ScoringModel]) -> QuerySet[ScoringModel]:
    best = Score.objects.filter(model=OuterRef("pk"), value__isnull=False).order_by(
        F("value").desc(nulls_last=True)
    )
    return models.annotate(top=Subquery(best.values("value")[:1]))


def records(
    items: QuerySet[Item],
    grouping: Grouping | None = None,
    *,
    keys: Sequence[Key] = (),
    model: ScoringModel | None = None,
) -> "QuerySet[Item, dict[str, Any]]":
    """The columns that `make_rows` needs, by the `.values()` of one statement, with the `column` of a grouping.

    `keys` are what the list will be ordered by: only for an order by score it is joined with those of the `model`.
    """
    found = with_group(items, grouping) if grouping else items
    columns = {*COLUMNS, grouping.column} if grouping else set(COLUMNS)
    if any(key.column == SCORE for key in keys):
        found, columns = with_score(found, [model.pk] if model else []), {*columns, SCORE}
    narrow: QuerySet[Item, dict[str, Any]] = found.values(*sorted(columns))
    return narrow


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

    One statement for what other tables hold, one for the people whom those fields name.
    """
    beside = _beside([record["id"] for record in found], model)
    found = [record for record in found if record["id"] in beside]  # but what was purged since
    top = getattr(model, "top", None) or 0.0
    all_editable = may(actor, Right.GROOM)
    rows = [_row(record, beside[record["id"]], product.key, top, today) for record in found]
    for at, (row, record) in enumerate(zip(rows, found, strict=True)):
        row.position = first + at if first else 0
        row.group = group_value(grouping, record) if grouping else ""
        row.editable = all_editable or actor.member_id in (record["created_by_id"], record["assignee_id"])
    if custom:
        held = [(record["custom"], record["estimate"]) for record in found]
        for row, values in zip(rows, shown_values(custom, held), strict=True):
            row.custom = values
    return rows


def _beside(ids: list[UUID], model: ScoringModel | None) -> dict[UUID, Beside]:
    """What other tables hold of these items. One statement, none for no items."""
    if not ids:
        return {}
    lines = run(_BESIDE, {"items": ids, "model": model.pk if model else None})
    return {line[0]: Beside(*line[1:]) for line in lines}


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


def share_of(score: float | None, top: float) -> int:
    """The length of a score's bar in percent, 100 for the product's best.

    By the square root: scores that multiply reach are so unequal that a plain share would leave most bars empty.
    """
    if score is None or score <= 0 or top <= 0:
        return 0
    return min(100, round(100 * math.sqrt(score / top)))


def _row(record: Mapping[str, Any], beside: Beside, product_key: str, top: float, today: date) -> Row:
    due_on, is_open = record["due_on"], record["category"] in OPEN_CATEGORIES
    return Row(
        id=record["id"],
        key=f"{product_key}-{record['number']}",
        kind=record["kind"],
        title=record["title"],
        rank=record["rank"],
        category=record["category"],
        status_id=record["status_id"],
        status=beside.status,
        assignee=Person(record["assignee_id"], beside.assignee)
        if beside.assignee and record["assignee_id"]
        else None,
        team=beside.team or "",
        estimate=record["estimate"],
        start_on=record["start_on"],
        start_precision=record["start_precision"],
        due_on=due_on,
        due_precision=record["due_precision"],
        parent_key=beside.parent_key or "",
        parent_title=beside.parent_title or "",
        version=record["version"],
        score=beside.score,
        score_reason=beside.score_reason or "",
        share=share_of(beside.score, top),
        editable=False,
        labels=[ShownLabel(name, hue_class(hue)) for name, hue in beside.labels or ()],
        is_judged=beside.missing is not None,
        light=light(beside.missing) if is_open else None,
        is_overdue=bool(due_on and due_on < today and is_open),
    )
