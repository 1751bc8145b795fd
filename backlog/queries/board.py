"""The board: one product's items by status, in rank order within each."""

from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet

from activity.actors import Actor
from backlog.models import Category, Item, Product, Status
from backlog.queries.keyset import Place, place
from backlog.queries.rows import Row, active_model, make_rows, records
from backlog.search import ItemSearch

CARDS = 50


@dataclass(frozen=True, slots=True)
class Column:
    """One status with its first cards; `next` begins the rest, "" where there is none."""

    status: Status
    cards: list[Row]
    count: int
    next: str


def board(product: Product, *, actor: Actor, query: str, today: date, limit: int = CARDS) -> list[Column]:
    """A column for each status but the dropped ones, with at most `limit` cards each.

    Raises QueryError. Cost: 5 statements whatever the number of items and columns, and those for names in the query.
    """
    search = ItemSearch(query, actor=actor, today=today)
    items = search.narrow(Item.objects.filter(product=product))
    statuses = [status for status in product.statuses.all() if status.category != Category.DROPPED]
    counts = dict(items.order_by().values_list("status").annotate(Count("pk")))
    model = active_model(product)
    found = list(_first_of_each(items, statuses, limit)) if statuses else []
    rows = make_rows(found, product=product, actor=actor, today=today, model=model)
    return [
        _column(
            status, [row for row in rows if row.status_id == status.pk], counts.get(status.pk, 0), 0, limit
        )
        for status in statuses
    ]


def more_cards(
    product: Product, status: Status, *, actor: Actor, query: str, today: date, after: str, limit: int = CARDS
) -> Column:
    """The next cards of one column; its `count` is how many cards there are up to here. 3 statements."""
    search, start = ItemSearch(query, actor=actor, today=today), place(after)
    items = search.narrow(Item.objects.filter(product=product, status=status))
    if start:
        items = items.filter(rank__gt=start.values[0])
    model = active_model(product)
    found = list(records(items).order_by("rank")[: limit + 1])
    rows = make_rows(found, product=product, actor=actor, today=today, model=model)
    before = start.count if start else 0
    return _column(status, rows, before + len(rows), before, limit)


def cards_by_ids(product: Product, ids: list[UUID], *, actor: Actor, query: str, today: date) -> list[Row]:
    """Those of the items that still are on the board, in rank order. 3 statements."""
    items = ItemSearch(query, actor=actor, today=today).filter(
        Item.objects.filter(product=product, pk__in=ids)
    )
    model = active_model(product)
    found = list(records(items.exclude(category=Category.DROPPED)).order_by("rank"))
    return make_rows(found, product=product, actor=actor, today=today, model=model)


def _first_of_each(items: QuerySet[Item], statuses: list[Status], limit: int) -> "QuerySet[Any, Any]":
    """The first cards of every status in one statement, each part read from the index (status, rank)."""
    parts = [records(items.filter(status=status)).order_by("rank")[: limit + 1] for status in statuses]
    return reduce(lambda one, other: one.union(other, all=True), parts)


def _column(status: Status, rows: list[Row], count: int, before: int, limit: int) -> Column:
    shown = rows[:limit]
    following = Place([shown[-1].rank], before + limit).token() if len(rows) > limit else ""
    return Column(status, shown, count, following)
