"""Keyset pages: `{"next", "previous", "results"}` in any order that ends in `id`.

A cursor names the last row of a page by the values it is ordered by, so a deep page costs what the first one does and
nothing is skipped or repeated when rows come and go. Where every part runs the same way and none may be null, the
condition is one row comparison, which an index on those columns answers; otherwise it is spelled out.
"""

import base64
import binascii
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import orjson
from django.conf import settings
from django.db.models import BooleanField, F, Func, Q, QuerySet, Value
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter

from core.api.errors import ParameterError
from core.api.json import dumps

DEFAULT_LIMIT, LARGEST_LIMIT = 50, 200
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sort:
    """One part of an order: a column of the rows. Nulls come last whichever way it runs."""

    name: str
    descending: bool = False
    nullable: bool = False

    def reversed(self) -> "Sort":
        return Sort(self.name, not self.descending, self.nullable)

    def expression(self, *, backwards: bool) -> Any:
        """What `order_by` takes; `backwards` reads the same order from its end."""
        down = self.descending != backwards
        nulls: dict[str, Any] = {}
        if self.nullable:
            nulls = {"nulls_first": True} if backwards else {"nulls_last": True}
        return F(self.name).desc(**nulls) if down else F(self.name).asc(**nulls)


Order = Sort | Sequence[Sort]


@dataclass(frozen=True, slots=True)
class Page:
    """One page: rows in order, and the addresses of its neighbours (None where there is none)."""

    results: list[Any]
    next: str | None
    previous: str | None


@dataclass(frozen=True, slots=True)
class _Cursor:
    values: list[Any] = field(default_factory=list)
    backwards: bool = False


def limit_of(request: HttpRequest) -> int:
    """`?limit=`: 1 to 200, 50 without it. Raises ParameterError."""
    text = request.GET.get("limit", "")
    if not text:
        return DEFAULT_LIMIT
    if not (text.isascii() and text.isdigit() and len(text) < 5 and 1 <= int(text) <= LARGEST_LIMIT):
        raise ParameterError(
            "limit", _("The limit is a number from 1 to %(most)d.") % {"most": LARGEST_LIMIT}
        )
    return int(text)


def ordering_parameter(allowed: Iterable[str], more: str = "", pattern: str = "") -> OpenApiParameter:
    """`?ordering=` as the description shows it, for the names that `ordering_of` takes; `more` ends its text.

    `pattern` fits further ones, which depend on the data.
    """
    one: dict[str, Any] = {"type": "string", "enum": [sign + name for name in allowed for sign in ("", "-")]}
    one = {"anyOf": [one, {"type": "string", "pattern": pattern}]} if pattern else one
    return OpenApiParameter(
        "ordering", {"type": "array", "items": one}, explode=False, style="form",
        description=f"By comma, `-` for downwards. Empty values come last. {more}".strip(),
    )  # fmt: skip


def ordering_of(
    request: HttpRequest, allowed: Mapping[str, Order], *, default: Sequence[Sort], last: Sort | None = None
) -> list[Sort]:
    """`?ordering=-score,due_on` as Sorts; `allowed` maps public names to one Sort or several. Always ends in `last` (id).

    `-` turns them round. Raises ParameterError for a name that is not allowed.
    """
    chosen: list[Sort] = []
    for word in filter(None, request.GET.get("ordering", "").split(",")):
        found = allowed.get(word.removeprefix("-"))
        if found is None:
            known = ", ".join(sorted(allowed))
            raise ParameterError(
                "ordering",
                _("“%(word)s” cannot order this list; these can: %(known)s.")
                % {"word": word, "known": known},
            )
        for sort in (found,) if isinstance(found, Sort) else found:
            if sort.name not in [one.name for one in chosen]:
                chosen.append(sort.reversed() if word.startswith("-") else sort)
    chosen = chosen or list(default)
    last = last or Sort("id")
    if last.name in [one.name for one in chosen]:
        return chosen
    alike = {one.descending for one in chosen} == {True}
    return [*chosen, last.reversed() if alike else last]


