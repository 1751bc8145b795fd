"""What is read alike of releases and objectives: the items that have a place in them, and those that could."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, DecimalField, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from activity.actors import Actor
from backlog.models import Category, Item
from backlog.models.products import OPEN_CATEGORIES
from backlog.search import search_items

MOST_CANDIDATES = 30
LIVING = Q(places__item__deleted_at=None) & ~Q(places__item__category=Category.DROPPED)
DONE = Q(places__item__deleted_at=None, places__item__category=Category.DONE)
_POINTS = DecimalField(max_digits=12, decimal_places=2)


def with_sums(rows: "QuerySet[Any]") -> "QuerySet[Any]":
    """How far each is: `item_count` and `done_count` of what was not dropped, `points` and `done_points` by estimate.

    One statement with the rows themselves.
    """
    counted: QuerySet[Any] = rows.annotate(
        item_count=Count("places", filter=LIVING),
        done_count=Count("places", filter=DONE),
        points=_sum(LIVING),
        done_points=_sum(DONE),
    )
    return counted


def candidates(items: QuerySet[Item], text: str, *, usual: Q, actor: Actor, today: date) -> list[Item]:
    """What can be put in: those of `items` that the query fits, without one the open ones that are `usual`.

    By product and rank, or by the query's `sort:`; MOST_CANDIDATES of them. Raises core.query.QueryError. One statement,
    and one for each kind of names in the query.
    """
    items = items.filter(product__archived_at=None)
    if text.strip():
        found = search_items(items, text, actor=actor, today=today)
    else:
        found = items.filter(usual, category__in=OPEN_CATEGORIES)
    if not found.query.order_by:
        found = found.order_by("product", "rank")
    return list(found.select_related("product", "status")[:MOST_CANDIDATES])


def _sum(where: Q) -> Coalesce:
    return Coalesce(Sum("places__item__estimate", filter=where), Decimal(0), output_field=_POINTS)
