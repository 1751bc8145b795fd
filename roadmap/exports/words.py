"""Texts that people wrote, for files that are strict about characters."""

import re
from html import escape

# Neither XML 1.0 nor a calendar holds these (XML 1.0, production 2; RFC 5545, CONTROL).
_REFUSED = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def printable(text: str) -> str:
    """The text without control characters other than tab and the ends of lines."""
    return _REFUSED.sub("", text)


def said(text: str) -> str:
    """The text as XML holds it."""
    return escape(printable(text))


def lettered(
    x: float, y: float, words: str, colour: str, size: float, *, weight: int = 400, anchor: str = "", italic: bool = False,
    is_struck: bool = False,
) -> str:  # fmt: skip
    """The words as SVG text from (x, y) on; `anchor` is "middle" or "end" where they do not begin there."""
    more = f' text-anchor="{anchor}"' if anchor else ""
    more += ' font-style="italic"' * italic + ' text-decoration="line-through"' * is_struck
    return f'<text x="{x:g}" y="{y:g}" fill="{colour}" font-size="{size:g}" font-weight="{weight}"{more}>{said(words)}</text>'
