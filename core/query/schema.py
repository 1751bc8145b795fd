"""Which fields and values exist. Apps fill a schema; `check` finds mistakes and the nearest valid word."""

import datetime
import difflib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Literal

from django.utils.translation import gettext as _

from core.query.ast import Operator, Query, QueryError, SortKey, Term, Value
from core.query.likeness import letters_apart
from core.query.mistaken import mistaken_word
from core.query.parser import parse
from core.query.text import written
from core.query.values import date_span, number

Kind = Literal["choice", "number", "date", "text", "person", "key", "has"]

ANY: tuple[Operator, ...] = (":", "<", "<=", ">", ">=", "..")
ONLY_IS: tuple[Operator, ...] = (":",)
KEY = re.compile(r"[A-Za-z][A-Za-z0-9]{0,9}-[0-9]{1,9}")
LISTED = 8  # valid words named in a message when none is near
ISO_DAY = datetime.date(
    2000, 1, 1
)  # a day for checks: whether a value is a date depends on no particular today


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that completion offers, and what is said about it."""

    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a schema.

    `values` is called when needed, at most once for each term, and gives the existing values of a choice,
    person or has field (None: any text fits); `words` are accepted beside them whatever the kind: `("me",
    "none")`. `operators` are by default all for numbers and dates and `:` for the rest. `sortable` fields may
    stand in `sort:`; a field that may not be searched but only sorted by has no operators. `offers` gives what
    completion shows for the beginning of a value, where that is not all of `values`.
    """

    kind: Kind
    operators: tuple[Operator, ...] | None = None
    values: Callable[[], Iterable[str]] | None = None
    description: str = ""
    words: tuple[str, ...] = ()
    sortable: bool = False
    offers: Callable[[str], Sequence[Choice]] | None = None

    @property
    def allowed(self) -> tuple[Operator, ...]:
        """The operators that this field takes."""
        if self.operators is not None:
            return self.operators
        return ANY if self.kind in ("number", "date") else ONLY_IS

    def accepted(self) -> list[str]:
        """Every value that may be typed, for checks and completion; for numbers, dates and keys the words
        only.
        """
        return [*self.words, *(self.values() if self.values else ())]


@dataclass(frozen=True, slots=True)
class QuerySchema:
    """The fields of one list, by name in lower case."""

    fields: Mapping[str, Field] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        """Whether this may stand before an operator."""
        described = self.fields.get(name)
        return described is not None and bool(described.allowed)

    def searchable(self) -> list[str]:
        """Names that may stand before an operator."""
        return [name for name, described in self.fields.items() if described.allowed]

    def sortable(self) -> list[str]:
        """Names that may stand in `sort:`."""
        return [name for name, described in self.fields.items() if described.sortable]


def read(text: str, schema: QuerySchema) -> Query:
    """Parse and check; raises the first QueryError."""
    query = parse(text)
    for error in check(query, schema):
        raise error
    return query


def check(query: Query, schema: QuerySchema) -> list[QueryError]:
    """Every mistake of a query against a schema, in the order of the text; costs what the schema's `values`
    cost.
    """
    errors: list[QueryError] = []
    for before, part, after in zip((None, *query.parts), query.parts, (*query.parts[1:], None), strict=False):
        if isinstance(part, Term):
            errors += _check_term(part, schema)
        else:
            errors += mistaken_word(before, part, after, schema.has)
    errors += [error for key in query.sort if (error := _check_sort(key, schema))]
    return sorted(errors, key=lambda error: error.start)


def nearest(word: str, valid: Iterable[str]) -> str | None:
    """The valid word most like this one, or None where each would be more guessed than mended."""
    spelled = {candidate.casefold(): candidate for candidate in valid}
    typed = word.casefold()
    for match in difflib.get_close_matches(typed, spelled, n=3, cutoff=0.6):
        if letters_apart(typed, match) <= max(1, len(typed) // 2):
            return spelled[match]
    starts = [spelled[name] for name in spelled if word and name.startswith(word.casefold())]
    return starts[0] if len(starts) == 1 else None


def _mistake(
    message: str,
    place: Value | SortKey | tuple[int, int],
    word: str,
    valid: Sequence[str],
    *,
    beside: bool = False,
) -> QueryError:
    """An error that ends with the nearest valid word or, when none is near, with the first few; `beside`: they may stand for
    what the message asks for.
    """
    start, end = place if isinstance(place, tuple) else (place.start, place.end)
    near = nearest(word, valid)
    if near is not None:
        message += " " + _("Did you mean “%(word)s”?") % {"word": near}
    elif valid:
        words = ", ".join(valid[:LISTED]) + (", …" if len(valid) > LISTED else "")
        said = _("It can also be: %(words)s.") if beside else _("It can be: %(words)s.")
        message += " " + said % {"words": words}
    return QueryError(message, start, end, written(near) if near and isinstance(place, Value) else near)


def _check_term(term: Term, schema: QuerySchema) -> list[QueryError]:
    described = schema.fields.get(term.field)
    place = (term.field_start, term.field_end)
    if described is None or not described.allowed:
        message = _("There is no field “%(word)s”.") % {"word": term.field}
        return [_mistake(message, place, term.field, schema.searchable())]
    if term.operator not in described.allowed:
        return [_wrong_operator(term, described)]
    accepted = described.accepted() if term.operator == ":" else []
    folded = {value.casefold() for value in accepted}
    fits = partial(_fits, described)
    return [
        _wrong_value(term, value, described, accepted)
        for value in term.values
        if value.text.casefold() not in folded and not fits(value.text)
    ]


def _wrong_operator(term: Term, described: Field) -> QueryError:
    message = _("“%(field)s” cannot be used with “%(operator)s”, only with: %(allowed)s.") % {
        "field": term.field,
        "operator": term.operator,
        "allowed": " ".join(described.allowed),
    }
    sign = "-" if term.negated else ""
    right = f'{sign}{term.field}:"{term.value}"' if " " in term.value else f"{sign}{term.field}:{term.value}"
    alone = term.operator != ".." and ":" in described.allowed
    return QueryError(message, term.start, term.end, right if alone else None)


def _fits(described: Field, text: str) -> bool:
    """Whether a value that is none of the listed ones is right all the same."""
    try:
        match described.kind:
            case "number":
                number(text)
            case "date":
                date_span(text, ISO_DAY)
            case "key":
                return KEY.fullmatch(text) is not None
            case "text":
                return True
            case _:
                return described.values is None
    except ValueError:
        return False
    return True


def _wrong_value(term: Term, value: Value, described: Field, accepted: Sequence[str]) -> QueryError:
    names = {"word": value.text, "field": term.field}
    match described.kind:
        case "number":
            message = _("“%(word)s” is not a number, which “%(field)s” needs, such as 50 or 2.5.")
        case "date":
            message = _(
                "“%(word)s” is not a date. Write 2027-03-01, 2027-Q1, today, 2w (in two weeks) or -7d."
            )
        case "key":
            message = _("“%(word)s” is not a key, such as WEB-7.")
        case _:
            message = _("“%(field)s” has no value “%(word)s”.")
    return _mistake(
        message % names, value, value.text, accepted, beside=described.kind in ("number", "date", "key")
    )


def _check_sort(key: SortKey, schema: QuerySchema) -> QueryError | None:
    described = schema.fields.get(key.field)
    if described is not None and described.sortable:
        return None
    place = (key.start + key.descending, key.end)
    return _mistake(
        _("One cannot sort by “%(word)s”.") % {"word": key.field}, place, key.field, schema.sortable()
    )
