"""What waits for what on a roadmap: arrows between bars, and where dates contradict them. Pure, no clock.

“A blocks B” means that B cannot begin before A has ended. Dates may be fuzzy: “Q1” after “Q1” can still come true, so the
reading that is kindest to the plan counts, the earliest end of A and the latest start of B. Only what fails even then is a
clash. Where the end or the start is not planned, the date that is counts.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from core.periods import Precision, coarsest, first_day, last_day, shift
from roadmap.chart import BAR_HEIGHT, Bar, Timeline

OUT, ROUND, HALF_ROW = 9.0, 4.0, 19.0
CLOSED = ("done", "dropped")
FARTHEST = 400  # steps that a date is moved at most


@dataclass(frozen=True, slots=True)
class Dates:
    """When an item is planned, as it stands on the item; `category` is that of its status."""

    start: date | None
    start_precision: Precision
    due: date | None
    due_precision: Precision
    category: str = "backlog"

    @property
    def step(self) -> Precision:
        """The unit by which it moves: the coarser one of its precisions."""
        return coarsest(
            self.start_precision if self.start else Precision.DAY,
            self.due_precision if self.due else Precision.DAY,
        )

    def earliest_end(self) -> date | None:
        """The first day on which it can be over."""
        if self.due is None:
            return self.start
        end = first_day(self.due, self.due_precision) if self.due_precision.is_fuzzy else self.due
        return max(end, self.start) if self.start and self.start <= self.due else end

    def latest_start(self) -> date | None:
        """The last day on which it can begin."""
        if self.start is None:
            return self.due
        start = last_day(self.start, self.start_precision) if self.start_precision.is_fuzzy else self.start
        return min(start, self.due) if self.due and self.due >= self.start else start

    def moved(self, steps: int) -> "Dates":
        """The same, so many steps later."""
        start = shift(self.start, self.step, steps) if self.start else None
        due = shift(self.due, self.step, steps) if self.due else None
        return Dates(start, self.start_precision, due, self.due_precision, self.category)


def clash_days(blocker: Dates, waiting: Dates) -> int:
    """By how many days `waiting` begins too early; 0 where it does not, or where either is closed or has no date."""
    if blocker.category in CLOSED or waiting.category in CLOSED:
        return 0
    end, start = blocker.earliest_end(), waiting.latest_start()
    return max(0, (end - start).days + 1) if end and start else 0


def after(blockers: Iterable[Dates], waiting: Dates) -> Dates:
    """`waiting` at its earliest place behind all of its blockers, its length and precision kept; itself where it is there."""
    held = list(blockers)
    days = max((clash_days(each, waiting) for each in held), default=0)
    if not days:
        return waiting
    if waiting.step is Precision.DAY:
        return waiting.moved(days)
    places = (waiting.moved(steps) for steps in range(1, FARTHEST))
    return next(
        (place for place in places if not any(clash_days(each, place) for each in held)),
        waiting.moved(FARTHEST),
    )


@dataclass(frozen=True, slots=True)
class LinkSpec:
    """“The bar `blocker` blocks the bar `waiting`”, by the ids of bars; `url` opens it."""

    id: str
    blocker: str
    waiting: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Arrow:
    """A dependency in its place: an SVG path in pixels of the chart from the end of one bar to the start of another.

    `days` is how much too early the waiting bar begins; then a mark stands at (`x`, `y`), before its start.
    """

    spec: LinkSpec
    blocker: Bar
    waiting: Bar
    path: str
    x: float
    y: float
    days: int


def arrows(timeline: Timeline, links: Sequence[LinkSpec]) -> tuple[Arrow, ...]:
    """The links whose bars are both drawn. O(bars + links)."""
    places = {bar.spec.id: (bar, lane.top + bar.top) for lane in timeline.lanes for bar in lane.bars}
    known = [link for link in links if link.blocker in places and link.waiting in places]
    return tuple(_arrow(link, places) for link in known)


def early_by(drawn: Iterable[Arrow]) -> dict[str, int]:
    """By how many days bars begin too early, by their ids; those that do not are left out."""
    found: dict[str, int] = {}
    for arrow in drawn:
        if arrow.days:
            found[arrow.spec.waiting] = max(arrow.days, found.get(arrow.spec.waiting, 0))
    return found


def _arrow(link: LinkSpec, places: Mapping[str, tuple[Bar, float]]) -> Arrow:
    (blocker, top), (waiting, below) = places[link.blocker], places[link.waiting]
    x1, y1 = blocker.left + blocker.width, top + BAR_HEIGHT / 2
    x2, y2 = waiting.left, below + BAR_HEIGHT / 2
    days = clash_days(dates_of(blocker), dates_of(waiting))
    return Arrow(link, blocker, waiting, _path(x1, y1, x2, y2), round(x2 - OUT, 1), y2, days)


def dates_of(bar: Bar) -> Dates:
    """When the bar's item is planned."""
    spec = bar.spec
    return Dates(spec.start, spec.start_precision, spec.due, spec.due_precision, spec.status_category)


def _path(x1: float, y1: float, x2: float, y2: float) -> str:
    """From the end of a bar to the start of another: straight in one row, else by a step, or around where that lies behind."""
    if x2 - x1 >= 2 * OUT:
        return _rounded([(x1, y1), (x2 - OUT, y1), (x2 - OUT, y2), (x2, y2)])
    between = y1 + (HALF_ROW if y2 >= y1 else -HALF_ROW)
    return _rounded(
        [(x1, y1), (x1 + OUT, y1), (x1 + OUT, between), (x2 - OUT, between), (x2 - OUT, y2), (x2, y2)]
    )


def _rounded(points: Sequence[tuple[float, float]]) -> str:
    """A path along the points, whose legs are level or upright, with round corners."""
    path = f"M{points[0][0]:g} {points[0][1]:g}"
    for (x0, y0), (x, y), (x1, y1) in zip(points, points[1:], points[2:], strict=False):
        reach = min(ROUND, _length(x0, y0, x, y) / 2, _length(x, y, x1, y1) / 2)
        fromx, fromy = _toward(x, y, x0, y0, reach)
        tox, toy = _toward(x, y, x1, y1, reach)
        path += f"L{fromx:g} {fromy:g}Q{x:g} {y:g} {tox:g} {toy:g}"
    return f"{path}L{points[-1][0]:g} {points[-1][1]:g}"


def _length(x0: float, y0: float, x1: float, y1: float) -> float:
    return abs(x1 - x0) + abs(y1 - y0)


def _toward(x: float, y: float, x1: float, y1: float, reach: float) -> tuple[float, float]:
    """The point that lies `reach` from (x, y) on the way to (x1, y1)."""
    return x + _sign(x1 - x) * reach, y + _sign(y1 - y) * reach


def _sign(value: float) -> int:
    return (value > 0) - (value < 0)
