"""Free words that were meant as part of the language: searched for as text they would silently find nothing."""

import re
from collections.abc import Callable

from django.utils.translation import gettext as _

from core.query.ast import QueryError, Term, Word
from core.query.parser import OPERATOR, fold

UNEQUAL = re.compile(r"([^\W\d_][\w.-]*)(?:!=|!:|<>)(.*)", re.DOTALL)
BRACKET = re.compile(r"[(\[{]+-?([^\W\d_][\w.-]*)[:<>=!]")

Part = Term | Word | None
IsField = Callable[[str], bool]


def mistaken_word(before: Part, word: Word, after: Part, is_field: IsField) -> list[QueryError]:
    """What is wrong with a free word between its neighbours, where `is_field` says what can be searched by; it is
    asked only about a word that looks like part of the language.
    """
    if word.phrase:
        return []
    return (
        _spaced(before, word, after, is_field)
        or _unequal(word, is_field)
        or _bracket(word, is_field)
        or _joined(before, word, after)
    )


def _spaced(before: Part, word: Word, after: Part, is_field: IsField) -> list[QueryError]:
    """`score > 50` is three words."""
    comparison = OPERATOR.match(word.text)
    if (
        not isinstance(before, Word)
        or before.phrase
        or not comparison
        or not is_field(before.text.casefold())
    ):
        return []
    message = _("A comparison is written without spaces, such as score>50.")
    if comparison.end() == len(word.text) and isinstance(after, Word) and not after.phrase:
        return [QueryError(message, before.start, after.end, before.text + word.text + after.text)]
    return [QueryError(message, before.start, word.end, before.text + word.text)]


def _unequal(word: Word, is_field: IsField) -> list[QueryError]:
    found = UNEQUAL.fullmatch(word.text)
    if not found or not is_field(fold(found[1])):
        return []
    sign = "" if word.negated else "-"
    right = f"{sign}{found[1]}:{found[2]}" if found[2] else None
    return [
        QueryError(_("“Not” is a minus before the field, such as -kind:bug."), word.start, word.end, right)
    ]


def _bracket(word: Word, is_field: IsField) -> list[QueryError]:
    found = BRACKET.match(word.text)
    if not found or not is_field(fold(found[1])):
        return []
    message = _("There are no brackets: everything must fit, and a comma means or, such as kind:bug,story.")
    return [QueryError(message, word.start, word.end)]


def _joined(before: Part, word: Word, after: Part) -> list[QueryError]:
    """`kind:bug or kind:story`; between free words these are words like others, unless they are shouted."""
    if before is None or after is None or word.negated or word.text.casefold() not in ("or", "and"):
        return []
    if not word.text.isupper() and not isinstance(before, Term) and not isinstance(after, Term):
        return []
    if word.text.casefold() == "and":
        return [QueryError(_("Everything must fit, without an “and”."), word.start, after.start, "")]
    message = _("“Or” is a comma between the values of one field, such as kind:bug,story.")
    return [QueryError(message, word.start, word.end)]
