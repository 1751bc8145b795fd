"""What the pages, the API and the groups of releases read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, DecimalField, Exists, F, OuterRef, Q, QuerySet, Sum, TextChoices
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from activity.actors import Actor
from backlog.models import Category, Item
from backlog.models.products import OPEN_CATEGORIES
from backlog.queries.rows import Person
from backlog.search import search_items
from core.periods import Precision
from roadmap.models import Release, ReleaseItem

ZERO = Decimal(0)
MOST_CANDIDATES = 30
RELEASED_SHOWN = 24  # of those that are out, the newest
LIVING = Q(places__item__deleted_at=None) & ~Q(places__item__category=Category.DROPPED)
DONE = Q(places__item__deleted_at=None, places__item__category=Category.DONE)


@dataclass(frozen=True, slots=True)
class Releases:
    """A workspace's releases: those to come by their days, those without a day last; then those that are out."""

    coming: list[Release]
    released: list[Release]


@dataclass(frozen=True, slots=True)
class Shipped:
    """An item of a release. `is_late`: it is open, and due after the release's day."""

    id: UUID
    key: str
    kind: str
    title: str
    category: str
    status: str
    assignee: Person | None
    estimate: Decimal | None
    due_on: date | None
    due_precision: Precision
    is_late: bool

    @property
    def is_open(self) -> bool:
        return self.category in OPEN_CATEGORIES


class Narrow(TextChoices):
    """What a reader looks at of a release."""

    ALL = "all", _("Everything")
    OPEN = "open", _("Still to do")
    LATE = "late", _("Late")


def with_progress(releases: "QuerySet[Release]") -> "QuerySet[Release]":
    """How far each is: `item_count` and `done_count` of what was not dropped, `points` and `done_points` by estimate,
    `open_count`, and `late_count` of open items that are due after its day. One statement with the rows themselves.
    """
    is_open = LIVING & ~DONE
    late = is_open & Q(places__item__due_on__gt=F("date"))
    return releases.annotate(
        item_count=Count("places", filter=LIVING),
        done_count=Count("places", filter=DONE),
        open_count=Count("places", filter=is_open),
        late_count=Count("places", filter=late),
        points=_sum(LIVING),
        done_points=_sum(DONE),
    )


def releases_of(workspace_id: UUID) -> Releases:
    """The workspace's releases with their progress and products. Two statements."""
    rows = with_progress(Release.objects.filter(workspace=workspace_id)).select_related("product")
    coming = rows.filter(released_at=None).order_by(F("date").asc(nulls_last=True), "name")
    released = rows.exclude(released_at=None).order_by("-released_at", "-pk")
    return Releases(list(coming), list(released[:RELEASED_SHOWN]))


def release_of(workspace_id: UUID, pk: UUID) -> Any:
    """The workspace's release with its progress and product, or 404. One statement."""
    rows = with_progress(Release.objects.filter(workspace=workspace_id)).select_related("product")
    return get_object_or_404(rows, pk=pk)


def items_of(release: Release) -> list[Shipped]:
    """What is in the release: open items first, by product and rank. One statement."""
    places = ReleaseItem.objects.filter(release=release, item__deleted_at=None)
    found = places.order_by("item__product__key", "item__rank").values(*_COLUMNS)
    return sorted((_shipped(row, release) for row in found), key=lambda row: not row.is_open)


def narrowed(rows: Sequence[Shipped], narrow: str) -> list[Shipped]:
    """Those of the rows that a reader looks at."""
    if narrow == Narrow.OPEN:
        return [row for row in rows if row.is_open]
    return [row for row in rows if row.is_late] if narrow == Narrow.LATE else list(rows)


def candidates(release: Release, text: str, *, actor: Actor, today: date) -> list[Item]:
    """What can be put in: items that the query fits, else the product's open ones that are in no release.

    MOST_CANDIDATES of them. Raises core.query.QueryError. One statement, and one for each kind of names in the query.
    """
    rows: QuerySet[Item] = Item.objects.filter(workspace_id=release.workspace_id, product__archived_at=None)
    if text.strip():
        here = ReleaseItem.objects.filter(release=release, item=OuterRef("pk"))
        rows = search_items(rows.filter(~Exists(here)), text, actor=actor, today=today)
    else:
        anywhere = ReleaseItem.objects.filter(item=OuterRef("pk"))
        rows = rows.filter(~Exists(anywhere), product=release.product_id, category__in=OPEN_CATEGORIES)
    if not rows.query.order_by:
        rows = rows.order_by("product", "rank")
    return list(rows.select_related("product", "status")[:MOST_CANDIDATES])


def people_late(rows: Sequence[Shipped]) -> list[tuple[str, int]]:
    """Whose items are late and how many, the most first; "" for nobody's."""
    counts: dict[str, int] = {}
    for row in rows:
        if row.is_late:
            name = row.assignee.name if row.assignee else ""
            counts[name] = counts.get(name, 0) + 1
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


def _sum(where: Q) -> Coalesce:
    field = DecimalField(max_digits=12, decimal_places=2)
    return Coalesce(Sum("places__item__estimate", filter=where), ZERO, output_field=field)


_COLUMNS = (
    "item_id", "item__product__key", "item__number", "item__kind", "item__title", "item__category",
    "item__status__name", "item__assignee_id", "item__assignee__name", "item__estimate", "item__due_on",
    "item__due_precision",
)  # fmt: skip


def _shipped(row: dict[str, Any], release: Release) -> Shipped:
    who, due = row["item__assignee_id"], row["item__due_on"]
    is_open = row["item__category"] in OPEN_CATEGORIES
    return Shipped(
        id=row["item_id"],
        key=f"{row['item__product__key']}-{row['item__number']}",
        kind=row["item__kind"],
        title=row["item__title"],
        category=row["item__category"],
        status=row["item__status__name"],
        assignee=Person(who, row["item__assignee__name"]) if who else None,
        estimate=row["item__estimate"],
        due_on=due,
        due_precision=Precision(row["item__due_precision"]),
        is_late=bool(is_open and due and release.date and due > release.date),
    )
