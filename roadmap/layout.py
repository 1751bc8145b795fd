"""Timeline layout: from lanes and dated bars to places on a chart.

One pure function, `lay_out`, serves the page, the share page and every file made from a roadmap. It reads no
clock, no database, no language except the header's words. x counts days from the start of the window; a bar
from the 3rd to the 3rd is one day long. Pixels follow from the zoom.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from core.periods import Precision, last_day, shift
from roadmap.axis import Window, Zoom, header, window_for
from roadmap.chart import BAR_HEIGHT, Bar, BarSpec, Flag, Lane, LaneSpec, MarkSpec, Span, Timeline
from roadmap.lettering import fit, text_width
from roadmap.packing import Kept, Reach, kept_of, rows_for

ROW_HEIGHT, LANE_PADDING, MIN_LANE_HEIGHT = 38.0, 10.0, 58.0
FOLDED_HEIGHT = 34.0
MIN_BAR_WIDTH, MIN_CHILD_WIDTH, GAP = 10.0, 6.0, 6.0
FONT_SIZE, TEXT_INSET, OWNER_ROOM, OUTSIDE_LIMIT = 12.5, 17.0, 24.0, 200.0
MIN_TITLE_ROOM = 96.0
WORD_SIZE, WORD_GAP = 11.0, 8.0
FLAG_SIZE, FLAG_INSET, FLAG_ROOM = 12.0, 14.0, 220.0


def lay_out(
    lanes: Sequence[LaneSpec],
    bars: Sequence[BarSpec],
    *,
    zoom: Zoom,
    today: date,
    window: Window | None = None,
    marks: Sequence[MarkSpec] = (),
    kept: Mapping[str, Kept] | None = None,
) -> Timeline:
    """Place `bars` on their lanes and `marks` on the axis.

    Rows never hold two bars that touch, title included. The same input gives the same rows. With `kept`, what `rows_of` said of
    what is shown already, bars stay in their rows but for those that were moved onto others. Costs O(n log n) for n bars, no
    matter how many of them overlap.
    """
    dated = [(spec, span) for spec in bars if (span := span_of(spec))]
    window = window or _window(dated, marks, zoom, today)
    shown = [(spec, span) for spec, span in dated if span.start <= window.end and span.end >= window.start]
    placed = _lanes(lanes, [_bar(spec, span, window, zoom, today) for spec, span in shown], kept or {})
    upper, lower = header(window, zoom=zoom, today=today)
    shown_ids = {spec.id for spec, _ in shown}
    return Timeline(
        zoom=zoom,
        window=window,
        width=round(window.days * zoom.px_per_day, 1),
        height=sum(lane.height for lane in placed),
        upper=upper,
        lower=lower,
        today_x=_shown_middle(today, window, zoom),
        lanes=placed,
        unscheduled=tuple(spec for spec in bars if spec.start is None and spec.due is None),
        beyond=tuple(spec for spec, _ in dated if spec.id not in shown_ids),
        flags=_flags(marks, window, zoom),
    )


def rows_of(layout: Timeline) -> dict[str, Kept]:
    """By the bars' ids where each stands, for `lay_out` to keep."""
    return {bar.spec.id: kept_of(bar) for lane in layout.lanes for bar in lane.bars}


def span_of(spec: BarSpec) -> Span | None:
    """The days of a bar: None without dates. With one date only, the other end is assumed: one unit of its
    precision, a week for a day.

    Dates in the wrong order (a clash the item's page reports) are drawn from the earlier to the later.
    """
    if spec.start and spec.due:
        return Span(min(spec.start, spec.due), max(spec.start, spec.due))
    if spec.start:
        return Span(spec.start, _unit_end(spec.start, spec.start_precision), "due")
    if spec.due:
        return Span(_unit_start(spec.due, spec.due_precision), spec.due, "start")
    return None


def _unit_end(start: date, precision: Precision) -> date:
    return start + timedelta(days=6) if precision is Precision.DAY else last_day(start, precision)


