"""What stands around the bars of the picture: axis, milestones, grid, today, the names of lanes."""

from collections.abc import Iterator

from roadmap.axis import Tick
from roadmap.exports import paint
from roadmap.exports.words import lettered
from roadmap.lettering import fit, wrapped
from roadmap.presentation import LaneView, TimelineView

LABEL, AXIS, FLAGS = 220.0, 48.0, 22.0
INSET, NAME, NOTE = 14.0, 13.0, 12.0
WEEK = 7


def draw_axis(timeline: TimelineView) -> str:
    """Both rows of the header and the milestones, from the chart's top left corner."""
    chart = timeline.layout
    parts = [f'<g transform="translate({LABEL:g} 0)">']
    parts += [_tick(tick, 0, 17, paint.LINE, is_strong=True) for tick in chart.upper]
    parts += [_tick(tick, 26, 39, paint.HAIR, is_strong=tick.is_now) for tick in chart.lower]
    parts += _flags(timeline)
    bottom = AXIS + (FLAGS if timeline.flags else 0.0)
    if chart.today_x is not None:
        parts.append(f'<circle cx="{chart.today_x:g}" cy="{bottom - 3:g}" r="3" fill="{paint.RED}"/>')
    parts.append("</g>")
    parts.append(_line(0, bottom, LABEL + chart.width, bottom, paint.LINE))
    return "".join(parts)


def draw_back(timeline: TimelineView) -> str:
    """Weekends and grid lines, from the first lane's top left corner on."""
    chart = timeline.layout
    return "".join(
        (
            *(_weekends(timeline) if timeline.shows_weekends else ()),
            *(_line(tick.x, 0, tick.x, chart.height, paint.HAIR) for tick in chart.lower),
            *(_line(tick.x, 0, tick.x, chart.height, paint.LINE) for tick in chart.upper),
        )
    )


def draw_front(timeline: TimelineView) -> str:
    """Today and the days of milestones, across the bars."""
    chart, parts = timeline.layout, []
    if chart.today_x is not None:
        more = ' stroke-width="1.25" stroke-opacity=".55"'
        parts.append(_line(chart.today_x, 0, chart.today_x, chart.height, paint.RED, more))
    more = ' stroke-opacity=".7" stroke-dasharray="2 4"'
    parts += [_line(view.flag.x, 0, view.flag.x, chart.height, paint.PINE, more) for view in timeline.flags]
    return "".join(parts)


def draw_label(lane: LaneView, top: float, height: float, width: float) -> str:
    """A lane's name and note at its left, and the line below it; the head of a group across the chart."""
    room = (width if lane.is_head else LABEL) - 2 * INSET
    ground, weight = (paint.PAPER, 700) if lane.is_head else (paint.PANEL, 600)
    parts = [
        f'<g transform="translate(0 {top:g})">',
        f'<rect y=".5" width="{width if lane.is_head else LABEL:g}" height="{height - 1:g}" fill="{ground}"/>',
        lettered(INSET, 22, fit(lane.name, room / 1.04, NAME), paint.INK, NAME, weight=weight),
    ]
    lines = wrapped(lane.note, room, NOTE, 2 if height > 80 else 1)
    parts += [lettered(INSET, 40 + 17 * at, line, paint.MUTE, NOTE) for at, line in enumerate(lines)]
    if not lane.is_head:
        parts.append(_line(LABEL, 0, LABEL, height, paint.LINE))
    return "".join((*parts, _line(0, height, width, height, paint.LINE), "</g>"))


def _flags(timeline: TimelineView) -> Iterator[str]:
    for view in timeline.flags:
        name = lettered(14, 13.5, view.flag.label, paint.PINE_STRONG, 12, weight=600)
        yield (
            f'<g transform="translate({view.flag.x:g} {AXIS:g})"><path d="M0 22V6.5h8.5l-2 2.75 2 2.75H0" fill="{paint.PINE}"'
            f' stroke="{paint.PINE}" stroke-width="1.5" stroke-linejoin="round"/>{name}</g>'
        )


def _tick(tick: Tick, top: float, baseline: float, colour: str, *, is_strong: bool) -> str:
    ink, weight = (paint.INK, 600) if is_strong else (paint.MUTE, 400)
    words = fit(tick.label, tick.width - 12, 12)
    return _line(tick.x, top, tick.x, AXIS, colour) + lettered(
        tick.x + 10, baseline, words, ink, 12, weight=weight
    )


def weekends(timeline: TimelineView) -> Iterator[tuple[float, float]]:
    """Where each begins, and how wide it is. Windows of weeks begin on a Monday."""
    chart = timeline.layout
    for week in range(chart.window.days // WEEK):
        yield (WEEK * week + 5) * chart.px_per_day, 2 * chart.px_per_day


def _weekends(timeline: TimelineView) -> Iterator[str]:
    for x, width in weekends(timeline):
        yield f'<rect x="{x:g}" width="{width:g}" height="{timeline.layout.height:g}" fill="{paint.HOVER}" fill-opacity=".7"/>'


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, more: str = "") -> str:
    return f'<line x1="{x1:g}" y1="{y1:g}" x2="{x2:g}" y2="{y2:g}" stroke="{colour}"{more}/>'
