"""`Query` to the ORM. The apps give one compiler for each field; this joins them and knows how values
compare.
"""

import datetime
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import TypeVar

from django.db.models import F, Model, Q, QuerySet
from django.db.models.expressions import Expression, OrderBy
from django.utils.translation import gettext as _

from core.query.ast import Query, QueryError, Term, Word
from core.query.values import date_span, number

Row = TypeVar("Row", bound=Model)
Compiler = Callable[[Term], Q]
Comparable = Decimal | datetime.date | datetime.datetime

NONE = "none"  # the word for "has no value", of every field whose schema lists it
LOOKUPS = {"<": "lt", "<=": "lte", ">": "gt", ">=": "gte"}


def apply(
    queryset: QuerySet[Row],
    query: Query,
    compilers: Mapping[str, Compiler],
    *,
    words: Callable[[Word], Q] | None = None,
) -> QuerySet[Row]:
    """Keep the rows that every part of a checked query fits; sort keys are `ordering`'s.

    A compiler gets the term and gives the condition without its negation, which is applied here (rows without
    a value fit a negated term). Conditions on several related rows belong in `Exists` or `pk__in`, else rows
    come twice. `words` gives the condition of one free word or phrase. Raises QueryError for a field without
    a compiler. Runs no query.
    """
    for part in query.parts:
        condition = _condition(part, compilers, words)
        queryset = queryset.filter(~condition if part.negated else condition)
    return queryset


def ordering(query: Query, columns: Mapping[str, str | Expression]) -> list[OrderBy]:
    """The `order_by` arguments of `sort:`; rows without a value come last in both directions.

    `columns` maps a field to its column or expression. The caller adds its own tie-break. Raises QueryError.
    """
    orders: list[OrderBy] = []
    for key in query.sort:
        if key.field not in columns:
            raise QueryError(_("One cannot sort by “%(word)s”.") % {"word": key.field}, key.start, key.end)
        column = columns[key.field]
        orders.append(
            OrderBy(
                F(column) if isinstance(column, str) else column, descending=key.descending, nulls_last=True
            )
        )
    return orders


def number_q(column: str, term: Term) -> Q:
    """The condition of a number field: any of the values, a comparison, or a range with both ends."""
    return _any_of(column, term, lambda text: (number(text), number(text)))


def date_q(column: str, term: Term, *, today: datetime.date) -> Q:
    """The condition of a date column. A period such as 2027-Q1 means any of its days: `<` before its first
    day, `>` after its last.
    """

    def ends(text: str) -> tuple[datetime.date, datetime.date]:
        span = date_span(text, today)
        return span.first, span.last

    return _any_of(column, term, ends)


def moment_q(column: str, term: Term, *, today: datetime.date, zone: datetime.tzinfo) -> Q:
    """The condition of a timestamp column by days in a time zone: `updated>-7d` means after that day."""

    def ends(text: str) -> tuple[datetime.datetime, datetime.datetime]:
        span = date_span(text, today)
        start = datetime.datetime.combine(span.first, datetime.time.min, zone)
        return start, datetime.datetime.combine(span.last, datetime.time.max, zone)

    return _any_of(column, term, ends)


def _condition(part: Term | Word, compilers: Mapping[str, Compiler], words: Callable[[Word], Q] | None) -> Q:
    if isinstance(part, Word):
        if words is None:
            raise QueryError(_("Free words cannot be searched for here."), part.start, part.end, "")
        return words(part)
    if part.field not in compilers:
        message = _("There is no field “%(word)s”.") % {"word": part.field}
        raise QueryError(message, part.field_start, part.field_end)
    try:
        return compilers[part.field](part)
    except ValueError as error:
        if isinstance(error, QueryError):
            raise
        message = _("“%(field)s” does not fit “%(word)s”.") % {"field": part.field, "word": part.value}
        raise QueryError(message, part.start, part.end) from error


def _any_of(column: str, term: Term, ends: Callable[[str], tuple[Comparable, Comparable]]) -> Q:
    """Compare a column with values that each have a first and a last point; ValueError for a value that has
    none.
    """
    if term.operator == ":":
        return reduce(or_, (_is(column, value.text, ends) for value in term.values))
    first, last = ends(term.value)
    if term.operator == "..":
        return _between(column, first, ends(term.values[1].text)[1])
    return Q(**{f"{column}__{LOOKUPS[term.operator]}": first if term.operator in ("<", ">=") else last})


def _is(column: str, text: str, ends: Callable[[str], tuple[Comparable, Comparable]]) -> Q:
    return Q(**{f"{column}__isnull": True}) if text.casefold() == NONE else _between(column, *ends(text))


def _between(column: str, low: Comparable, high: Comparable) -> Q:
    return Q(**{column: low}) if low == high else Q(**{f"{column}__gte": low, f"{column}__lte": high})
