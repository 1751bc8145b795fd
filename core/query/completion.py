"""What may come next at the caret of an unfinished query: fields, operators, values, sort keys."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.query.parser import CLOSING, NAME, OPERATOR, QUOTES, SORT, fold
from core.query.schema import Choice, Field, QuerySchema
from core.query.text import written

MOST = 10
DAYS = ("today", "tomorrow", "1w", "2w", "1m", "-7d")


@dataclass(frozen=True, slots=True)
class Offer:
    """One line of the list: `text` goes into the query, `note` says what it is. `goes_on`: more belongs to it."""

    text: str
    note: str = ""
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class Completion:
    """What may stand in the place of the characters from `start` to `end`; `hint` says what no list can."""

    start: int
    end: int
    offers: Sequence[Offer] = ()
    hint: str = ""


@dataclass(frozen=True, slots=True)
class _Piece:
    """The part of a query that ends at the caret; `start` is where it begins, without its sign."""

    text: str
    start: int


def complete(text: str, caret: int, schema: QuerySchema) -> Completion:
    """What to offer a person whose caret stands after the character number `caret` of `text`.

    Never raises for what is typed. Costs what the values of the one field at the caret cost.
    """
    caret = max(0, min(caret, len(text)))
    piece = _piece(text[:caret])
    name = NAME.match(piece.text)
    operator = OPERATOR.match(piece.text, name.end()) if name else None
    if name is None and piece.text:
        return Completion(caret, caret)
    if name is None or operator is None:
        return _names(piece, _end_of_name(text, caret), schema)
    value, start = _last_value(piece.text[operator.end() :])
    start += piece.start + operator.end()
    end = _end_of_value(text, start, caret)
    if fold(name[0]) == SORT:
        return Completion(start, end, _sort_keys(value, schema))
    described = schema.fields.get(fold(name[0]))
    if described is None:
        return Completion(caret, caret)
    return Completion(start, end, _values(described, value, operator[1] or ":"), _hint(described))


def _piece(before: str) -> _Piece:
    """What stands between the caret and the space before it that is in no quotes."""
    start, closing = 0, ""
    for place, letter in enumerate(before):
        if closing:
            closing = "" if letter in closing and before[place - 1] != "\\" else closing
        elif letter.isspace():
            start = place + 1
        elif letter in QUOTES and (place == start or before[place - 1] in "-:<>=,"):
            closing = CLOSING[letter]
    signed = before[start:].startswith("-") and not before[start:].startswith("--")
    return _Piece(before[start + signed :], start + signed)


def _last_value(text: str) -> tuple[str, int]:
    """The value that ends at the caret, without its quote, and where it begins."""
    start, closing = 0, ""
    for place, letter in enumerate(text):
        if closing:
            closing = "" if letter in closing else closing
        elif letter == ",":
            start = place + 1
        elif letter in QUOTES and place == start:
            closing = CLOSING[letter]
    return text[start:].lstrip(QUOTES).rstrip(QUOTES), start


def _end_of_name(text: str, caret: int) -> int:
    rest = re.match(r"[\w.-]*(?::?(?:>=|<=|>|<|=)|:)?", text[caret:])
    whole = rest[0] if rest else ""
    return caret + (len(whole) if OPERATOR.search(whole) else len(re.sub(r"\W.*", "", whole)))


def _end_of_value(text: str, start: int, caret: int) -> int:
    quoted = re.match(r'["“„][^"”“]*["”“]', text[start:])
    rest = re.match(r"[^\s,]*", text[caret:])
    return max(start + quoted.end() if quoted else 0, caret + (rest.end() if rest else 0))


def _names(piece: _Piece, end: int, schema: QuerySchema) -> Completion:
    """Fields that begin so, then those that contain it; of one that is finished its operators."""
    typed = piece.text.casefold()
    described = schema.fields.get(typed) if typed else None
    offers = (
        [Offer(typed + sign, _meaning(sign), True) for sign in described.allowed if sign != ".."]
        if described
        else []
    )
    names = [name for name in schema.searchable() if name != typed or not described]
    notes = {name: schema.fields[name].description for name in names} | {SORT: _("The order of the list")}
    for name in _fitting(typed, (*names, SORT)):
        offers.append(Offer(_begun(name, schema), notes[name], True))
    return Completion(
        piece.start, max(end, piece.start + len(piece.text)), offers[:MOST] if typed else offers
    )


def _begun(name: str, schema: QuerySchema) -> str:
    """A field with its operator, where it has but one."""
    return f"{name}:" if name == SORT or schema.fields[name].allowed == (":",) else name


def _values(described: Field, typed: str, symbol: str) -> list[Offer]:
    if symbol in (":", "="):
        choices = _choices(described, typed)
    else:
        choices = [Choice(day) for day in DAYS] if described.kind == "date" else []
    known: dict[str, Choice] = {}
    for choice in choices:
        known.setdefault(choice.value.casefold(), choice)
    found = [known[value] for value in _fitting(typed.casefold(), known)]
    return [Offer(written(choice.value), choice.note) for choice in found[:MOST]]


def _choices(described: Field, typed: str) -> list[Choice]:
    words = [Choice(word) for word in described.words]
    if described.offers is not None:
        return [*words, *described.offers(typed)]
    days = [Choice(day) for day in DAYS] if described.kind == "date" else []
    return [*days, *words, *(Choice(value) for value in (described.values() if described.values else ()))]


def _sort_keys(typed: str, schema: QuerySchema) -> list[Offer]:
    sign, name = ("-", typed[1:]) if typed.startswith("-") else ("", typed)
    offers = []
    for field in _fitting(name.casefold(), schema.sortable()):
        up, down = Offer(field, _("Lowest first")), Offer(f"-{field}", _("Highest first"))
        offers += [down] if sign else [up, down]
    return offers[: 2 * MOST]


def _fitting(typed: str, words: Iterable[str]) -> list[str]:
    """Words that begin as typed, then those of which a later part does; in their order."""
    first, later = [], []
    for word in words:
        if word.casefold().startswith(typed):
            first.append(word)
        elif typed and re.search(rf"[\s_.@-]{re.escape(typed)}", word, re.IGNORECASE):
            later.append(word)
    return first + later


def _hint(described: Field) -> str:
    match described.kind:
        case "number":
            return _("A number, such as 50 or 2.5; 2..5 is a range.")
        case "date":
            return _("A day, such as 2027-03-01; 2027-Q1; 2w in two weeks; -7d a week ago.")
        case "text":
            return _("Words, in quotes where there are several.")
        case _:
            return ""


def _meaning(sign: str) -> str:
    return {
        ":": _("is"),
        "<": _("less than, before"),
        "<=": _("at most, until"),
        ">": _("more than, after"),
        ">=": _("at least, from"),
    }[sign]
