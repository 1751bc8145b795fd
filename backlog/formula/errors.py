"""The one error a formula can raise: what is wrong, where, and the nearest word that would be right."""

from collections.abc import Iterable
from difflib import get_close_matches


class FormulaError(ValueError):
    """A formula that cannot be used.

    `start` and `end` are 1-based columns of the text, half-open: the wrong part is
    `text[start - 1 : end - 1]` (empty, after the last character, when something is missing at the end). `suggestion` is a word that
    would be right in its place, or None.
    """

    def __init__(self, message: str, start: int, end: int, suggestion: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.start = start
        self.end = end
        self.suggestion = suggestion


def nearest(word: str, valid: Iterable[str]) -> str | None:
    """The valid word most like `word`, or None if nothing is near."""
    return next(iter(get_close_matches(word.lower(), sorted(valid), n=1, cutoff=0.6)), None)
