"""A roadmap's timeline for print: the picture as vectors on one landscape page, A4 or where that is too small A3; more only where
no reader could make it out.
"""

from roadmap.exports.bands import Band, bands
from roadmap.exports.pdf_ink import Ink, document_for
from roadmap.exports.reading import Exported
from roadmap.exports.svg import Picture, around, picture_of, timeline_of

A4, A3 = (841.89, 595.28), (1190.55, 841.89)
LARGEST, SMALLEST = 0.9, 0.45
"""Points a pixel of the picture has at most, and how few before a larger page is taken: titles of 5.6 points."""


def pdf_of(exported: Exported) -> bytes:
    """The file, its texts selectable. One statement; O(n log n) for n entries."""
    timeline = timeline_of(exported)
    pictures = [picture_of(exported, timeline, Band(0.0, timeline.layout.height))]
    page = A4 if _scale(pictures[0], A4) >= SMALLEST else A3
    scale = _scale(pictures[0], page)
    if scale < SMALLEST:
        scale = min(SMALLEST, A3[0] / pictures[0].width)
        room = A3[1] / scale - around(exported, timeline)
        pictures = [picture_of(exported, timeline, band) for band in bands(timeline, room)]
    pdf = document_for(exported.document["name"], exported.at, scale)
    for picture in pictures:
        pdf.add_page(format=(page[0] / scale, page[1] / scale))
        Ink(pdf).draw(picture.text, (page[0] / scale - picture.width) / 2)
    return bytes(pdf.output())


def _scale(picture: Picture, page: tuple[float, float]) -> float:
    """Points a pixel of the picture, on a page that holds all of it."""
    return min(page[0] / picture.width, page[1] / picture.height, LARGEST)
