"""A roadmap's timeline as one SVG file: the page's layout in its light colours, for slides and documents.

Every lane is unfolded: nobody can open one in a picture.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.periods import shift
from roadmap.axis import Window, Zoom
from roadmap.chart import BarSpec
from roadmap.dependencies import LinkSpec
from roadmap.drawing import bars_of_plan, rows_of_plan
from roadmap.exports import paint
from roadmap.exports.bands import Band, crosses, lanes_in
from roadmap.exports.reading import Exported, told
from roadmap.exports.svg_bars import draw_bar, draw_ends, draw_link
from roadmap.exports.svg_frame import AXIS, FLAGS, LABEL, draw_axis, draw_back, draw_front, draw_label
from roadmap.exports.words import lettered, said
from roadmap.layout import lay_out, span_of
from roadmap.lettering import fit, text_width, wrapped
from roadmap.looks import Mark
from roadmap.presentation import TimelineView, present_timeline
from roadmap.shared import bars_of, frame_of, lanes_of, mark_of
from roadmap.waiting import links_on

PAD = 24.0
TITLE, TEXT, SMALL = 20.0, 12.5, 11.0
MOST_LINES, LEGEND = 6, 28.0
ARROW = 24.0
"""Room that an arrow and its mark take before a bar."""
_TIP = '<marker id="{id}" viewBox="0 0 6 6" refX="5.5" refY="3" markerWidth="6" markerHeight="6" orient="auto-start-reverse"><path d="M0 0l6 3-6 3z" fill="{colour}"/></marker>'


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as SVG, and its size in pixels of the page."""

    text: str
    width: float
    height: float


def picture_of(exported: Exported, timeline: TimelineView, band: Band, note: str = "") -> Picture:
    """A picture of a band of the chart under its head and axis; below the last one stand what has no dates, and the note."""
    chart = timeline.layout
    width = width_of(timeline)
    above, top = head(exported, timeline.legend, width)
    axis = axis_of(timeline)
    is_last = band.end >= chart.height
    foot, end = (
        _foot(timeline, top + axis + band.height, width, note)
        if is_last
        else ([], top + axis + band.height + PAD)
    )
    within = (f'<g transform="translate({PAD:g} {top:g})">', *_chart(timeline, axis, band), "</g>")
    return framed(exported, [*above, *within, *foot], width, end)


def framed(exported: Exported, parts: Sequence[str], width: float, height: float) -> Picture:
    """A picture of these parts on the page's ground."""
    size = f"{width:g} {height:g}"
    text = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}" viewBox="0 0 {size}"'
        f' font-family="{paint.FACE}" role="img"><title>{said(exported.document["name"])}</title>',
        f'<rect width="{width:g}" height="{height:g}" fill="{paint.PANEL}"/>',
        *parts,
        "</svg>\n",
    )  # fmt: skip
    return Picture("\n".join(text), width, height)


def width_of(timeline: TimelineView) -> float:
    """How wide the picture is."""
    return LABEL + timeline.layout.width + 2 * PAD


def axis_of(timeline: TimelineView) -> float:
    """How high the axis is, the milestones with it."""
    return AXIS + (FLAGS if timeline.flags else 0.0)


def around(exported: Exported, timeline: TimelineView, note: str = "") -> float:
    """How much of a picture's height is not chart, what has no dates and the note with it."""
    width = width_of(timeline)
    return head_of(exported, timeline) + axis_of(timeline) + _foot(timeline, 0.0, width, note)[1]


def head_of(exported: Exported, timeline: TimelineView) -> float:
    """Where the chart begins, below its head."""
    return head(exported, timeline.legend, width_of(timeline))[1]


def timeline_of(exported: Exported) -> TimelineView:
    """What the picture draws. One statement."""
    document, today = exported.document, exported.today
    marks = [mark_of(mark) for mark in document.get("milestones", [])]
    bars: Sequence[BarSpec]
    links: list[LinkSpec] = []
    if exported.seen:
        lanes = rows_of_plan(exported.seen.plan, ())
        bars = bars_of_plan(exported.seen, exported.roadmap.workspace.slug, lambda _entry: False)
        links = [
            LinkSpec(str(pk), str(blocker), str(waiting))
            for pk, blocker, waiting in links_on(exported.roadmap)
        ]
    else:
        lanes, bars = lanes_of(document), bars_of(document)
    zoom, window = frame_of(bars, marks, today, exported.precision)
    window = _with_room(window, zoom, bars, links)
    layout = lay_out(lanes, bars, zoom=zoom, today=today, window=window, marks=marks)
    legend = exported.seen.legend if exported.seen else ()
    return present_timeline(layout, today=today, url="", can_edit=False, links=links, legend=legend)


