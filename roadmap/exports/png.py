"""A roadmap as a picture of pixels, rendered from its SVG."""

from collections.abc import Sequence

from resvg_py import svg_to_bytes

from roadmap.exports.fonts import FAMILY, font_files
from roadmap.exports.letters import footnote, further_fonts, with_stand_ins, words_of
from roadmap.exports.pictures import drawn
from roadmap.exports.reading import Exported

SCALE = 2.0
MOST_PIXELS = 20_000_000
"""A larger picture is drawn at a smaller scale: programs refuse it, and it takes four bytes a pixel to make."""


def png_of(exported: Exported) -> bytes:
    """The picture at twice the page's size, less where that would be too large. One statement; O(n log n) for n entries."""
    picture = drawn(exported)
    fonts, lacking = further_fonts(words_of(picture.text))
    if lacking:
        picture = drawn(exported, footnote(lacking))
    fits = (MOST_PIXELS / (picture.width * picture.height)) ** 0.5
    return rendered(with_stand_ins(picture.text, lacking), min(SCALE, fits), fonts)


def rendered(svg: str, zoom: float, fonts: Sequence[str]) -> bytes:
    """A picture of ours as PNG, in the page's typeface and these further fonts; in no other, whatever the machine has."""
    files = [*map(str, font_files().values()), *fonts]
    return bytes(
        svg_to_bytes(
            svg_string=svg, zoom=zoom, skip_system_fonts=True, font_files=files, font_family=FAMILY, sans_serif_family=FAMILY
        )
    )  # fmt: skip
