"""A stored query follows what it names: `label:payments` when that label is called something else."""

from collections.abc import Callable

from core.query.ast import QueryError, Term
from core.query.parser import parse
from core.query.text import written


def renamed(text: str, old: str, new: str, *, concerns: Callable[[str], bool]) -> str:
    """The query with `new` in the place of the value `old`, in any case, of the fields that it `concerns`.

    All else stays as it was typed; a value that a term has twice by then stays once. Text that cannot be read, and one
    that does not name it, comes back as it is.
    """
    try:
        terms = parse(text).terms
    except QueryError:
        return text
    for term in reversed(terms):
        if term.operator == ":" and _names(term, old) and concerns(term.field):
            begin, end = term.values[0].start, term.values[-1].end
            text = text[:begin] + _values(term, old, new) + text[end:]
    return text


def _names(term: Term, old: str) -> bool:
    return any(value.text.casefold() == old.casefold() for value in term.values)


def _values(term: Term, old: str, new: str) -> str:
    texts = [new if value.text.casefold() == old.casefold() else value.text for value in term.values]
    once = {text.casefold(): text for text in reversed(texts)}
    return ",".join(written(text) for text in reversed(once.values()))
