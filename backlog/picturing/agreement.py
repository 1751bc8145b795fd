"""Rank against score: where each item stands in the order that people gave, and where its score would put it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from backlog.picturing.numbers import Box, Seen
from backlog.picturing.scatter import (
    COLUMNS,
    HEIGHT,
    MOST_ROWS,
    PAD,
    PAD_DOWN,
    ROWS,
    Cell,
    Ground,
    Mark,
    Plot,
    draw_cells,
)
from backlog.templatetags.scores import score as score_text
from core.drawing import Span, Table, Tick, percent, short
from core.numbers import written

MOST_LISTED = 8


@dataclass(frozen=True, slots=True)
class Placing:
    """A scored item's place among the scored ones of the list by rank and by score, 1 is first."""

    key: str
    title: str
    kind: str
    score: float
    by_rank: int
    by_score: int

    @property
    def lift(self) -> int:
        """Places its score would lift it; lower it where negative."""
        return self.by_rank - self.by_score


def placings(items: Sequence[Seen]) -> list[Placing]:
    """Of the scored ones of these items, which are in the order of rank. Equal scores keep their order."""
    scored = [one for one in items if one.score is not None]
    order = sorted(range(len(scored)), key=lambda at: (-(scored[at].score or 0.0), at))
    places = {at: place for place, at in enumerate(order, 1)}
    return [
        Placing(one.key, one.title, one.kind, one.score or 0.0, at + 1, places[at])
        for at, one in enumerate(scored)
    ]


def furthest(found: Iterable[Placing]) -> list[Placing]:
    """The ones about which rank and score disagree most."""
    apart = [one for one in found if one.lift]
    return sorted(apart, key=lambda one: (-abs(one.lift), one.by_rank))[:MOST_LISTED]


def agreement(found: Sequence[Placing]) -> Plot:
    """A dot for each: across its place by rank, up its place by score; on the line both agree."""
    on = _ground(len(found))
    marks = [
        Mark(
            percent(on.left(one.by_rank)), short(HEIGHT - on.down(one.by_score)), "0", "0", [one.key], one.kind,
            f"{one.key} {one.title},\n"
            + _("number %(rank)d by rank, %(score)d by score") % {"rank": one.by_rank, "score": one.by_score},
        )
        for one in found
    ]  # fmt: skip
    rows = [
        [one.key, one.title, score_text(one.score), str(one.by_rank), str(one.by_score)]
        for one in found[:MOST_ROWS]
    ]
    table = Table([_("Item"), _("Title"), _("Score"), _("By rank"), _("By score")], rows)
    return _plot(len(found), on, table, marks=marks)


def agreement_density(cells: Mapping[tuple[int, int], int], count: int, listed: Sequence[Placing]) -> Plot:
    """The same for thousands, counted by (column of rank, row of score, both from 0 for the first places)."""
    turned = {
        (min(column, COLUMNS - 1), max(ROWS - 1 - row, 0)): number for (column, row), number in cells.items()
    }

    def box(column: int, row: int) -> Box:
        down = ROWS - 1 - row
        ends = (1 + at * count / parts for at, parts in (
            (column, COLUMNS), (column + 1, COLUMNS), (down, ROWS), (down + 1, ROWS)
        ))  # fmt: skip
        return Box(*ends)

    def says(column: int, row: int) -> str:
        here = box(column, row)
        first, last, best, worst = (
            written(ceil(at)) for at in (here.left, here.right - 1, here.low, here.high - 1)
        )
        words = {"first": first, "last": last, "best": best, "worst": worst}
        return _("number %(first)s – %(last)s by rank, %(best)s – %(worst)s by score") % words

    on = _ground(count)
    rows = [
        [one.key, one.title, score_text(one.score), written(one.by_rank), written(one.by_score)]
        for one in listed
    ]
    table = Table([_("Item"), _("Title"), _("Score"), _("By rank"), _("By score")], rows)
    return _plot(count, on, table, cells=draw_cells(turned, box, says))


def _ground(count: int) -> Ground:
    span = Span(1, max(count, 2), Span.over(1, max(count, 2)).ticks)
    return Ground(span, span, (1, 1))


def _plot(
    count: int, on: Ground, table: Table, *, marks: Sequence[Mark] = (), cells: Sequence[Cell] = ()
) -> Plot:
    ticks = [1, *(int(tick) for tick in on.x.ticks if 1 < tick <= on.x.high and tick == int(tick))]
    ends = percent(PAD), short(HEIGHT * PAD_DOWN), percent(1 - PAD), short(HEIGHT * (1 - PAD_DOWN))
    return Plot(
        name="agreement",
        title=_("Rank against score"),
        says=ngettext("%(count)s scored item.", "%(count)s scored items.", count) % {"count": written(count)},
        x_name=_("Place by rank"),
        y_name=_("Place by score"),
        x=[
            Tick(percent(on.left(tick)), written(tick), spare=number % 2 == 1)
            for number, tick in enumerate(ticks)
        ],
        y=[Tick(short(HEIGHT - on.down(tick)), written(tick), "end") for tick in ticks],
        table=table,
        marks=marks,
        cells=cells,
        lines=[ends],
    )
