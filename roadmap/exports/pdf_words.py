"""Words that print cannot set letter by letter: in scripts that the typeface lacks, that join, or that run from right to left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO

from PIL import Image

from roadmap.exports import paint
from roadmap.exports.png import rendered
from roadmap.exports.words import lettered
from roadmap.lettering import text_width

FINE = 4.0
"""Dots a pixel of the page, 320 an inch of print."""


@dataclass(frozen=True, slots=True)
class Words:
    """A picture of words without a ground, and where it lies from the place the words were put at, in pixels of the page."""

    image: Image.Image
    left: float
    top: float
    width: float
    height: float


def pictured(text: str, look: Mapping[str, str], fonts: Sequence[str]) -> Words | None:
    """The words as `look`, the attributes of an SVG text, has them, in the page's typeface and these fonts; None where nothing is to
    be seen. Cost: about 5 ms.
    """
    size = float(look["font-size"])
    room, down = 2 * text_width(text, size) + 4 * size, 2 * size
    anchor = look.get("text-anchor", "")
    x = {"middle": room / 2, "end": room - 2 * size}.get(anchor, 2 * size)
    words = lettered(
        x, down, text, look.get("fill", paint.INK), size, weight=int(look.get("font-weight", "400")), anchor=anchor,
        italic="font-style" in look, is_struck="text-decoration" in look,
    )  # fmt: skip
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="{room:g}" height="{1.5 * down:g}">{words}</svg>'
    image = Image.open(BytesIO(rendered(svg, FINE, fonts)))
    if (box := image.getbbox()) is None:
        return None
    left, top, right, bottom = (edge / FINE for edge in box)
    return Words(image.crop(box), left - x, top - down, right - left, bottom - top)
