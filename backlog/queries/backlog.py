"""The backlog page: one product's items in rank order, or in another, a hundred at a time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, QuerySet, Sum

from activity.actors import Actor
from backlog.models import Item, Product, ScoringModel
from backlog.queries.keyset import Key, Place, place, read, values_of
from backlog.queries.rows import Row, active_model, make_rows, mark_shifts, records
from backlog.search import SORTS, ItemSearch

LIMIT = 100
MOST_COUNTED = 5000
NULLABLE = frozenset({"score", "due", "start", "estimate"})


@dataclass(frozen=True, slots=True)
class Summary:
    """How many items a list holds and the sum of their estimates; `more`: there are at least this many."""

    count: int
    points: Decimal
    more: bool


@dataclass(frozen=True, slots=True)
class BacklogPage:
    """What one page of the backlog shows. `next` begins the page after it; `ranked`: shown in the order of rank."""

    product: Product
    rows: list[Row]
    next: str
    model: ScoringModel | None
    summary: Summary | None
    ranked: bool
    sort: str
    descending: bool


def backlog_page(
    product: Product, *, actor: Actor, query: str, today: date, after: str = "", limit: int = LIMIT
) -> BacklogPage:
    """The items of `product` that `query` fits (open ones, unless it says which statuses), `limit` of them.

    `after` is the `next` of the page before; the first page also has the summary. Raises QueryError. Cost: the same
    for any number of rows: 4 statements for the first page, 3 for others, one more where a sort reaches the rows
    without a value, one for words, and one for each kind of names that the query uses.
    """
    search = ItemSearch(query, actor=actor, today=today)
    items, keys, start = _matching(product, search), order(search), place(after)
    model = active_model(product)
    found = read(records(items, model), keys, start, limit + 1)
    before = start.count if start else 0
    rows = make_rows(found[:limit], product=product, actor=actor, today=today, model=model, first=before + 1)
    mark_shifts(rows)
    more = len(found) > limit
    following = Place(values_of(found[limit - 1], keys), before + limit).token() if more else ""
    return BacklogPage(
        product=product,
        rows=rows,
        next=following,
        model=model,
        summary=None if start else summary(items),
        ranked=keys[0].column == "rank" and not keys[0].descending,
        sort=search.query.sort[0].field if search.query.sort else "rank",
        descending=keys[0].descending,
    )


def rows_by_ids(
    product: Product, ids: Iterable[UUID], *, actor: Actor, today: date, query: str = ""
) -> list[Row]:
    """Those of the items that are still in the list `query` describes, in rank order. 3 statements, and its names."""
    items = _matching(product, ItemSearch(query, actor=actor, today=today)).filter(pk__in=list(ids))
    model = active_model(product)
    found = list(records(items, model).order_by("rank"))
    return make_rows(found, product=product, actor=actor, today=today, model=model)


def summary(items: QuerySet[Item]) -> Summary:
    """Count and sum, of the first MOST_COUNTED items at most. One statement."""
    counted = items.order_by()[: MOST_COUNTED + 1].aggregate(count=Count("pk"), points=Sum("estimate"))
    count = counted["count"]
    return Summary(min(count, MOST_COUNTED), counted["points"] or Decimal(0), count > MOST_COUNTED)


def order(search: ItemSearch) -> list[Key]:
    """The keys of a query's `sort:`, by rank where it has none; the last one is unique within the product."""
    keys = [
        Key(SORTS[key.field], key.descending, key.field in NULLABLE, key.field == "score")
        for key in search.query.sort
    ]
    if not keys:
        return [Key("rank")]
    if any(key.column == "rank" for key in keys):
        return keys[: 1 + next(at for at, key in enumerate(keys) if key.column == "rank")]
    # Ties by id, in the direction that the index of scores has them.
    return [*keys, Key("id", descending=keys[0].descending != keys[0].nulls_low)]


def _matching(product: Product, search: ItemSearch) -> QuerySet[Item]:
    items = Item.objects.filter(product=product)
    if any(key.field == "updated" for key in search.query.sort):
        # The index of changes is the workspace's: in a big product it is walked, in a small one it is not needed.
        items = items.filter(workspace_id=product.workspace_id)
    return search.narrow(items if search.names_status else items.open())