def _unit_start(due: date, precision: Precision) -> date:
    if precision is Precision.DAY:
        return due - timedelta(days=6)
    return shift(last_day(due, precision), precision, -1) + timedelta(days=1)


def _window(
    dated: Sequence[tuple[BarSpec, Span]], marks: Sequence[MarkSpec], zoom: Zoom, today: date
) -> Window:
    days = [mark.on for mark in marks]
    first = min([*days, *(span.start for _, span in dated)], default=today)
    last = max([*days, *(span.end for _, span in dated)], default=today)
    return window_for(first, last, zoom=zoom, today=today)


def _shown_middle(day: date | None, window: Window, zoom: Zoom) -> float | None:
    return _middle(day, window, zoom) if day and window.start <= day <= window.end else None


def _middle(day: date, window: Window, zoom: Zoom) -> float:
    return round(((day - window.start).days + 0.5) * zoom.px_per_day, 1)


def _flags(marks: Sequence[MarkSpec], window: Window, zoom: Zoom) -> tuple[Flag, ...]:
    shown = sorted(
        (mark for mark in marks if window.start <= mark.on <= window.end), key=lambda mark: mark.on
    )
    places = [_middle(mark.on, window, zoom) for mark in shown]
    ends = [*places[1:], places[-1] + FLAG_ROOM] if places else []
    return tuple(
        Flag(
            mark,
            x,
            fit(mark.name, min(end - x - FLAG_INSET - GAP, FLAG_ROOM), FLAG_SIZE),
            _shown_middle(mark.former, window, zoom),
        )
        for mark, x, end in zip(shown, places, ends, strict=True)
    )


def _bar(spec: BarSpec, span: Span, window: Window, zoom: Zoom, today: date) -> Bar:
    """A bar in row 0: everything about it but the row."""
    x = float((span.start - window.start).days)
    days = float((span.end - span.start).days + 1)
    width = round(max(days * zoom.px_per_day - 1, MIN_BAR_WIDTH), 1)
    title, title_x, is_outside, shows_owner = _title(spec, width)
    child_x, child_width, is_clash = _children(spec, span, zoom)
    ghost_x, ghost_width = _ghost(spec, span, zoom)
    return Bar(
        spec=spec,
        span=span,
        x=x,
        days=days,
        left=round(x * zoom.px_per_day, 1),
        width=width,
        row=0,
        top=LANE_PADDING,
        title=title,
        title_x=title_x,
        is_title_outside=is_outside,
        shows_owner=shows_owner,
        soft_start=spec.start_precision.is_fuzzy or span.assumed == "start",
        soft_due=spec.due_precision.is_fuzzy or span.assumed == "due",
        is_overdue=bool(spec.due and spec.due < today and spec.status_category not in ("done", "dropped")),
        progress_width=round(width * min(max(spec.progress, 0.0), 1.0), 1),
        ghost_x=ghost_x,
        ghost_width=ghost_width,
        child_x=child_x,
        child_width=child_width,
        is_clash=is_clash,
    )


def _title(spec: BarSpec, width: float) -> tuple[str, float, bool, bool]:
    """The title as shown, its x from the bar's left, whether it stands outside, whether the owner fits.

    A whole title matters more than the owner, the owner more than the last words of a long title.
    """
    room = width - TEXT_INSET - 8
    has_owner = bool(spec.owner) and width >= 2 * OWNER_ROOM
    if has_owner and text_width(spec.title, FONT_SIZE) > room - OWNER_ROOM >= MIN_TITLE_ROOM:
        return fit(spec.title, room - OWNER_ROOM, FONT_SIZE), TEXT_INSET, False, True
    if text_width(spec.title, FONT_SIZE) <= room:
        return (
            spec.title,
            TEXT_INSET,
            False,
            has_owner and text_width(spec.title, FONT_SIZE) <= room - OWNER_ROOM,
        )
    if room >= MIN_TITLE_ROOM:
        return fit(spec.title, room, FONT_SIZE), TEXT_INSET, False, False
    return fit(spec.title, OUTSIDE_LIMIT, FONT_SIZE), width + 7, True, has_owner


