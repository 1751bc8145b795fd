"""A roadmap for print, as vectors: its timeline on one landscape page, A4 or where that is too small A3, more only where no reader
could make it out; its horizons and its list on pages of A4.
"""

from roadmap.exports.bands import bands
from roadmap.exports.letters import footnote, further_fonts, with_stand_ins, words_of
from roadmap.exports.pdf_ink import Ink, document_for, number_page
from roadmap.exports.pictures import PAGES, drawn
from roadmap.exports.reading import Exported
from roadmap.exports.svg import Picture, around, picture_of, timeline_of

A4, A3 = (841.89, 595.28), (1190.55, 841.89)
LARGEST, SMALLEST, SEVERAL = 0.9, 0.45, 0.6
"""Points a pixel of the picture has at most, how few before a larger page is taken (titles of 5.6 points), and where it goes on over
several (7.5 points).
"""
PAGED = 0.75
Pages = tuple[tuple[float, float], float, list[Picture]]
"""The size of a page in points, how many of them a pixel of the pictures has, and the pictures."""


def pdf_of(exported: Exported) -> bytes:
    """The file, its texts selectable. Two statements at most; O(n log n) for n entries."""
    whole = drawn(exported)
    fonts, lacking = further_fonts(words_of(whole.text))
    note = footnote(lacking)
    if exported.view in PAGES:
        page, scale, pictures = _pages(exported, whole.width, note)
    else:
        page, scale, pictures = _timeline(exported, drawn(exported, note) if note else whole, note)
    pdf = document_for(exported.document["name"], exported.at, scale)
    for number, picture in enumerate(pictures, 1):
        pdf.add_page(format=(page[0] / scale, page[1] / scale))
        Ink(pdf, fonts).draw(with_stand_ins(picture.text, lacking), (page[0] / scale - picture.width) / 2)
        if len(pictures) > 1:
            number_page(pdf, f"{number} / {len(pictures)}")
    return bytes(pdf.output())


def _timeline(exported: Exported, whole: Picture, note: str) -> Pages:
    page = A4 if _scale(whole, A4) >= SMALLEST else A3
    scale = _scale(whole, page)
    if scale >= SMALLEST:
        return page, scale, [whole]
    scale, timeline = min(SEVERAL, A3[0] / whole.width), timeline_of(exported)
    room = A3[1] / scale - around(exported, timeline, note)
    return A3, scale, [picture_of(exported, timeline, band, note) for band in bands(timeline, room)]


def _pages(exported: Exported, width: float, note: str) -> Pages:
    scale = min(PAGED, A4[0] / width)
    return A4, scale, [*PAGES[exported.view](exported, A4[1] / scale, note)]


def _scale(picture: Picture, page: tuple[float, float]) -> float:
    """Points a pixel of the picture, on a page that holds all of it."""
    return min(page[0] / picture.width, page[1] / picture.height, LARGEST)
