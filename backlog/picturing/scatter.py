"""Items by two numbers: a dot each, those of one place around it or counted, thousands of them by cell."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import cos, inf, log2, pi, sin, sqrt

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from backlog.picturing.numbers import ESTIMATE, SCORE, Axis, Box, Extent, Seen
from core.drawing import Span, Table, Tick, percent, short
from core.numbers import written

HEIGHT = 400
PAD, PAD_DOWN = 0.05, 0.08  # of either side stays free, so that no dot is cut off, and parts can be named
MOST_SPREAD = 12  # dots of one place that are drawn around it; more are one mark with their number
GAP = 6.5  # pixels; dots have a radius of 5
TURN = pi * (3 - sqrt(5))  # the angle of sunflower seeds: no two dots touch
COLUMNS, ROWS = 28, 14
SHADES = 5
MOST_ROWS = 500  # of the table behind
WORTH = ("value", "business_value", "customer_value", "impact")
COST = ("effort", "job_size", ESTIMATE)


@dataclass(frozen=True, slots=True)
class Mark:
    """One or many items of one place: across in percent, down and aside (`dx`, `dy`) in pixels.

    `says` is who it is, then in a second line its numbers.
    """

    x: str
    y: str
    dx: str
    dy: str
    keys: Sequence[str]
    kind: str
    says: str

    @property
    def count(self) -> int:
        return len(self.keys)


@dataclass(frozen=True, slots=True)
class Cell:
    """The items that lie in one part of the picture, `box` in the numbers of its axes; `shade` from 1 to SHADES.

    `says` is how many, then in a second line their numbers.
    """

    x: str
    y: str
    width: str
    height: str
    shade: int
    box: Box
    says: str


@dataclass(frozen=True, slots=True)
class Quadrant:
    name: str
    count: int
    x: str
    y: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Plot:
    """A picture with dots or cells. `lines` are (x1, y1, x2, y2); `lacking`: items without a place in it."""

    name: str
    title: str
    says: str
    x_name: str
    y_name: str
    x: Sequence[Tick]
    y: Sequence[Tick]
    table: Table
    marks: Sequence[Mark] = ()
    cells: Sequence[Cell] = ()
    quadrants: Sequence[Quadrant] = ()
    lines: Sequence[tuple[str, str, str, str]] = ()
    kinds: Sequence[str] = ()
    lacking: int = 0
    height: int = field(default=HEIGHT)


@dataclass(frozen=True, slots=True)
class Ground:
    """Where values lie in a picture, and where it is parted: `at` of each axis."""

    x: Span
    y: Span
    at: tuple[float, float]

    def left(self, value: float) -> float:
        """From 0 to 1."""
        return PAD + self.x.share(value) * (1 - 2 * PAD)

    def down(self, value: float) -> float:
        """In pixels."""
        return HEIGHT * (1 - PAD_DOWN - self.y.share(value) * (1 - 2 * PAD_DOWN))

    def corner(self, x: float, y: float) -> tuple[bool, bool]:
        """Whether it is high in x, and in y. What lies on the line is high."""
        return x >= self.at[0], y >= self.at[1]


def default_axes(criteria: Sequence[str]) -> tuple[str, str]:
    """The two keys to begin with (across, up): cost and worth, else the model's first two, else estimate and score."""
    cost = next((key for key in COST if key in criteria), None)
    worth = next((key for key in WORTH if key in criteria), None)
    if cost and worth:
        return cost, worth
    return (criteria[0], criteria[1]) if len(criteria) > 1 else (ESTIMATE, SCORE)


def title_of(x: Axis, y: Axis) -> str:
    return _("%(up)s against %(across)s") % {"up": y.name, "across": x.name}


