"""A roadmap's timeline as a picture of pixels, rendered from its SVG."""

from resvg_py import svg_to_bytes

from roadmap.exports.fonts import FAMILY, font_files
from roadmap.exports.reading import Exported
from roadmap.exports.svg import drawn

SCALE = 2.0
MOST_PIXELS = 20_000_000
"""A larger picture is drawn at a smaller scale: programs refuse it, and it takes four bytes a pixel to make."""


def png_of(exported: Exported) -> bytes:
    """The picture at twice the page's size, less where that would be too large. One statement; O(n log n) for n entries."""
    picture = drawn(exported)
    fits = (MOST_PIXELS / (picture.width * picture.height)) ** 0.5
    fonts = [str(path) for path in font_files().values()]
    return bytes(
        svg_to_bytes(
            svg_string=picture.text, zoom=min(SCALE, fits), font_files=fonts, font_family=FAMILY, sans_serif_family=FAMILY
        )
    )  # fmt: skip
