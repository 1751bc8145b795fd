"""What stands around the bars of a slide: head, axis, milestones, grid, today, the names of lanes, what has no dates."""

from roadmap.exports import paint
from roadmap.exports.pptx_pen import Pen, Run
from roadmap.exports.reading import Exported, told
from roadmap.exports.svg import MOST_LINES, PAD, TEXT, TITLE, legend_places, not_scheduled
from roadmap.exports.svg_frame import AXIS, FLAGS, INSET, LABEL, NAME, NOTE, weekends
from roadmap.lettering import fit, text_width, wrapped
from roadmap.presentation import LaneView, TimelineView


def draw_head(pen: Pen, exported: Exported, timeline: TimelineView, width: float) -> None:
    """Name, purpose, of when it is, and what its colours stand for."""
    moment, room = told(exported), width - 2 * PAD
    name = fit(exported.document["name"], (room - text_width(moment, TEXT) - PAD) / 1.05, TITLE)
    pen.words(PAD, PAD, room * 0.7, 24, [[Run(name, size=TITLE, is_bold=True)]])
    pen.words(PAD + room * 0.7, PAD + 4, room * 0.3, 18, [[Run(moment, paint.MUTE, TEXT)]], "end")
    lines = wrapped(exported.document["purpose"], room, TEXT, 2)
    y = PAD + 24 + 18 * len(lines)
    if lines:
        pen.words(PAD, PAD + 28, room, 18 * len(lines), [[Run(line, paint.MUTE, TEXT)] for line in lines])
    for mark, x, down in legend_places(timeline.legend, width):
        tones = paint.TONES[mark.hue]
        shape = pen.box(x, y + down - 13, 17, 17, fill=tones.fill, line=tones.line, radius=4)
        pen.write(shape, [[Run(mark.letter, tones.letter, 10.5, is_bold=True)]], "middle", is_middle=True)
        pen.words(x + 24, y + down - 12, text_width(mark.name, 12), 16, [[Run(mark.name, size=12)]])


def draw_axis(pen: Pen, timeline: TimelineView, x: float, top: float) -> None:
    """Both rows of the header, and the milestones, from the chart's top left corner."""
    chart = timeline.layout
    rows = [(tick, 0.0, paint.LINE, True) for tick in chart.upper]
    rows += [(tick, 26.0, paint.HAIR, tick.is_now) for tick in chart.lower]
    for tick, y, colour, is_strong in rows:
        pen.line(x + tick.x, top + y, x + tick.x, top + AXIS, colour)
        if words := fit(tick.label, tick.width - 12, 12):
            run = Run(words, paint.INK if is_strong else paint.MUTE, 12, is_bold=is_strong)
            pen.words(x + tick.x + 10, top + y + 4, tick.width - 12, 16, [[run]])
    for view in timeline.flags:
        run = Run(view.flag.label, paint.PINE_STRONG, 12, is_bold=True)
        pen.line(x + view.flag.x, top + AXIS + 6, x + view.flag.x, top + AXIS + FLAGS, paint.PINE, width=1.5)
        pen.box(x + view.flag.x, top + AXIS + 6, 8.5, 5.5, fill=paint.PINE, name=view.name)
        pen.words(x + view.flag.x + 14, top + AXIS + 3, text_width(view.flag.label, 12), 16, [[run]])
    bottom = AXIS + (FLAGS if timeline.flags else 0.0)
    if chart.today_x is not None:
        pen.round(x + chart.today_x, top + bottom - 3, 3, paint.RED)
    pen.line(PAD, top + bottom, x + chart.width, top + bottom, paint.LINE)


def draw_back(pen: Pen, timeline: TimelineView, x: float, y: float, height: float) -> None:
    """Weekends and grid lines, from the first lane's top left corner on."""
    chart = timeline.layout
    for day, width in weekends(timeline) if timeline.shows_weekends else ():
        pen.box(x + day, y, width, height, fill=paint.faint(paint.HOVER, 0.7))
    strong = {tick.x for tick in chart.upper}
    for tick in (*chart.lower, *chart.upper):
        pen.line(x + tick.x, y, x + tick.x, y + height, paint.LINE if tick.x in strong else paint.HAIR)


def draw_front(pen: Pen, timeline: TimelineView, x: float, y: float, height: float) -> None:
    """Today and the days of milestones, across the bars."""
    chart = timeline.layout
    if chart.today_x is not None:
        colour = paint.faint(paint.RED, 0.55)
        pen.line(x + chart.today_x, y, x + chart.today_x, y + height, colour, width=1.25)
    for view in timeline.flags:
        pen.line(x + view.flag.x, y, x + view.flag.x, y + height, paint.faint(paint.PINE, 0.7), dash="dots")


def draw_label(pen: Pen, lane: LaneView, corner: tuple[float, float], size: tuple[float, float]) -> None:
    """A lane's name and note in a shape of their own, and the line below it; the head of a group across the chart."""
    (x, y), (width, height) = corner, size
    across = width if lane.is_head else LABEL
    shape = pen.box(
        x,
        y,
        across,
        height,
        fill=paint.PAPER if lane.is_head else paint.PANEL,
        line=paint.LINE,
        name=lane.name,
    )
    room = across - 2 * INSET
    lines = [[Run(fit(lane.name, room / 1.04, NAME), size=NAME, is_bold=True)]]
    notes = wrapped(lane.note, room, NOTE, 2 if height > 80 else 1)
    lines += [[Run(line, paint.MUTE, NOTE)] for line in notes]
    pen.write(shape, [[Run(" ", size=5)], *lines], inset=INSET)
    pen.line(x, y + height, x + width, y + height, paint.LINE)


def draw_foot(pen: Pen, timeline: TimelineView, top: float, width: float) -> None:
    """What has no dates, below the chart."""
    if not timeline.unscheduled:
        return
    head, titles = not_scheduled(timeline)
    lines = wrapped(titles, width - 2 * PAD, TEXT, MOST_LINES)
    runs = [[Run(head, size=TEXT, is_bold=True)], *([Run(line, paint.MUTE, TEXT)] for line in lines)]
    pen.words(PAD, top + 13, width - 2 * PAD, 18 * len(runs), runs)