def ground(x: Extent, y: Extent, axes: tuple[Axis, Axis], *, by_scale: bool) -> Ground:
    """Parted in halves of the items, or at the middles of the scales."""
    spans = x.span(), y.span()
    if not by_scale:
        return Ground(*spans, (x.cut, y.cut))
    middles = [
        span.at(0.5) if axis.middle is None else axis.middle for axis, span in zip(axes, spans, strict=True)
    ]
    inside = [min(max(middle, span.low), span.high) for middle, span in zip(middles, spans, strict=True)]
    return Ground(*spans, (inside[0], inside[1]))


def scatter(items: Sequence[Seen], axes: tuple[Axis, Axis], on: Ground) -> Plot:
    """A dot for each item that has both numbers."""
    placed = [one for one in items if one.x is not None and one.y is not None]
    corners: dict[tuple[bool, bool], int] = defaultdict(int)
    for one in placed:
        corners[on.corner(one.x or 0.0, one.y or 0.0)] += 1
    rows = [[one.key, one.title, written(one.x, 6), written(one.y, 6)] for one in placed[:MOST_ROWS]]
    return _plot(
        axes, on, len(placed), len(items) - len(placed), corners,
        table=Table([_("Item"), _("Title"), axes[0].name, axes[1].name], rows),
        marks=spread(placed, axes, on), kinds=list(dict.fromkeys(one.kind for one in placed)),
    )  # fmt: skip


def density(
    counts: Iterable[tuple[int, int, bool, bool, int]], axes: tuple[Axis, Axis], on: Ground, *, of: int
) -> Plot:
    """How many lie in each cell: rows of (column, row from below, high in x, high in y, count)."""
    cells: dict[tuple[int, int], int] = defaultdict(int)
    corners: dict[tuple[bool, bool], int] = defaultdict(int)
    for column, row, right, up, count in counts:
        cells[min(max(column, 0), COLUMNS - 1), min(max(row, 0), ROWS - 1)] += count
        corners[right, up] += count
    placed = sum(cells.values())
    names = _names(axes)
    rows = [[names[corner], written(corners[corner])] for corner in names]
    return _plot(
        axes, on, placed, of - placed, corners,
        table=Table([_("Part"), _("Items")], rows), cells=_draw(cells, axes, on),
    )  # fmt: skip


def ends_of(span: Span, parts: int) -> list[float]:
    """Where the parts of an axis begin and end."""
    return [span.at(number / parts) for number in range(parts + 1)]


def _draw(cells: Mapping[tuple[int, int], int], axes: tuple[Axis, Axis], on: Ground) -> list[Cell]:
    """The outermost cells hold what lies beyond them too."""
    across, up = (list(pairwise(ends_of(span, n))) for span, n in ((on.x, COLUMNS), (on.y, ROWS)))

    def box(column: int, row: int) -> Box:
        (left, right), (low, high) = across[column], up[row]
        return Box(
            left if column else -inf, right if column < COLUMNS - 1 else inf,
            low if row else -inf, high if row < ROWS - 1 else inf,
        )  # fmt: skip

    def says(column: int, row: int) -> str:
        parts = zip(axes, (across[column], up[row]), strict=True)
        return ", ".join(f"{axis.name} {written(low)} – {written(high)}" for axis, (low, high) in parts)

    return draw_cells(cells, box, says)


def spread(placed: Sequence[Seen], axes: tuple[Axis, Axis], on: Ground) -> list[Mark]:
    """Where each is drawn: those of one place around it in the order given, as sunflower seeds, or many as one mark."""
    spots: dict[tuple[float, float], list[Seen]] = defaultdict(list)
    for one in placed:
        spots[one.x or 0.0, one.y or 0.0].append(one)
    marks = []
    for (x, y), here in spots.items():
        place = percent(on.left(x)), short(on.down(y))
        said = f"{axes[0].name} {written(x, 6)}, {axes[1].name} {written(y, 6)}"
        if len(here) > MOST_SPREAD:
            many = [one.key for one in here]
            marks.append(Mark(*place, "0", "0", many, "", f"{_items(len(here))},\n{said}"))
            continue
        for number, one in enumerate(here):
            away = GAP * sqrt(number + 0.5) if len(here) > 1 else 0.0
            aside = short(away * cos(number * TURN)), short(away * sin(number * TURN))
            marks.append(Mark(*place, *aside, [one.key], one.kind, f"{one.key} {one.title},\n{said}"))
    return marks


