"""Now, Next, Later as columns by lane: what `roadmap/_horizons.html` prints, as `horizons`. Pure."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote

from django.utils.translation import gettext as _

from roadmap.chart import BarSpec, LaneSpec
from roadmap.looks import USUAL
from roadmap.presentation import dates_text

NAMED = 3


@dataclass(frozen=True, slots=True)
class Card:
    """An entry in a cell; `percent` is its progress, `dates` empty when it has none."""

    spec: BarSpec
    dates: str
    percent: int


@dataclass(frozen=True, slots=True)
class Cell:
    """What one lane has in one horizon, in the entries' order."""

    horizon: str
    name: str
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A lane across all horizons."""

    id: str
    name: str
    note: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A horizon with its (editable) name and how many entries it holds."""

    id: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class HorizonsView:
    """All that `roadmap/_horizons.html` needs; `url` answers the partial, `texts` is what the browser says."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    url: str
    can_edit: bool
    texts: str
    fields: frozenset[str] = frozenset(USUAL["horizons"])
    legend: tuple[Any, ...] = ()
    query: str = ""

    @property
    def fresh_url(self) -> str:
        """Where the cards are fetched anew, narrowed as they are."""
        return f"{self.url}?q={quote(self.query)}" if self.url else ""


def view_name(names: Iterable[str]) -> str:
    """What the view of the horizons is called: by their names, as long as there is room for these."""
    every = list(names)
    return " · ".join(every) if len(every) <= NAMED else _("Horizons")


def present_horizons(
    columns: Sequence[tuple[str, str]],
    lanes: Sequence[LaneSpec],
    entries: Sequence[tuple[BarSpec, str]],
    *,
    today: date,
    url: str,
    can_edit: bool,
    fields: frozenset[str] = frozenset(USUAL["horizons"]),
    legend: Sequence[Any] = (),
    query: str = "",
) -> HorizonsView:
    """The horizons of a roadmap. `columns` are (id, name), `entries` (entry, id of its horizon) in their order.

    Entries of no known lane stand in a last row with the empty id, those of an unknown horizon in the last
    column. `fields` are what the cards show, `legend` what they are coloured by, `query` what narrows them. Costs O(entries).
    """
    known = {lane.id for lane in lanes}
    ids = [column for column, _name in columns]
    cells: dict[tuple[str, str], list[Card]] = {}
    for spec, horizon in entries:
        place = (spec.lane_id if spec.lane_id in known else "", horizon if horizon in ids else ids[-1])
        cells.setdefault(place, []).append(_card(spec, today))
    is_any_homeless = "" not in known and any(lane == "" for lane, _horizon in cells)
    every = [*lanes, LaneSpec("", _("No lane"))] if is_any_homeless else list(lanes)
    return HorizonsView(
        columns=tuple(Column(id, name, _count(cells, id)) for id, name in columns),
        rows=tuple(_row(lane, columns, cells) for lane in every),
        url=url,
        can_edit=can_edit,
        texts=json.dumps(_texts()),
        fields=fields,
        legend=tuple(legend),
        query=query,
    )


def _card(spec: BarSpec, today: date) -> Card:
    has_dates = spec.start is not None or spec.due is not None
    return Card(
        spec, dates_text(spec, today) if has_dates else "", round(min(max(spec.progress, 0), 1) * 100)
    )


def _count(cells: dict[tuple[str, str], list[Card]], horizon: str) -> int:
    return sum(len(cards) for (_lane, each), cards in cells.items() if each == horizon)


def _row(lane: LaneSpec, columns: Sequence[tuple[str, str]], cells: dict[tuple[str, str], list[Card]]) -> Row:
    return Row(
        lane.id,
        lane.name,
        lane.note,
        tuple(Cell(id, name, tuple(cells.get((lane.id, id), ()))) for id, name in columns),
    )


def _texts() -> dict[str, str]:
    """The sentences the browser says; words in braces are filled in there."""
    return {
        "moved": _("{title}: {horizon}, {lane}, place {place} of {count}"),
        "saved": _("Saved: {title}, {horizon}, {lane}"),
        "cancelled": _("Put back: {title}, {horizon}, {lane}"),
    }
