"""Numbers as people type them, or as a spreadsheet copies them."""

import re
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

NOTHING = frozenset({"", "-", "–", "—", "·"})
"""What stands in a cell that holds no number."""

_MOST = 40  # characters of a number
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)")
_GAPS = re.compile(r"(?<=\d)[ '’](?=\d{3}(?!\d))")
_TWO_WAYS = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}")
_GROUPED = {
    ",": re.compile(r"[+-]?\d{1,3}(,\d{3})+(?P<rest>\.\d*)?"),
    ".": re.compile(r"[+-]?\d{1,3}(\.\d{3})+(?P<rest>,\d*)?"),
}


def read_number(text: str) -> Decimal | None:
    """A number with a decimal point or comma, thousands apart or not, or in per cent (“50 %” is 0.5); None for nothing.

    Raises ValidationError for anything else, and for “1,250”, which is 1250 to some and 1.25 to others.
    """
    words = " ".join(text.split()).replace("−", "-")
    if words in NOTHING:
        return None
    share = words.endswith("%")
    bare = _GAPS.sub("", words.removesuffix("%").strip())
    if _TWO_WAYS.fullmatch(bare):
        said = _("“%(text)s” can be read in two ways: write %(one)s or %(other)s.")
        raise ValidationError(
            said % {"text": words, "one": bare.replace(",", ""), "other": bare.replace(",", ".")}
        )
    number = _pointed(bare)
    if len(number) > _MOST or not number.isascii() or not _NUMBER.fullmatch(number):
        raise ValidationError(_("“%(text)s” is not a number.") % {"text": words[:_MOST]})
    return Decimal(number) / 100 if share else Decimal(number)


def _pointed(text: str) -> str:
    """The number with a decimal point alone, where its thousands can be told from it."""
    for sign, grouped in _GROUPED.items():
        found = grouped.fullmatch(text)
        if found and (found["rest"] or text.count(sign) > 1):
            return text.replace(sign, "").replace(",", ".")
    return text.replace(",", ".") if text.count(",") == 1 and "." not in text else text