def draw_cells(
    cells: Mapping[tuple[int, int], int], box: Callable[[int, int], Box], says: Callable[[int, int], str]
) -> list[Cell]:
    """Each cell that holds any, from the palest for the least to the darkest for the most; a shade is so many doublings.

    `box` and `says` tell of a column and a row (from below) what lies there.
    """
    least, most = (log2(end(cells.values(), default=1)) for end in (min, max))
    wide, high = (1 - 2 * PAD) / COLUMNS, HEIGHT * (1 - 2 * PAD_DOWN) / ROWS
    return [
        Cell(
            percent(PAD + column * wide), short(HEIGHT * (1 - PAD_DOWN) - (row + 1) * high), percent(wide), short(high),
            1 + round((SHADES - 1) * (log2(count) - least) / (most - least)) if most > least else SHADES // 2 + 1,
            box(column, row), f"{_items(count)},\n{says(column, row)}",
        )
        for (column, row), count in sorted(cells.items())
    ]  # fmt: skip


def _plot(
    axes: tuple[Axis, Axis],
    on: Ground,
    placed: int,
    lacking: int,
    corners: dict[tuple[bool, bool], int],
    *,
    table: Table,
    marks: Sequence[Mark] = (),
    cells: Sequence[Cell] = (),
    kinds: Sequence[str] = (),
) -> Plot:
    x, y = axes
    left, down = percent(on.left(on.at[0])), short(on.down(on.at[1]))
    names = _names(axes)
    return Plot(
        name="scatter",
        title=title_of(x, y),
        says=ngettext("%(count)s item.", "%(count)s items.", placed) % {"count": written(placed)},
        x_name=_axis_name(x, on.x),
        y_name=_axis_name(y, on.y),
        x=[Tick(percent(on.left(value)), written(value, 6), spare=number % 2 == 1)
           for number, value in enumerate(on.x.ticks)],
        y=[Tick(short(on.down(value)), written(value, 6), "end") for value in on.y.ticks],
        table=table, marks=marks, cells=cells, kinds=kinds, lacking=lacking,
        quadrants=[
            Quadrant(names[right, up], corners.get((right, up), 0), "100%" if right else "0",
                     "14" if up else short(HEIGHT - 8), "end" if right else "start")
            for right, up in names
        ],
        lines=[(left, "0", left, str(HEIGHT)), ("0", down, "100%", down)],
    )  # fmt: skip


def _items(count: int) -> str:
    return ngettext("%(count)s item", "%(count)s items", count) % {"count": written(count)}


def _axis_name(axis: Axis, span: Span) -> str:
    return _("%(name)s, in growing steps") % {"name": axis.name} if span.is_log else axis.name


def _names(axes: tuple[Axis, Axis]) -> dict[tuple[bool, bool], str]:
    """What each corner is called, by (high in x, high in y)."""
    x, y = axes
    if x.key in COST and y.key in WORTH:
        return {
            (False, True): _("Quick wins"), (True, True): _("Big bets"),
            (False, False): _("Fill-ins"), (True, False): _("Time sinks"),
        }  # fmt: skip
    high, low = _("high %(name)s"), _("low %(name)s")
    names = {}
    for up in (True, False):
        for right in (False, True):
            words = (
                (high if up else low) % {"name": _inside(y.name)},
                (high if right else low) % {"name": _inside(x.name)},
            )
            joined = ", ".join(words)
            names[right, up] = joined[:1].upper() + joined[1:]
    return names


def _inside(name: str) -> str:
    """A name as it stands within a sentence; NPS stays NPS."""
    return name[:1].lower() + name[1:] if name[1:2].islower() else name
