"""Which row of its lane a bar stands in. Pure.

A roadmap that is opened packs its bars from left to right, which takes the fewest rows and depends on nothing but the plan. While
it stays open, what is drawn again keeps its rows (`Kept`): a bar that nobody moved stays where it was, and one that was moved
stays in its row while there is room for it, else it takes the topmost row that has some. A row between others may so become
empty; opened again, the roadmap is packed anew.
"""

import heapq
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from roadmap.chart import Bar

MOST_TRIED = 100_000  # rows looked into for what was moved, in one lane; beyond that it is packed anew


@dataclass(frozen=True, slots=True)
class Kept:
    """Where a bar stood when it was last drawn: its lane, its row, and the days that it covered."""

    lane: str
    row: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Reach:
    """A bar and the pixels that nothing else may stand on in its row."""

    bar: Bar
    start: float
    end: float


@dataclass(slots=True)
class _Row:
    """What stands in a row, from left to right."""

    starts: list[float] = field(default_factory=list)
    ends: list[float] = field(default_factory=list)

    def take(self, one: Reach) -> bool:
        """Put it there, if there is room for it."""
        at = bisect_left(self.starts, one.start)
        if (at and self.ends[at - 1] > one.start) or (at < len(self.starts) and self.starts[at] < one.end):
            return False
        self.starts.insert(at, one.start)
        self.ends.insert(at, one.end)
        return True


def kept_of(bar: Bar) -> Kept:
    """What is to be remembered of a bar in its row."""
    return Kept(bar.spec.lane_id, bar.row, bar.span.start.toordinal(), bar.span.end.toordinal())


def rows_for(reaches: Sequence[Reach], kept: Mapping[str, Kept]) -> list[tuple[Bar, int]]:
    """The bars of a lane, from left to right, each with its row; no two touch in one. `kept` is by the bars' ids.

    Costs O(n log n) where nothing is kept or little was moved.
    """
    ordered = sorted(reaches, key=lambda one: one.start)
    known = {
        one.bar.spec.id: held
        for one in ordered
        if (held := kept.get(one.bar.spec.id)) and held.lane == one.bar.spec.lane_id
    }
    steady = _steadily(ordered, known) if known else None
    if steady is None:
        return list(_afresh(ordered))
    return [(one.bar, steady[one.bar.spec.id]) for one in ordered]


def _afresh(ordered: Sequence[Reach]) -> Iterator[tuple[Bar, int]]:
    """Each bar in the lowest row that is free where it starts.

    Greedy interval partitioning (Kleinberg and Tardos, Algorithm Design, 4.1), a second heap for free rows.
    """
    busy: list[tuple[float, int]] = []
    free: list[int] = []
    rows = 0
    for one in ordered:
        while busy and busy[0][0] <= one.start:
            heapq.heappush(free, heapq.heappop(busy)[1])
        if free:
            row = heapq.heappop(free)
        else:
            row, rows = rows, rows + 1
        heapq.heappush(busy, (one.end, row))
        yield one.bar, row


def _steadily(ordered: Sequence[Reach], known: Mapping[str, Kept]) -> dict[str, int] | None:
    """The rows by id: what was not moved keeps its own before what was; None where looking for room would take too long."""
    rows = [_Row() for _ in range(max(held.row for held in known.values()) + 1)]
    found: dict[str, int] = {}
    homeless: list[Reach] = []
    for one in sorted(ordered, key=lambda one: _is_moved(one.bar, known)):
        held = known.get(one.bar.spec.id)
        if held and rows[held.row].take(one):
            found[one.bar.spec.id] = held.row
        else:
            homeless.append(one)
    if len(homeless) * (len(rows) + len(homeless)) > MOST_TRIED:
        return None
    for one in homeless:
        found[one.bar.spec.id] = _topmost(rows, one)
    return found


def _is_moved(bar: Bar, known: Mapping[str, Kept]) -> bool:
    held, now = known.get(bar.spec.id), kept_of(bar)
    return held is None or (held.first, held.last) != (now.first, now.last)


def _topmost(rows: list[_Row], one: Reach) -> int:
    for at, row in enumerate(rows):
        if row.take(one):
            return at
    rows.append(_Row([one.start], [one.end]))
    return len(rows) - 1
