"""Charts as numbers that an SVG takes: across in percent of the width, so that a chart fits any screen, down in pixels.

Pure. Lines live in a box of WIDTH by HEIGHT that is stretched to the chart; words and dots never are.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from math import ceil, floor, log10

from core.numbers import written

WIDTH, HEIGHT = 1000, 220
MOST_LABELS = 7
LETTER, BETWEEN = 6.2, 10  # pixels of a letter below a chart, and of the space between two labels
WIDE, NARROW = 700, 280  # pixels that a chart has on a usual screen, and on a phone
ROOM = 1.06  # above the highest value
Number = Decimal | float | int


@dataclass(frozen=True, slots=True)
class Tick:
    """A label on an axis, `at` its place; `spare` ones are left out on a narrow screen."""

    at: str
    label: str
    anchor: str = "middle"
    spare: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A line, or an area, as a path in the stretched box."""

    look: str
    path: str


@dataclass(frozen=True, slots=True)
class Bar:
    look: str
    x: str
    y: str
    width: str
    height: str
    title: str


@dataclass(frozen=True, slots=True)
class Dot:
    x: str
    y: str
    title: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across (`at` in pixels) or, in `marks`, down (`at` in percent), with words at one of its ends."""

    at: str
    label: str
    anchor: str = "start"

    @property
    def across(self) -> str:
        """Where the words of a line across stand."""
        return "100%" if self.anchor == "end" else "2"


@dataclass(frozen=True, slots=True)
class Table:
    """The numbers behind a chart, for who reads instead of looks."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart: `says` is its message as a sentence, `legend` pairs of look and words."""

    name: str
    title: str
    says: str
    unit: str
    table: Table
    y: Sequence[Tick]
    x: Sequence[Tick]
    lines: Sequence[Line] = ()
    bars: Sequence[Bar] = ()
    dots: Sequence[Dot] = ()
    rules: Sequence[Rule] = ()
    marks: Sequence[Rule] = ()
    legend: Sequence[tuple[str, str]] = ()
    height: int = field(default=HEIGHT)


class Scale:
    """Values from 0 to at least `highest` as pixels from the top, with round steps."""

    def __init__(self, highest: Number, *, whole: bool = False) -> None:
        top = max(float(highest), 1.0) * ROOM
        self.step = max(_round_step(top / 6), 1.0 if whole else 0.0)
        self.top = top

    def y(self, value: Number) -> str:
        return short(HEIGHT - float(value) / self.top * HEIGHT)

    def height(self, value: Number) -> str:
        return short(float(value) / self.top * HEIGHT)

    def ticks(self) -> list[Tick]:
        count = int(self.top / self.step) + 1
        return [Tick(self.y(at * self.step), written(at * self.step), "end") for at in range(count)]


@dataclass(frozen=True, slots=True)
class Span:
    """Values between two round ends, as shares from 0 to 1. With `is_log` every step is a factor; all are above zero then."""

    low: float
    high: float
    ticks: Sequence[float]
    is_log: bool = False

    @classmethod
    def over(cls, lowest: float, highest: float, *, steps: int = 6, log: bool = False) -> "Span":
        """The span of these values and all between, in about so many round steps."""
        if log:
            return cls._growing(lowest, highest, steps)
        step = _round_step((highest - lowest or abs(highest) or 1.0) / steps)
        first, last = floor(lowest / step + 1e-9), ceil(highest / step - 1e-9)
        if first == last:
            first, last = first - 1, last + 1
        ticks = [round(number * step, 10) for number in range(first, last + 1)]
        return cls(ticks[0], ticks[-1], ticks)

    @classmethod
    def _growing(cls, lowest: float, highest: float, steps: int) -> "Span":
        first, last = floor(log10(lowest) + 1e-9), ceil(log10(highest) - 1e-9)
        rounds = [float(f"{unit}e{power}") for power in range(first, last + 1) for unit in (1, 2, 5)]
        least = max((at for at, one in enumerate(rounds) if one <= lowest), default=0)
        most = next((at for at, one in enumerate(rounds) if one >= highest and at > least), len(rounds))
        ticks = rounds[least : most + 1]
        if len(ticks) > 2 * steps:
            ticks = [float(f"1e{power}") for power in range(first, last + 1)]
        return cls(ticks[0], ticks[-1], ticks, is_log=True)

    def share(self, value: Number) -> float:
        """How far along a value lies."""
        if self.is_log:
            return (log10(float(value)) - log10(self.low)) / (log10(self.high) - log10(self.low))
        return (float(value) - self.low) / (self.high - self.low)

    def at(self, share: float) -> float:
        """The value that lies so far along."""
        if self.is_log:
            return float(10 ** (log10(self.low) + share * (log10(self.high) - log10(self.low))))
        return self.low + share * (self.high - self.low)


def path(points: Iterable[tuple[float, str]]) -> str:
    """A line through points: across from 0 to 1, down in pixels."""
    return "M" + "L".join(f"{short(x * WIDTH)} {y}" for x, y in points)


def band(above: Sequence[tuple[float, str]], below: Sequence[tuple[float, str]]) -> str:
    """The area between two lines."""
    return path([*above, *reversed(below)]) + "Z"


def percent(share: float) -> str:
    """A place across as SVG has it."""
    return f"{short(share * 100)}%"


def labels(places: Sequence[tuple[float, str]], most: int = MOST_LABELS) -> list[Tick]:
    """Of these (place from 0 to 1, words) so many that they have room, evenly; what has none on a phone is spare."""
    shown = places[:: _step(places, most, WIDE)]
    kept = _step(shown, most, NARROW)
    return [
        Tick(percent(place), words, _anchor(place), spare=number % kept > 0)
        for number, (place, words) in enumerate(shown)
    ]


def _step(places: Sequence[tuple[float, str]], most: int, width: int) -> int:
    """Every how many of them can be shown in so many pixels, without running into each other."""
    least = max(1, -(-len(places) // most))
    return next(
        (step for step in range(least, len(places)) if _have_room(places[::step], width)),
        max(least, len(places)),
    )


def _have_room(places: Sequence[tuple[float, str]], width: int) -> bool:
    spans = [_span(place, words, width) for place, words in places]
    return all(end + BETWEEN <= begin for (_begin, end), (begin, _end) in pairwise(spans))


def _span(place: float, words: str, width: int) -> tuple[float, float]:
    """Where a label begins and ends."""
    size = len(words) * LETTER
    begin = place * width - size * {"start": 0.0, "middle": 0.5, "end": 1.0}[_anchor(place)]
    return begin, begin + size


def short(number: float) -> str:
    """A coordinate, two digits after the point at most."""
    return f"{number:.2f}".rstrip("0").rstrip(".")


def _anchor(place: float) -> str:
    return "start" if place < 0.04 else "end" if place > 0.96 else "middle"


def _round_step(least: float) -> float:
    """The smallest of 1, 2, 5 times a power of ten that is not below `least`."""
    unit = 10.0 ** floor(log10(least))
    return next(step * unit for step in (1, 2, 5, 10) if step * unit >= least * 0.999)
