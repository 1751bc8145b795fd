"""What changed between two texts, word by word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
# Comparing takes time that grows with the square of what is compared: beyond these, passages are shown whole.
MOST_LINES = 3000
MOST_PAIRS = 2_000_000  # of a word of the one with a word of the other, in all of a text


@dataclass(slots=True)
class Effort:
    """What several comparisons together may take: `pairs` that are left."""

    pairs: int = MOST_PAIRS


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that is the `same` in both, is `gone`, or is `new`."""

    kind: str
    text: str


def compare(old: str, new: str, effort: Effort | None = None) -> list[Piece]:
    """The pieces of both texts in reading order: lines first, and within changed lines words.

    The pieces that are not new make up `old`, those that are not gone `new`. Python's `difflib` (Ratcliff and
    Obershelp); some ten milliseconds for a usual text, under a second for the longest, and for all that share an `effort`.
    """
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    if len(before) > MOST_LINES or len(after) > MOST_LINES:
        return list(_joined(_whole(old, new) if old != new else [Piece("same", new)]))
    return list(_joined(_by_lines(before, after, effort or Effort())))


def _by_lines(before: Sequence[str], after: Sequence[str], effort: Effort) -> Iterator[Piece]:
    for how, a, b, c, d in SequenceMatcher(None, before, after).get_opcodes():
        if how == "equal":
            yield Piece("same", "".join(after[c:d]))
            continue
        old, new = "".join(before[a:b]), "".join(after[c:d])
        words = _WORDS.findall(old), _WORDS.findall(new)
        effort.pairs -= len(words[0]) * len(words[1])
        yield from _by_words(*words) if effort.pairs >= 0 else _whole(old, new)


def _by_words(before: Sequence[str], after: Sequence[str]) -> Iterator[Piece]:
    for how, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if how == "equal":
            yield Piece("same", "".join(after[c:d]))
        else:
            yield from _whole("".join(before[a:b]), "".join(after[c:d]))


def _whole(old: str, new: str) -> Iterator[Piece]:
    if old:
        yield Piece("gone", old)
    if new:
        yield Piece("new", new)


def _joined(pieces: Iterator[Piece] | Sequence[Piece]) -> Iterator[Piece]:
    for kind, run in groupby(pieces, key=lambda piece: piece.kind):
        yield Piece(kind, "".join(piece.text for piece in run))
