"""Letters that the page's typeface lacks, in files that carry their own letters: which further fonts of this machine have them, and
what is said where none has.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from html import unescape
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from roadmap.exports.fonts import font_files

STAND_IN = "•"
"""Drawn for a letter that no font has: a picture never shows a box that could be taken for a letter."""
_WORDS = re.compile(r"<text[^>]*>([^<]*)</text>")
_ENDINGS = (".ttf", ".otf", ".ttc")
# Beside each of these a family has its regular face.
_VARIANTS = re.compile("bold|italic|oblique|light|thin|black|medium|condensed|mono", re.IGNORECASE)
_MOST_NAMED = 6


def is_plain(text: str) -> bool:
    """Whether the typeface has all of it, a glyph for each letter: nothing joins, turns around or stands over another."""
    known = _own()
    return all(ord(letter) in known and not unicodedata.combining(letter) for letter in text)


def words_of(svg: str) -> str:
    """All that a picture of ours says."""
    return "".join(map(unescape, _WORDS.findall(svg)))


def further_fonts(text: str) -> tuple[list[str], str]:
    """The files of fonts that the text needs beside the typeface, and its letters that are in none.

    Looks through the folder EXPORT_FONTS when the text has other letters: once a process 1 ms or less a file.
    """
    known = _own()
    wanted = {letter for letter in text if ord(letter) not in known and _is_drawn(letter)}
    found: list[str] = []
    for path in _candidates() if wanted else ():
        had = {letter for letter in wanted if ord(letter) in _letters(str(path), path.stat().st_mtime_ns)}
        if had:
            found.append(str(path))
            wanted -= had
        if not wanted:
            break
    return found, "".join(sorted(wanted))


def with_stand_ins(text: str, lacking: str) -> str:
    """The text with STAND_IN for each of these letters; marks over one are left out."""
    return text.translate(
        {ord(letter): "" if unicodedata.combining(letter) else STAND_IN for letter in lacking}
    )


def footnote(lacking: str) -> str:
    """What is said below a picture that lacks these letters; empty where it lacks none."""
    if not lacking:
        return ""
    kinds = list(dict.fromkeys(map(_kind, lacking)))
    named = ", ".join(kinds[:_MOST_NAMED]) + "…" * (len(kinds) > _MOST_NAMED)
    return _("%(mark)s stands for a letter that no font of this server has (%(kinds)s).") % {
        "mark": STAND_IN, "kinds": named,
    }  # fmt: skip


@lru_cache(maxsize=1)
def _own() -> frozenset[int]:
    path = font_files()[400]
    return _letters(str(path), path.stat().st_mtime_ns)


def _candidates() -> Iterable[Path]:
    """Regular faces, those called sans first, those with serifs last."""
    found = [path for path in Path(settings.EXPORT_FONTS).rglob("*") if path.suffix.lower() in _ENDINGS]
    regular = [path for path in found if not _VARIANTS.search(path.stem)]
    return sorted(
        regular, key=lambda path: ("sans" not in path.stem.lower(), "serif" in path.stem.lower(), path.name)
    )


@lru_cache(maxsize=2048)
def _letters(path: str, _changed: int) -> frozenset[int]:
    """What a font has; nothing of a file that is none, or that has no name to be called by when it is drawn with."""
    from fontTools.ttLib import TTFont, TTLibError

    try:
        with TTFont(path, lazy=True, fontNumber=0) as font:
            names = font["name"]
            is_called = names.getDebugName(1) and names.getDebugName(6)
            return frozenset((is_called and font.getBestCmap()) or ())
    except (TTLibError, OSError, KeyError):
        return frozenset()


def _is_drawn(letter: str) -> bool:
    """Whether there is anything to see of it: not of spaces, joiners, turns of direction and choices of a variant."""
    return not letter.isspace() and unicodedata.category(letter) != "Cf" and not _is_selector(letter)


def _is_selector(letter: str) -> bool:
    return "\ufe00" <= letter <= "\ufe0f" or "\U000e0100" <= letter <= "\U000e01ef"


def _kind(letter: str) -> str:
    """The script of a letter, by the first word of its name; other signs are symbols."""
    if unicodedata.category(letter)[0] not in "LM":
        return _("symbols")
    script = unicodedata.name(letter, "").partition(" ")[0]
    return {"CJK": "Chinese, Japanese"}.get(script, script.capitalize()) or _("symbols")
