"""A roadmap's timeline as slides of shapes that can be moved and written on: a bar with its title is one shape, a dependency a
line that holds on to both of its bars.
"""

from io import BytesIO
from typing import Any

from pptx import Presentation
from pptx.util import Pt

from roadmap.exports import paint
from roadmap.exports.bands import Band, bands, crosses, lanes_in
from roadmap.exports.pptx_bars import draw_bar, draw_link, draw_title
from roadmap.exports.pptx_frame import draw_axis, draw_back, draw_foot, draw_front, draw_head, draw_label
from roadmap.exports.pptx_pen import Pen
from roadmap.exports.reading import Exported
from roadmap.exports.svg import around, axis_of, head_of, timeline_of, width_of
from roadmap.exports.svg_frame import LABEL
from roadmap.exports.words import printable
from roadmap.presentation import TimelineView

WIDTH, HEIGHT = 960.0, 540.0
"""A slide of 16 to 9, in points."""
LARGEST, SMALLEST, SEVERAL = 0.8, 0.45, 0.6
"""Points a pixel of the page has at most, how few before it goes on over several slides, and there."""
PAD = 24.0
BLANK = 6


def pptx_of(exported: Exported) -> bytes:
    """The file: one slide, more where titles would be too small to be read. One statement; about 2 ms a bar."""
    timeline = timeline_of(exported)
    width, beside = width_of(timeline), around(exported, timeline)
    scale = min(WIDTH / width, HEIGHT / (beside + timeline.layout.height), LARGEST)
    pages = [Band(0.0, timeline.layout.height)]
    if scale < SMALLEST:
        scale = min(SEVERAL, WIDTH / width)
        pages = bands(timeline, HEIGHT / scale - beside)
    deck: Any = Presentation()
    deck.slide_width, deck.slide_height = Pt(WIDTH), Pt(HEIGHT)
    deck.core_properties.title = printable(exported.document["name"])
    deck.core_properties.author = deck.core_properties.last_modified_by = ""
    for band in pages:
        shapes = deck.slides.add_slide(deck.slide_layouts[BLANK]).shapes
        shapes.turbo_add_enabled = True
        _draw(Pen(shapes, scale, (WIDTH / scale - width) / 2), exported, timeline, band)
    out = BytesIO()
    deck.save(out)
    return out.getvalue()


def _draw(pen: Pen, exported: Exported, timeline: TimelineView, band: Band) -> None:
    """A slide, in the order in which the page lays one thing over another."""
    width, top = width_of(timeline), head_of(exported, timeline)
    draw_head(pen, exported, timeline, width)
    x, y = PAD + LABEL, top + axis_of(timeline)
    shown = list(lanes_in(timeline, band))
    pen.box(PAD, top, width - 2 * PAD, axis_of(timeline) + band.height, fill=paint.PANEL, line=paint.LINE)
    draw_back(pen, timeline, x, y, band.height)
    for place, lane, _bars in shown:
        first, height = band.cut(place.top, place.height)
        draw_label(pen, lane, (PAD, y + first), (width - 2 * PAD, height))
    drawn = {
        view.bar.spec.id: draw_bar(pen, view, x + view.bar.left, y + place.top - band.start + view.bar.top)
        for place, _lane, bars in shown
        for view in bars
    }
    for view in timeline.arrows:
        if crosses(view, band):
            draw_link(pen, view, drawn)
    for _place, _lane, bars in shown:
        for bar in bars:
            draw_title(pen, bar, drawn[bar.bar.spec.id])
    draw_front(pen, timeline, x, y, band.height)
    draw_axis(pen, timeline, x, top)
    if band.end >= timeline.layout.height:
        draw_foot(pen, timeline, y + band.height, width)