def _with_room(window: Window, zoom: Zoom, bars: Sequence[BarSpec], links: Sequence[LinkSpec]) -> Window:
    """The window, a unit earlier where the arrow to a bar would begin outside of it."""
    waiting = {link.waiting for link in links}
    starts = [span.start for bar in bars if bar.id in waiting and (span := span_of(bar))]
    is_near = starts and (min(starts) - window.start).days * zoom.px_per_day < ARROW
    return Window(shift(window.start, zoom.unit, -1), window.end) if is_near else window


def head(exported: Exported, legend: Sequence[Mark], width: float) -> tuple[list[str], float]:
    """Name, purpose, of when it is, and what its colours stand for; and where the chart begins."""
    moment = told(exported)
    room = width - 2 * PAD
    name = fit(exported.document["name"], (room - text_width(moment, TEXT) - PAD) / 1.05, TITLE)
    parts = [
        lettered(PAD, PAD + 16, name, paint.INK, TITLE, weight=700),
        lettered(width - PAD, PAD + 16, moment, paint.MUTE, TEXT, anchor="end"),
    ]
    y = PAD + 24
    for line in wrapped(exported.document["purpose"], room, TEXT, 2):
        y += 18
        parts.append(lettered(PAD, y, line, paint.MUTE, TEXT))
    for mark, x, down in legend_places(legend, width):
        parts += _legend(mark, x, y + down)
    return parts, y + legend_height(legend, width) + 18


def legend_places(legend: Sequence[Mark], width: float) -> Iterator[tuple[Mark, float, float]]:
    """What the colours stand for, each with its place from the left and below the words above, in as many lines as it takes."""
    x, y = PAD, LEGEND
    for mark in legend:
        room = 24 + text_width(mark.name, 12) + 18
        if x > PAD and x + room > width - PAD:
            x, y = PAD, y + LEGEND
        yield mark, x, y
        x += room


def legend_height(legend: Sequence[Mark], width: float) -> float:
    """How high all of it is."""
    return max((y for _mark, _x, y in legend_places(legend, width)), default=0.0)


def _legend(mark: Mark, x: float, y: float) -> Iterator[str]:
    tones = paint.TONES[mark.hue]
    yield f'<rect x="{x:g}" y="{y - 13:g}" width="17" height="17" rx="4" fill="{tones.fill}" stroke="{tones.line}"/>'
    yield lettered(x + 8.5, y - 1, mark.letter, tones.letter, 10.5, weight=700, anchor="middle")
    yield lettered(x + 24, y, mark.name, paint.INK, 12)


def _chart(timeline: TimelineView, axis: float, band: Band) -> Iterator[str]:
    """In the order in which the page lays one thing over another."""
    chart, width = timeline.layout, LABEL + timeline.layout.width
    shown = list(lanes_in(timeline, band))
    tips = _TIP.format(id="tip", colour=paint.EDGE) + _TIP.format(id="tip-bad", colour=paint.RED)
    yield f"<defs>{tips}{draw_ends([view for _place, _lane, bars in shown for view in bars])}</defs>"
    yield (  # children's lines may reach beyond the days that are shown
        f'<svg x="{LABEL:g}" y="{axis:g}" width="{chart.width:g}" height="{band.height:g}" overflow="hidden">'
        f'<g transform="translate(0 {-band.start:g})">'
    )
    yield draw_back(timeline)
    yield from (draw_link(view) for view in timeline.arrows if crosses(view, band))
    for place, _lane, bars in shown:
        yield f'<g transform="translate(0 {place.top:g})">{"".join(map(draw_bar, bars))}</g>'
    yield draw_front(timeline)
    yield "</g></svg>"
    for place, lane, _bars in shown:
        top, height = band.cut(place.top, place.height)
        yield draw_label(lane, axis + top, height, width)
    yield draw_axis(timeline)
    yield f'<rect width="{width:g}" height="{axis + band.height:g}" rx="6" fill="none" stroke="{paint.LINE}"/>'


def _foot(timeline: TimelineView, top: float, width: float, note: str) -> tuple[list[str], float]:
    """What has no dates, below the chart, and the note; and where the picture ends."""
    y, room, parts = top, width - 2 * PAD, list[str]()
    if timeline.unscheduled:
        head, titles = not_scheduled(timeline)
        y += 26
        parts.append(lettered(PAD, y, head, paint.INK, TEXT, weight=600))
        for line in wrapped(titles, room, TEXT, MOST_LINES):
            y += 18
            parts.append(lettered(PAD, y, line, paint.MUTE, TEXT))
    if note:
        y += 26
        parts.append(lettered(PAD, y, fit(note, room, SMALL), paint.MUTE, SMALL))
    return parts, y + PAD


def not_scheduled(timeline: TimelineView) -> tuple[str, str]:
    """How many entries have no dates, and their titles."""
    titles = "  ·  ".join(spec.title for spec in timeline.unscheduled)
    return f"{_('Not scheduled')}  {len(timeline.unscheduled)}", titles
