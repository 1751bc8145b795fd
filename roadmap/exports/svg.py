"""A roadmap's timeline as one SVG file: the page's layout in its light colours, for slides and documents.

Every lane is unfolded: nobody can open one in a picture.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from roadmap.chart import BarSpec
from roadmap.dependencies import LinkSpec
from roadmap.drawing import bars_of_plan, rows_of_plan
from roadmap.exports import paint
from roadmap.exports.bands import Band, crosses, lanes_in
from roadmap.exports.reading import Exported, told
from roadmap.exports.svg_bars import draw_bar, draw_ends, draw_link
from roadmap.exports.svg_frame import AXIS, FLAGS, LABEL, draw_axis, draw_back, draw_front, draw_label
from roadmap.exports.words import lettered, said
from roadmap.layout import lay_out
from roadmap.lettering import fit, text_width, wrapped
from roadmap.presentation import TimelineView, present_timeline
from roadmap.shared import bars_of, frame_of, lanes_of, mark_of
from roadmap.waiting import links_on

PAD = 24.0
TITLE, TEXT = 20.0, 12.5
MOST_LINES = 6
_TIP = '<marker id="{id}" viewBox="0 0 6 6" refX="5.5" refY="3" markerWidth="6" markerHeight="6" orient="auto-start-reverse"><path d="M0 0l6 3-6 3z" fill="{colour}"/></marker>'


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as SVG, and its size in pixels of the page."""

    text: str
    width: float
    height: float


def svg_of(exported: Exported) -> str:
    """The picture: all of the roadmap in one piece at the closest zoom that fits a page. One statement; O(n log n) for n entries."""
    return drawn(exported).text


def drawn(exported: Exported) -> Picture:
    """`svg_of` with its size."""
    timeline = timeline_of(exported)
    return picture_of(exported, timeline, Band(0.0, timeline.layout.height))


def picture_of(exported: Exported, timeline: TimelineView, band: Band) -> Picture:
    """A picture of a band of the chart under its head and axis; below the last one stands what has no dates."""
    chart = timeline.layout
    width = width_of(timeline)
    head, top = _head(exported, timeline, width)
    axis = axis_of(timeline)
    is_last = band.end >= chart.height
    foot, end = (
        _foot(timeline, top + axis + band.height, width) if is_last else ([], top + axis + band.height + PAD)
    )
    parts = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{end:g}" viewBox="0 0 {width:g} {end:g}"'
        f' font-family="{paint.FACE}" role="img"><title>{said(exported.document["name"])}</title>',
        f'<rect width="{width:g}" height="{end:g}" fill="{paint.PANEL}"/>',
        *head,
        f'<g transform="translate({PAD:g} {top:g})">',
        *_chart(timeline, axis, band),
        "</g>",
        *foot,
        "</svg>\n",
    )  # fmt: skip
    return Picture("\n".join(parts), width, end)


def width_of(timeline: TimelineView) -> float:
    """How wide the picture is."""
    return LABEL + timeline.layout.width + 2 * PAD


def axis_of(timeline: TimelineView) -> float:
    """How high the axis is, the milestones with it."""
    return AXIS + (FLAGS if timeline.flags else 0.0)


def around(exported: Exported, timeline: TimelineView) -> float:
    """How much of a picture's height is not chart, what has no dates with it."""
    width = width_of(timeline)
    return head_of(exported, timeline) + axis_of(timeline) + _foot(timeline, 0.0, width)[1]


def head_of(exported: Exported, timeline: TimelineView) -> float:
    """Where the chart begins, below its head."""
    return _head(exported, timeline, width_of(timeline))[1]


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
    layout = lay_out(lanes, bars, zoom=zoom, today=today, window=window, marks=marks)
    legend = exported.seen.legend if exported.seen else ()
    return present_timeline(layout, today=today, url="", can_edit=False, links=links, legend=legend)


def _head(exported: Exported, timeline: TimelineView, width: float) -> tuple[list[str], float]:
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
    if timeline.legend:
        y += 28
        parts += _legend(timeline, y)
    return parts, y + 18


def _legend(timeline: TimelineView, y: float) -> Iterator[str]:
    x = PAD
    for mark in timeline.legend:
        tones = paint.TONES[mark.hue]
        yield f'<rect x="{x:g}" y="{y - 13:g}" width="17" height="17" rx="4" fill="{tones.fill}" stroke="{tones.line}"/>'
        yield lettered(x + 8.5, y - 1, mark.letter, tones.letter, 10.5, weight=700, anchor="middle")
        yield lettered(x + 24, y, mark.name, paint.INK, 12)
        x += 24 + text_width(mark.name, 12) + 18


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


def _foot(timeline: TimelineView, top: float, width: float) -> tuple[list[str], float]:
    """What has no dates, below the chart; and where the picture ends."""
    if not timeline.unscheduled:
        return [], top + PAD
    head, titles = not_scheduled(timeline)
    y = top + 26
    parts = [lettered(PAD, y, head, paint.INK, TEXT, weight=600)]
    for line in wrapped(titles, width - 2 * PAD, TEXT, MOST_LINES):
        y += 18
        parts.append(lettered(PAD, y, line, paint.MUTE, TEXT))
    return parts, y + PAD


def not_scheduled(timeline: TimelineView) -> tuple[str, str]:
    """How many entries have no dates, and their titles."""
    titles = "  ·  ".join(spec.title for spec in timeline.unscheduled)
    return f"{_('Not scheduled')}  {len(timeline.unscheduled)}", titles
