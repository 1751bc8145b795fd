"""Text to `Query`. One pass from left to right: time grows with the length of the text."""

import re

from django.utils.translation import gettext as _

from core.query.ast import (
    MAX_LENGTH,
    MAX_PARTS,
    MAX_VALUES,
    Operator,
    Query,
    QueryError,
    SortKey,
    Term,
    Value,
    Word,
)

NAME = re.compile(r"[^\W\d_](?:[\w.-]*\w)?")
OPERATOR = re.compile(r":?(>=|<=|>|<|=)|:")
# An address pasted into the search box is a word, not a field called "https".
ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
# PostgreSQL cannot store these, so nothing can match them.
IMPOSSIBLE = re.compile("[\x00\ud800-\udfff]")
QUOTES = '"“„'
CLOSING = {'"': '"', "“": '"”“', "„": '"”“'}
SORT = "sort"


def parse(text: str) -> Query:
    """Read a query as typed by a person.

    Raises QueryError, and nothing else, for text that cannot be read; which fields and values exist is the
    schema's to say (`check`). Empty text is a query that everything fits.
    """
    if len(text) > MAX_LENGTH:
        message = _("A query may have up to %(limit)d characters; this one has %(count)d.")
        raise QueryError(message % {"limit": MAX_LENGTH, "count": len(text)}, MAX_LENGTH, len(text))
    if bad := IMPOSSIBLE.search(text):
        raise QueryError(_("This character cannot be searched for."), bad.start(), bad.end(), "")
    return _Parser(text).query()


def fold(name: str) -> str:
    """A field's name as it is compared: in lower case, unless that would no longer be a name."""
    lowered = name.lower()
    return lowered if NAME.fullmatch(lowered) else name


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.place = 0
        self.parts: list[Term | Word] = []
        self.sort: list[SortKey] = []

    def query(self) -> Query:
        while self._skip_space():
            start = self.place
            self._part()
            if len(self.parts) + len(self.sort) > MAX_PARTS:
                message = _("A query may have up to %(limit)d parts.") % {"limit": MAX_PARTS}
                raise QueryError(message, start, len(self.text))
        return Query(tuple(self.parts), tuple(self.sort))

    def _skip_space(self) -> bool:
        """Move to the next character that is not a space; False at the end of the text."""
        while self.place < len(self.text) and self.text[self.place].isspace():
            self.place += 1
        return self.place < len(self.text)

    def _peek(self, ahead: int = 0) -> str:
        return self.text[self.place + ahead : self.place + ahead + 1]

    def _part(self) -> None:
        start = self.place
        follower = self._peek(1)
        negated = self._peek() == "-" and follower not in ("", "-") and not follower.isspace()
        self.place += negated
        if self._peek() in QUOTES:
            phrase = self._quoted()
            if phrase:
                self.parts.append(Word(phrase, True, negated, start, self.place))
            return
        name = None if ADDRESS.match(self.text, self.place) else NAME.match(self.text, self.place)
        operator = OPERATOR.match(self.text, name.end()) if name else None
        if name and operator:
            self._field(name, operator, negated, start)
        else:
            self.parts.append(Word(self._bare(stop=""), False, negated, start, self.place))

    def _field(self, name: re.Match[str], operator: re.Match[str], negated: bool, start: int) -> None:
        self.place = operator.end()
        symbol = operator[1] or ":"
        values = self._values(start)
        if fold(name[0]) == SORT:
            self._sort(values, symbol, negated, start)
            return
        meaning: Operator = ":" if symbol == "=" else symbol  # type: ignore[assignment]  # the pattern has no others
        plain = tuple(value for value, _quoted in values)
        if meaning == ":" and (ends := self._range(values)):
            meaning, plain = "..", ends
        if meaning not in (":", "..") and len(plain) > 1:
            message = _("“%(operator)s” compares with one value.") % {"operator": symbol}
            raise QueryError(message, plain[1].start, plain[-1].end)
        self.parts.append(
            Term(fold(name[0]), meaning, plain, negated, start, self.place, name.start(), name.end())
        )

    def _values(self, start: int) -> list[tuple[Value, bool]]:
        """The values up to the next space, each with whether it was quoted."""
        values: list[tuple[Value, bool]] = []
        while True:
            begin, quoted = self.place, self._peek() in QUOTES and self._peek() != ""
            text = self._quoted() if quoted else self._bare(stop=",")
            if text:
                values.append((Value(text, begin, self.place), quoted))
            if self._peek() == ",":
                self.place += 1
                continue
            break
        self._check_values(values, start)
        return values

    def _check_values(self, values: list[tuple[Value, bool]], start: int) -> None:
        end = self.place
        if end < len(self.text) and not self.text[end].isspace():
            raise QueryError(_("After a quoted value comes a comma or a space."), end, end + 1, " ")
        rest = self.text[end:].split(maxsplit=1)
        typed = self.text[start:end]
        if not values:
            message = _("“%(term)s” needs a value directly after it.") % {"term": typed}
            raise QueryError(message, start, end, typed + rest[0] if rest else None)
        if typed.endswith(",") and rest:
            message = _("Values of one field are separated by a comma without a space.")
            raise QueryError(message, start, end, typed + rest[0])
        if len(values) > MAX_VALUES:
            message = _("A field may have up to %(limit)d values.") % {"limit": MAX_VALUES}
            raise QueryError(message, values[MAX_VALUES][0].start, end)

    def _range(self, values: list[tuple[Value, bool]]) -> tuple[Value, Value] | None:
        """The two ends of `low..high`, if that is what the values are."""
        for value, quoted in values:
            low, dots, high = value.text.partition("..")
            if quoted or not (low and dots and high):
                continue
            if len(values) > 1:
                raise QueryError(_("A range stands alone, without other values."), value.start, value.end)
            middle = value.start + len(low)
            return Value(low, value.start, middle), Value(high, middle + 2, value.end)
        return None

    def _sort(self, values: list[tuple[Value, bool]], symbol: str, negated: bool, start: int) -> None:
        if symbol != ":" or negated:
            fields = ",".join(value.text for value, _quoted in values)
            right = f"{SORT}:-{fields}" if negated else f"{SORT}:{fields}"
            raise QueryError(_("Sorting is written “sort:field” or “sort:-field”."), start, self.place, right)
        for value, _quoted in values:
            name = value.text.removeprefix("-")
            if not NAME.fullmatch(name):
                message = _("“%(word)s” is not a field to sort by.") % {"word": value.text}
                raise QueryError(message, value.start, value.end)
            self.sort.append(SortKey(fold(name), name != value.text, value.start, value.end))

    def _bare(self, stop: str) -> str:
        """Everything up to a space or the stop character."""
        start = self.place
        while self.place < len(self.text) and not self.text[self.place].isspace() and self._peek() != stop:
            self.place += 1
        return self.text[start : self.place]

    def _quoted(self) -> str:
        """The text between quotes; a backslash keeps the character after it."""
        start = self.place
        closing = CLOSING[self.text[start]]
        letters: list[str] = []
        self.place += 1
        while self.place < len(self.text):
            letter = self.text[self.place]
            if letter in closing:
                self.place += 1
                return "".join(letters).strip()
            if letter == "\\" and self.place + 1 < len(self.text):
                self.place += 1
                letter = self.text[self.place]
            letters.append(letter)
            self.place += 1
        message = _("The quotation mark is never closed.")
        raise QueryError(message, start, len(self.text), self.text[start:] + '"')
