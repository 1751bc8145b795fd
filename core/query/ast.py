"""What a parsed query is made of. Positions count characters of the text as typed; they do not count in
comparisons.
"""

from dataclasses import dataclass
from dataclasses import field as attribute
from typing import Literal

from django.utils.translation import gettext as _

MAX_LENGTH = 2000  # characters of one query
MAX_PARTS = 50  # terms, words and sort keys together: each becomes a condition in SQL
MAX_VALUES = 50  # values of one term

Operator = Literal[":", "<", "<=", ">", ">=", ".."]


class QueryError(ValueError):
    """A mistake in a query that the person who typed it can mend.

    `message` is a whole sentence, `start` and `end` say which characters it is about, and `suggestion`, when
    there is one, is the text to put in their place. `str(error)` adds the place to the message.
    """

    def __init__(self, message: str, start: int, end: int, suggestion: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.start = start
        self.end = end
        self.suggestion = suggestion

    def __str__(self) -> str:
        return _("%(message)s (at character %(place)d)") % {"message": self.message, "place": self.start + 1}

    def mended(self, text: str) -> str:
        """The query with the suggestion in the place of the mistake; "" where there is none."""
        return "" if self.suggestion is None else text[: self.start] + self.suggestion + text[self.end :]


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a term: `text` without its quotes; a quoted value is never read as a range."""

    text: str
    start: int = attribute(default=0, compare=False)
    end: int = attribute(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Term:
    """`field:value,value`, `field>value`, or `field:low..high`, perhaps with `-` before it.

    `field` is in lower case. Only ":" has several values (any of them fits); ".." has exactly two, both
    included. A term with `=` is read as one with `:`.
    """

    field: str
    operator: Operator
    values: tuple[Value, ...]
    negated: bool = False
    start: int = attribute(default=0, compare=False)
    end: int = attribute(default=0, compare=False)
    field_start: int = attribute(default=0, compare=False)
    field_end: int = attribute(default=0, compare=False)

    @property
    def value(self) -> str:
        """The first value's text: the only one of a comparison."""
        return self.values[0].text


@dataclass(frozen=True, slots=True)
class Word:
    """A free word, or a quoted phrase, to be found by full-text search."""

    text: str
    phrase: bool = False
    negated: bool = False
    start: int = attribute(default=0, compare=False)
    end: int = attribute(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class SortKey:
    """One field of `sort:`; `field` is in lower case."""

    field: str
    descending: bool = False
    start: int = attribute(default=0, compare=False)
    end: int = attribute(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query: every part must fit (there is no "or" but the comma), then the sort keys, first one
    first.
    """

    parts: tuple[Term | Word, ...] = ()
    sort: tuple[SortKey, ...] = ()

    @property
    def terms(self) -> tuple[Term, ...]:
        """The parts that name a field."""
        return tuple(part for part in self.parts if isinstance(part, Term))

    @property
    def words(self) -> tuple[Word, ...]:
        """The free words and phrases."""
        return tuple(part for part in self.parts if isinstance(part, Word))
