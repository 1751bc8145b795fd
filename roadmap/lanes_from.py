"""Lanes that come from a field of the items, and groups of lanes: which there are, and what a place among them means.

A row of a roadmap has an id: that of a lane of its own, or of what its items have in the field, empty for none. Where lanes
are grouped, the group's and the lane's are joined by “|”.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from backlog.models import Item
from roadmap.models import Entry, ItemObjective, LaneSource, Roadmap, Theme, ThemeItem
from roadmap.objective_queries import tree_order

JOINT = "|"
_COLUMNS = {
    LaneSource.TEAM: ("item__team_id", "item__team__name"),
    LaneSource.PRODUCT: ("item__product_id", "item__product__name"),
    LaneSource.ASSIGNEE: ("item__assignee_id", "item__assignee__name"),
}
# What the roadmap calls a parent: what hides its title there, hides it here too.
_TITLED = Subquery(
    Entry.objects.filter(roadmap=OuterRef("roadmap"), item=OuterRef("item__parent"))
    .exclude(public_title="")
    .values("public_title")[:1]
)


def placed(item: str) -> Mapping[str, tuple[Subquery, Subquery]]:
    """What the items of rows are put into: its id and name, by source. `item` is the rows' column that says which item."""
    themed = ThemeItem.objects.filter(item=OuterRef(item), theme__deleted_at=None)
    primary = ItemObjective.objects.filter(item=OuterRef(item), is_primary=True, objective__deleted_at=None)
    return {
        source: (Subquery(rows.values(f"{source}_id")[:1]), Subquery(rows.values(f"{source}__name")[:1]))
        for source, rows in ((LaneSource.THEME.value, themed), (LaneSource.OBJECTIVE.value, primary))
    }


PLACED = placed("item")  # of entries


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a roadmap: a lane, in a group where there are groups."""

    id: str
    name: str
    note: str = ""
    group: str = ""
    group_name: str = ""


def rows_of(roadmap: Roadmap) -> tuple[list[Row], dict[UUID, str]]:
    """The roadmap's rows from top to bottom, and the row of each entry. Three statements at most.

    Own lanes are all there; of those from a field the ones that hold entries, in the order of `in_order`. What is in none stands last.
    """
    own = {} if roadmap.lanes_from else {str(lane.pk): (lane.name, lane.note) for lane in roadmap.lanes.all()}
    if not roadmap.lanes_from and not roadmap.grouped_by:
        return [Row(pk, name, note) for pk, (name, note) in own.items()], {}
    found = list(_values(roadmap))
    held = {(group, lane) for _pk, group, _group_name, lane, _name in found}
    pairs = {group: name for _pk, group, name, _lane, _name in found}
    groups = in_order(roadmap, roadmap.grouped_by, pairs)
    named = in_order(roadmap, roadmap.lanes_from, {lane: name for *_group, lane, name in found})
    lanes = {**own, "": ("", "")} if own else {pk: (name, "") for pk, name in named.items()}
    rows = [
        Row(
            _joined(roadmap, group, pk), name or nothing(roadmap.lanes_from), note, group,
            (group_name or nothing(roadmap.grouped_by)) if roadmap.grouped_by else "",
        )
        for group, group_name in groups.items()
        for pk, (name, note) in lanes.items()
        if (group, pk) in held or (own and pk)
    ]  # fmt: skip
    return rows, {pk: _joined(roadmap, group, lane) for pk, group, _group_name, lane, _name in found}


def wanted(roadmap: Roadmap, row: str) -> dict[str, str]:
    """What stands in a row: by source ("" for the roadmap's own lanes) the id, empty for none."""
    if not roadmap.grouped_by:
        return {roadmap.lanes_from: row}
    group, _joint, lane = row.partition(JOINT)
    return {roadmap.grouped_by: group, roadmap.lanes_from: lane}


def said_by(roadmap: Roadmap, row: Row) -> dict[str, tuple[str, str]]:
    """The same with names: by source (id, name), both empty for none."""
    names = {roadmap.grouped_by: row.group_name, roadmap.lanes_from: row.name}
    return {source: (pk, names[source] if pk else "") for source, pk in wanted(roadmap, row.id).items()}


def nothing(source: str) -> str:
    """What the row of those is called that have nothing in the field."""
    return {
        "": _("No lane"),
        "theme": _("No theme"),
        "objective": _("No objective"),
        "team": _("No team"),
        "product": _("No product"),
        "assignee": _("Nobody"),
        "parent": _("No parent"),
    }[source]


def _joined(roadmap: Roadmap, group: str, lane: str) -> str:
    return f"{group}{JOINT}{lane}" if roadmap.grouped_by else lane


def _values(roadmap: Roadmap) -> Iterable[tuple[UUID, str, str, str, str]]:
    """Of each entry: its id, its group's id and name, its lane's id and name."""
    entries = Entry.objects.filter(roadmap=roadmap, item__deleted_at=None)
    columns = {**_of("group", roadmap.grouped_by), **_of("row", roadmap.lanes_from)}
    if not roadmap.lanes_from:
        columns |= {"row_value": F("lane_id"), "row_name": F("lane__name")}
    rows = entries.annotate(**columns).values("id", *columns)
    for row in rows:
        group, name = row.get("group_value"), row.get("group_name")
        yield row["id"], _text(group), name or "", _text(row["row_value"]), row["row_name"] or ""


def _of(prefix: str, source: str) -> Mapping[str, Any]:
    if not source:
        return {}
    if source == LaneSource.PARENT:
        return {
            f"{prefix}_value": F("item__parent_id"),
            f"{prefix}_name": Coalesce(_TITLED, F("item__parent__title")),
        }
    if source in PLACED:
        pk, name = PLACED[source]
        return {f"{prefix}_value": pk, f"{prefix}_name": name}
    column, called = _COLUMNS[LaneSource(source)]
    return {f"{prefix}_value": F(column), f"{prefix}_name": F(called)}


def _text(pk: UUID | None) -> str:
    return str(pk) if pk else ""


def in_order(roadmap: Roadmap, source: str, named: Mapping[str, str]) -> dict[str, str]:
    """Names by id as the pages of what they name have them: themes in their order, objectives as their tree stands, parents by
    product and rank; the rest by name. What is nothing stands last. One statement at most.
    """
    places = _places(roadmap.workspace_id, source, [pk for pk in named if pk]) if len(named) > 1 else {}
    last = len(places)
    return dict(
        sorted(
            named.items(),
            key=lambda pair: (not pair[0], places.get(pair[0], last), pair[1].lower(), pair[0]),
        )
    )


def _places(workspace_id: UUID, source: str, ids: Collection[str]) -> dict[str, int]:
    """By id the place among its like; empty for what is in no order but that of its name."""
    order: Iterable[UUID]
    match source:
        case LaneSource.OBJECTIVE:
            order = tree_order(workspace_id)
        case LaneSource.THEME:
            order = (
                Theme.objects.filter(workspace=workspace_id)
                .order_by("position", "pk")
                .values_list("pk", flat=True)
            )
        case LaneSource.PARENT:
            order = (
                Item.objects.filter(pk__in=ids)
                .order_by("product__name", "product_id", "rank")
                .values_list("pk", flat=True)
            )
        case _:
            order = ()
    return {str(pk): place for place, pk in enumerate(order)}
