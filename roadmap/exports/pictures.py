"""A roadmap as one picture: its timeline, its horizons, or the list of its entries."""

from collections.abc import Callable, Iterator, Mapping
from math import inf

from roadmap.exports.bands import Band
from roadmap.exports.horizon_pages import horizon_pages
from roadmap.exports.list_pages import list_pages
from roadmap.exports.reading import Exported
from roadmap.exports.svg import Picture, picture_of, timeline_of

PAGES: Mapping[str, Callable[[Exported, float, str], Iterator[Picture]]] = {
    "horizons": horizon_pages,
    "list": list_pages,
}
"""The views that go on over pages of any height."""


def svg_of(exported: Exported) -> str:
    """The picture: all of the roadmap in one piece, a timeline at the closest zoom that fits a page. One statement; O(n log n) for n
    entries.
    """
    return drawn(exported).text


def drawn(exported: Exported, note: str = "") -> Picture:
    """`svg_of` with its size, and a note below it."""
    if exported.view in PAGES:
        return next(PAGES[exported.view](exported, inf, note))
    timeline = timeline_of(exported)
    return picture_of(exported, timeline, Band(0.0, timeline.layout.height), note)