def _ghost(spec: BarSpec, span: Span, zoom: Zoom) -> tuple[float, float]:
    """x from the bar's left and width of where it stood before; 0 wide for nowhere else."""
    if spec.former is None:
        return 0.0, 0.0
    first, last = spec.former
    width = max(((last - first).days + 1) * zoom.px_per_day - 1, MIN_BAR_WIDTH)
    return round((first - span.start).days * zoom.px_per_day, 1), round(width, 1)


def _children(spec: BarSpec, span: Span, zoom: Zoom) -> tuple[float, float, bool]:
    """x from the bar's left and width of the line that shows the children's span, and whether it leaves
    the bar.
    """
    if spec.children_span is None:
        return 0.0, 0.0, False
    first, last = spec.children_span
    x = (first - span.start).days * zoom.px_per_day
    width = max(((last - first).days + 1) * zoom.px_per_day - 1, MIN_CHILD_WIDTH)
    return round(x, 1), round(width, 1), first < span.start or last > span.end


def _lanes(specs: Sequence[LaneSpec], bars: Iterable[Bar], kept: Mapping[str, Kept]) -> tuple[Lane, ...]:
    by_lane: dict[str, list[Bar]] = {spec.id: [] for spec in specs}
    homeless: list[Bar] = []
    for bar in bars:
        by_lane.get(bar.spec.lane_id, homeless).append(bar)
    every = [*specs, LaneSpec("", "")] if homeless and "" not in by_lane else list(specs)
    lanes, top = [], 0.0
    for spec in every:
        inside = by_lane.get(spec.id, homeless)
        packed, rows = ((), 0) if spec.is_folded else _packed(inside, kept)
        height = max(MIN_LANE_HEIGHT, rows * ROW_HEIGHT - (ROW_HEIGHT - BAR_HEIGHT) + 2 * LANE_PADDING)
        if spec.is_folded or spec.is_head:
            height = FOLDED_HEIGHT
        lanes.append(Lane(spec, top, height, rows, packed, len(inside)))
        top += height
    return tuple(lanes)


def _packed(bars: Sequence[Bar], kept: Mapping[str, Kept]) -> tuple[tuple[Bar, ...], int]:
    """The bars in their rows, and how many rows these are."""
    reaches = [Reach(bar, reach_start(bar), reach_end(bar) + GAP) for bar in bars]
    placed = rows_for(reaches, kept)
    return tuple(_in_row(bar, row) for bar, row in placed), max((row for _bar, row in placed), default=-1) + 1


def _in_row(bar: Bar, row: int) -> Bar:
    return replace(bar, row=row, top=LANE_PADDING + row * ROW_HEIGHT) if row else bar


def word_place(bar: Bar, word: str) -> float | None:
    """Where a small word can stand in the bar behind its title (x from the bar's left), None where there is no room."""
    if bar.is_title_outside or not bar.title or bar.title != bar.spec.title:
        return None
    x = bar.title_x + text_width(bar.title, FONT_SIZE) + WORD_GAP
    end = bar.width - (OWNER_ROOM if bar.shows_owner else 0.0) - 8
    return round(x, 1) if x + text_width(word, WORD_SIZE) <= end else None


def reach_start(bar: Bar) -> float:
    """The leftmost pixel a bar draws on, its children's line and where it stood before included."""
    return bar.left + min(bar.child_x, bar.ghost_x, 0.0)


def reach_end(bar: Bar) -> float:
    """The rightmost pixel a bar draws on, the title beside it and its children's line included."""
    text = bar.title_x + text_width(bar.title, FONT_SIZE) if bar.is_title_outside else 0.0
    return bar.left + max(bar.width, text, bar.child_x + bar.child_width, bar.ghost_x + bar.ghost_width)
