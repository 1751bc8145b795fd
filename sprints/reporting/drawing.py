"""Charts as numbers that an SVG takes: across in percent of the width, so that a chart fits any screen, down in pixels.

Pure. Lines live in a box of WIDTH by HEIGHT that is stretched to the chart; words and dots never are.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from math import floor, log10

from core.numbers import written

WIDTH, HEIGHT = 1000, 220
MOST_LABELS = 7
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
    """Of these (place from 0 to 1, words) so many that they have room, evenly; every second one is spare."""
    every = max(1, -(-len(places) // most))
    shown = places[::every]
    return [
        Tick(percent(place), words, _anchor(place), spare=number % 2 == 1)
        for number, (place, words) in enumerate(shown)
    ]


def short(number: float) -> str:
    """A coordinate, two digits after the point at most."""
    return f"{number:.2f}".rstrip("0").rstrip(".")


def _anchor(place: float) -> str:
    return "start" if place < 0.04 else "end" if place > 0.96 else "middle"


def _round_step(least: float) -> float:
    """The smallest of 1, 2, 5 times a power of ten that is not below `least`."""
    unit = 10.0 ** floor(log10(least))
    return next(step * unit for step in (1, 2, 5, 10) if step * unit >= least * 0.999)
