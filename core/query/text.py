"""`Query` to text, so that a saved view or a changed filter can be shown in the search box."""

import re

from core.query.ast import Query, QueryError, SortKey, Term, Word
from core.query.parser import QUOTES, parse


def to_text(query: Query) -> str:
    """Write a query so that `parse` reads an equal one again; sort keys come last."""
    written = [_part(part) for part in query.parts]
    if query.sort:
        written.append("sort:" + ",".join(_sort_key(key) for key in query.sort))
    return " ".join(written)


def _part(part: Term | Word) -> str:
    sign = "-" if part.negated else ""
    if isinstance(part, Word):
        plain = sign + part.text
        return plain if _reads_the_same(part, plain) else sign + _quote(part.text)
    if part.operator == "..":
        return f"{sign}{part.field}:{part.values[0].text}..{part.values[1].text}"
    return f"{sign}{part.field}{part.operator}{','.join(written(value.text) for value in part.values)}"


def _sort_key(key: SortKey) -> str:
    return f"-{key.field}" if key.descending else key.field


def written(value: str) -> str:
    """A value as it is typed after an operator: in quotes where it needs them."""
    # A name before “//” would make an address of it.
    plain = value and not re.search(r"[\s,]|\.\.|^//", value) and value[0] not in QUOTES + "<>=:"
    return value if plain else _quote(value)


def _reads_the_same(word: Word, text: str) -> bool:
    """Whether text without quotes would be read as this word and nothing else."""
    try:
        return parse(text) == Query((word,))
    except QueryError:
        return False


def _quote(text: str) -> str:
    return '"' + re.sub(r'(["\\])', r"\\\1", text) + '"'