def paginate(
    rows: "QuerySet[Any, Any]",
    request: HttpRequest,
    *,
    ordering: Sequence[Sort],
    present: Callable[[Any], Any] | None = None,
    read: Callable[[Any], Iterable[Any]] = list,
) -> Page:
    """The page of `rows` (a queryset of model objects or `.values()`) that the request asks for. One SQL statement.

    Every row holds the columns of `ordering`, whose last one is unique. `present` shapes each row for the answer;
    take columns out there that only the order needed. `read` runs the sliced queryset, where a list has a leaner way
    to its rows than `list`. Raises ParameterError for a bad limit or cursor.
    """
    limit, cursor = limit_of(request), _read_cursor(request, ordering)
    if cursor.values:
        rows = rows.filter(_beyond(ordering, cursor))
    rows = rows.order_by(*(sort.expression(backwards=cursor.backwards) for sort in ordering))
    found = list(read(rows[: limit + 1]))
    more, found = len(found) > limit, found[:limit]
    if cursor.backwards:
        found.reverse()
    has_next = bool(found) and (more or cursor.backwards)
    has_previous = bool(found) and (more if cursor.backwards else bool(cursor.values))
    return Page(
        results=[present(row) for row in found] if present else found,
        next=_address(request, ordering, found[-1], backwards=False) if has_next else None,
        previous=_address(request, ordering, found[0], backwards=True) if has_previous else None,
    )


class _RowBeyond(Func):
    """`(a, b) > (x, y)`: the one form of the condition that a plain index on (a, b) answers."""

    output_field = BooleanField()
    conditional = True

    def __init__(self, names: Sequence[str], operator: str, values: Sequence[Any]) -> None:
        super().__init__(*(F(name) for name in names), *(Value(value) for value in values))
        self.operator, self.width = operator, len(names)

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **kwargs: Any) -> tuple[str, Any]:
        parts = [compiler.compile(part) for part in self.get_source_expressions()]
        left = ", ".join(sql for sql, _params in parts[: self.width])
        right = ", ".join(sql for sql, _params in parts[self.width :])
        return f"({left}) {self.operator} ({right})", [one for _sql, params in parts for one in params]


def _beyond(ordering: Sequence[Sort], cursor: _Cursor) -> Any:
    downs = {sort.descending for sort in ordering}
    if len(downs) == 1 and not any(sort.nullable for sort in ordering):
        down = ordering[0].descending != cursor.backwards
        return _RowBeyond([sort.name for sort in ordering], "<" if down else ">", cursor.values)
    return _spelled_out(list(zip(ordering, cursor.values, strict=True)), backwards=cursor.backwards)


def _spelled_out(parts: list[tuple[Sort, Any]], *, backwards: bool) -> Q:
    """Beyond in the first part, or equal in it and beyond in the rest; null is after everything."""
    (sort, value), rest = parts[0], parts[1:]
    down = sort.descending != backwards
    if value is None:
        beyond, same = (
            (Q(**{f"{sort.name}__isnull": False}) if backwards else None),
            Q(**{f"{sort.name}__isnull": True}),
        )
    else:
        beyond, same = Q(**{f"{sort.name}__{'lt' if down else 'gt'}": value}), Q(**{sort.name: value})
        if sort.nullable and not backwards:
            beyond |= Q(**{f"{sort.name}__isnull": True})
    if not rest:
        assert beyond is not None, "the last part of an order is never null"
        return beyond
    deeper = same & _spelled_out(rest, backwards=backwards)
    return deeper if beyond is None else beyond | deeper


def _seal(ordering: Sequence[Sort], payload: bytes) -> str:
    """A mark that only we can make and that holds for this order alone, so a cursor's values can be trusted."""
    salt = "cursor:" + ",".join(f"{sort.name}{'-' if sort.descending else '+'}" for sort in ordering)
    digest = salted_hmac(salt, payload, algorithm="sha256").digest()[:9]
    return base64.urlsafe_b64encode(digest).decode()


def _address(request: HttpRequest, ordering: Sequence[Sort], row: Any, *, backwards: bool) -> str:
    get = row.__getitem__ if isinstance(row, Mapping) else lambda name: getattr(row, name)
    payload = dumps([int(backwards), *(_exact(get(sort.name)) for sort in ordering)])
    cursor = _seal(ordering, payload) + base64.urlsafe_b64encode(payload).decode().rstrip("=")
    query = [(name, value) for name, values in request.GET.lists() if name != "cursor" for value in values]
    return f"{settings.BASE_URL}{request.path}?{urlencode([*query, ('cursor', cursor)])}"


def _exact(value: Any) -> Any:
    """Numbers as text: a Decimal must come back as it was, not as the nearest float."""
    return value if value is None or isinstance(value, bool | int) else str(value)


def _read_cursor(request: HttpRequest, ordering: Sequence[Sort]) -> _Cursor:
    text = request.GET.get("cursor", "")
    if not text:
        return _Cursor()
    seal, body = text[:12], text[12:]
    try:
        payload = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))
    except (binascii.Error, ValueError):
        payload = b""
    if not payload or not constant_time_compare(seal, _seal(ordering, payload)):
        raise ParameterError(
            "cursor", _("This cursor is not one of ours for this order: begin again without it.")
        )
    backwards, *values = orjson.loads(payload)
    return _Cursor(values=values, backwards=bool(backwards))
