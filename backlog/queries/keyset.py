"""Pages of a list that begin after a row, in any order, at the cost of the first page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core import signing
from django.db.models import F, Q, QuerySet
from django.db.models.expressions import OrderBy

Record = Mapping[str, Any]
SALT = "backlog.rows"


@dataclass(frozen=True, slots=True)
class Key:
    """One part of an order. Rows without a value come last in both directions.

    `nulls_low` says that the column's index runs from high to low with nulls at its low end.
    """

    column: str
    descending: bool = False
    nullable: bool = False
    nulls_low: bool = False

    def by(self, *, has_value: bool) -> OrderBy:
        """What `order_by` takes; where every row has a value, in the words of the index."""
        if has_value:
            nulls: dict[str, Any] = {}
            if self.nulls_low:
                nulls = {"nulls_last": True} if self.descending else {"nulls_first": True}
        else:
            nulls = {"nulls_last": True} if self.nullable else {}
        return OrderBy(F(self.column), descending=self.descending, **nulls)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins: the values of the row before it, and how many rows came before."""

    values: list[Any]
    count: int

    def token(self) -> str:
        """As text for an address; signed, since its values go into conditions."""
        return signing.dumps([self.count, *self.values], salt=SALT, compress=True)


def place(token: str) -> Place | None:
    """The place a token names; None for none and for one that is not ours."""
    try:
        count, *values = signing.loads(token, salt=SALT) if token else (0,)
    except signing.BadSignature:
        return None
    return Place(values, count) if values else None


def read(rows: "QuerySet[Any, Any]", keys: Sequence[Key], after: Place | None, limit: int) -> list[Record]:
    """At most `limit` of `rows` (a `.values()` queryset) in the order of `keys`, whose last one is unique.

    One statement; two where the first key may have no value and the rows that have one do not fill the page. Apart,
    each of the two is answered by an index, which "nulls last" is not.
    """
    first, values = keys[0], after.values if after else None
    if not first.nullable:
        return list(_part(rows, keys, values, has_value=True)[:limit])
    found: list[Record] = []
    if values is None or values[0] is not None:
        known = rows.filter(**{f"{first.column}__isnull": False})
        found = list(_part(known, keys, values, has_value=True)[:limit])
    if len(found) < limit:
        rest = values[1:] if values and values[0] is None else None
        bare = rows.filter(**{f"{first.column}__isnull": True})
        found += list(_part(bare, keys[1:], rest, has_value=False)[: limit - len(found)])
    return found


def values_of(record: Record, keys: Sequence[Key]) -> list[Any]:
    """A row's values in an order, as JSON can carry them without loss."""
    return [_plain(record[key.column]) for key in keys]


def _part(
    rows: "QuerySet[Any, Any]", keys: Sequence[Key], values: list[Any] | None, *, has_value: bool
) -> "QuerySet[Any, Any]":
    """`rows` in order from `values` on. `has_value`: in them the first key always has one, also where it may have none."""
    first, sure = keys[0], has_value or not keys[0].nullable
    if values:
        rows = rows.filter(_beyond(list(zip(keys, values, strict=True))))
        # Said once more for the first key alone: here an index may begin, which "or" hides.
        if sure:
            rows = rows.filter(**{f"{first.column}__{'lte' if first.descending else 'gte'}": values[0]})
    return rows.order_by(*(key.by(has_value=sure and at == 0) for at, key in enumerate(keys)))


def _beyond(parts: list[tuple[Key, Any]]) -> Q:
    """Beyond in the first part, or equal in it and beyond in the rest."""
    (key, value), rest = parts[0], parts[1:]
    if value is None:
        return Q(**{f"{key.column}__isnull": True}) & _beyond(rest)
    beyond = Q(**{f"{key.column}__{'lt' if key.descending else 'gt'}": value})
    if key.nullable:
        beyond |= Q(**{f"{key.column}__isnull": True})
    return beyond | (Q(**{key.column: value}) & _beyond(rest)) if rest else beyond


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return (
        str(value) if isinstance(value, Decimal) or not isinstance(value, str | float | int | None) else value
    )
