"""How wide a text will be, estimated without a browser, so that one layout serves page, picture and print."""

import unicodedata
from functools import lru_cache

# Advance widths of Inter at weight 500 in hundredths of the font's size, rounded up to the next step.
_WIDTHS = {
    28: "Iijl",
    32: "!',.:;’· ",
    37: "()/[]\\`t|",
    42: "1fr",
    46: "-_{}“”",
    58: '*^–7?Laksvxzäà"',
    63: "25EFJbcdeghnopquyöüé",
    67: "034689#$&+<=>BPRSTZ~ß×",
    73: "ADKVXY",
    78: "CGHNOQU",
    87: "w",
    93: "Mm…",
    102: "%@W—",
}
_EM = {letter: width / 100 for width, letters in _WIDTHS.items() for letter in letters}


def text_width(text: str, size: float) -> float:
    """Estimated width in the unit of `size` (the font's size). Errs a little to the wide side for Inter
    and system sans.
    """
    return sum(map(_em, text)) * size


def fit(text: str, width: float, size: float) -> str:
    """`text`, or as much of it as fits into `width` with an ellipsis; empty when not even four letters
    would fit.
    """
    if text_width(text, size) <= width:
        return text
    room = width / size - _em("…")
    if room < 2.2:
        return ""
    for place, letter in enumerate(text):
        room -= _em(letter)
        if room < 0:
            return text[:place].rstrip() + "…"
    return text


def wrapped(text: str, width: float, size: float, most: int) -> list[str]:
    """`text` in at most `most` lines of that width, broken between words; the last one takes as much of the rest as fits."""
    lines: list[str] = []
    words = text.split()
    while words and len(lines) < most - 1:
        count = 1
        while count < len(words) and text_width(" ".join(words[: count + 1]), size) <= width:
            count += 1
        lines.append(fit(" ".join(words[:count]), width, size))
        words = words[count:]
    return [*lines, fit(" ".join(words), width, size)] if words else lines


@lru_cache(maxsize=4096)
def _em(letter: str) -> float:
    """Width of one letter as a share of the font's size; letters outside the table by their class."""
    if letter in _EM:
        return _EM[letter]
    if unicodedata.combining(letter):
        return 0.0
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.0
    return 0.78 if letter.isupper() else 0.63
