"""The list: the entries of a plan as rows of a table, by lane or sorted by a column."""

import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.permissions import Right, may
from activity.actors import Actor
from backlog.models import Category, Kind
from core.periods import period_text
from roadmap.drawing import entries_of, home_of, may_drag
from roadmap.lanes_from import JOINT, Row
from roadmap.looks import FIELDS, Look, Mark
from roadmap.models import Entry
from roadmap.queries import Plan, Planned
from roadmap.viewing import Seen

# What can be edited in a row (cells.py).
LABELS: Mapping[str, Any] = {
    "public_title": gettext_lazy("Public title"),
    "public_note": gettext_lazy("Public note"),
    "start": gettext_lazy("Start"),
    "due": gettext_lazy("Due"),
    "lane": gettext_lazy("Lane"),
    "horizon": gettext_lazy("Horizon"),
}
_LAST = date.max
_TALLEST = "\uffff"


@dataclass(frozen=True, slots=True)
class Column:
    """A column beside the title: `url` sorts by it, `sorted` is "ascending", "descending" or ""; empty url: it does not sort."""

    name: str
    label: str
    url: str = ""
    sorted: str = ""


@dataclass(frozen=True, slots=True)
class ListRow:
    """An entry as a row. `start` and `due` are as one types them, `lane` the name of its row and `place` which one that is from the
    top, `percent` its progress; `can_plan` and `can_date` say what may be edited.
    """

    entry: Planned
    url: str
    start: str
    due: str
    lane: str
    place: int
    percent: int
    horizon: str
    kind: str
    confidence: str
    mark: Mark | None
    values: Mapping[str, str]
    can_plan: bool
    can_date: bool


@dataclass(frozen=True, slots=True)
class ListLane:
    """A lane with its entries; of a sorted list the only one, without a name."""

    name: str
    note: str
    rows: tuple[ListRow, ...]
    group: str = ""


@dataclass(frozen=True, slots=True)
class ListView:
    """All that `roadmap/_list.html` prints; `url` answers it, `lanes_json` and `horizons_json` are what there is to choose from: pairs of
    id and name, `labels_json` what the cells that can be edited are called.
    """

    columns: tuple[Column, ...]
    title: Column
    lanes: tuple[ListLane, ...]
    look: Look
    legend: Sequence[Mark]
    url: str
    can_plan: bool
    lanes_json: str
    horizons_json: str
    labels_json: str

    @property
    def width(self) -> int:
        """How many columns there are."""
        return len(self.columns) + 1

    def rows_of(self, pk: UUID) -> list[ListRow]:
        """The row of an entry, none where it is not shown."""
        return [row for lane in self.lanes for row in lane.rows if row.entry.id == pk]


@dataclass(frozen=True, slots=True)
class _Names:
    """What lanes, horizons, kinds and confidences are called, by their ids, and where the lanes stand."""

    lanes: Mapping[str, str]
    places: Mapping[str, int]
    horizons: Mapping[str, str]
    kinds: Mapping[str, str]
    confidences: Mapping[str, str]


def draw_list(seen: Seen, *, by: Actor, slug: str, sort: str = "") -> ListView:
    """The entries as rows by lane, those of none last, empty lanes of its own too; with `sort` (a column, `-` before it for downwards)
    in one piece. No queries; O(n log n).
    """
    plan, can_plan, may_date, names = seen.plan, may(by, Right.MANAGE_PLANS), may_drag(by), _names(seen.plan)
    base = entries_of(seen, slug)
    rows = [
        _row(entry, f"{base}{entry.id}/", seen, names, can_plan, may_date(entry)) for entry in plan.entries
    ]
    url = f"{home_of(seen, slug)}list/"
    return ListView(
        columns=tuple(_columns(seen, sort)),
        title=_column("title", _("Title"), sort, seen.look.query),
        lanes=_lanes(seen, rows, sort),
        look=seen.look,
        legend=seen.legend,
        url=f"{url}?{urlencode({'q': seen.look.query, 'sort': sort})}",
        can_plan=can_plan,
        lanes_json=json.dumps([*names.lanes.items()]),
        horizons_json=json.dumps([*names.horizons.items()]),
        labels_json=json.dumps({name: str(label) for name, label in LABELS.items()}),
    )


def _names(plan: Plan) -> _Names:
    return _Names(
        lanes={row.id: _lane_name(row) for row in plan.rows},
        places={row.id: place for place, row in enumerate(plan.rows)},
        horizons=plan.roadmap.horizon_names(),
        kinds={kind: str(label) for kind, label in Kind.choices},
        confidences={sure: str(label) for sure, label in Entry.Confidence.choices},
    )


def _row(entry: Planned, url: str, seen: Seen, names: _Names, can_plan: bool, can_date: bool) -> ListRow:
    return ListRow(
        entry=entry,
        url=url,
        start=period_text(entry.start, entry.start_precision) if entry.start else "",
        due=period_text(entry.due, entry.due_precision) if entry.due else "",
        lane=names.lanes.get(entry.row, ""),
        place=names.places.get(entry.row, len(names.places)),
        percent=round(entry.progress * 100),
        horizon=names.horizons.get(entry.horizon, ""),
        kind=names.kinds[entry.kind],
        confidence=names.confidences.get(entry.confidence, ""),
        mark=seen.marks.get(entry.id),
        values={name: value for name, (_pk, value) in seen.values.get(entry.item_id, {}).items()},
        can_plan=can_plan,
        can_date=can_date,
    )


def _lanes(seen: Seen, rows: Sequence[ListRow], sort: str) -> tuple[ListLane, ...]:
    key = _SORTS.get(sort.removeprefix("-"))
    if key:
        return (ListLane("", "", tuple(sorted(rows, key=key, reverse=sort.startswith("-")))),)
    by_row: dict[str, list[ListRow]] = defaultdict(list)
    for row in rows:
        by_row[row.entry.row].append(row)
    return tuple(
        ListLane(
            row.name, row.note, tuple(by_row[row.id]), row.group_name if row.id and JOINT in row.id else ""
        )
        for row in seen.plan.rows
    )


def _columns(seen: Seen, sort: str) -> list[Column]:
    """What the look names, dates as start and due; key, note and comments stand beside the title."""
    found = []
    for name in FIELDS:
        if not seen.look.shows(name) or name in ("key", "note", "comments"):
            continue
        parts = {"start": _("Start"), "due": _("Due")} if name == "dates" else {name: str(FIELDS[name])}
        found += [_column(part, label, sort, seen.look.query) for part, label in parts.items()]
    return found


def _column(name: str, label: str, sort: str, query: str) -> Column:
    """A click sorts upwards, then downwards, then by lane again."""
    after = {name: f"-{name}", f"-{name}": ""}.get(sort, name)
    asked = {"view": "list", "q": query, "sort": after}
    state = {name: "ascending", f"-{name}": "descending"}.get(sort, "")
    return Column(name, label, f"?{urlencode(asked)}" if name in _SORTS else "", state)


def _lane_name(row: Row) -> str:
    return f"{row.group_name} · {row.name}" if row.group_name else row.name


def _text(name: str) -> Callable[[ListRow], Any]:
    return lambda row: row.values.get(name, "").lower() or _TALLEST


_STATUSES = {category: at for at, category in enumerate(Category.values)}
_SURE = {"high": 0, "medium": 1, "low": 2}
# What is empty stands last.
_SORTS: Mapping[str, Callable[[ListRow], Any]] = {
    "title": lambda row: row.entry.title.lower(),
    "start": lambda row: row.entry.start or _LAST,
    "due": lambda row: row.entry.due or _LAST,
    "status": lambda row: (_STATUSES[row.entry.category], row.entry.status),
    "lane": lambda row: row.place,
    "progress": lambda row: row.percent,
    "owner": lambda row: row.entry.assignee.lower() or _TALLEST,
    "confidence": lambda row: _SURE.get(row.entry.confidence, 3),
    "kind": lambda row: Kind.values.index(row.entry.kind),
    **{name: _text(name) for name in ("objective", "team", "product")},
    "estimate": lambda row: float(row.values.get("estimate") or "inf"),
}
