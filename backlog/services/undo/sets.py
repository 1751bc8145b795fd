"""Taking back edits and moves of items, one or a thousand, as they are done: by sets."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import Member, Team
from activity.actors import Actor
from activity.changes import plain
from activity.models import Event
from activity.undo import holding
from backlog.custom import is_custom, value_of
from backlog.models import Item, Label, Status
from backlog.services.bulk import Edit, edit_items
from backlog.services.items import EDITABLE
from backlog.services.ranking import MOST, move_items
from core.errors import Conflict

_ROWS: Mapping[str, Any] = {"assignee": Member, "team": Team, "status": Status, "parent": Item}


def take_back_edits(events: Sequence[Event], *, by: Actor) -> dict[UUID, str]:
    """Set back, in one act, each field whose value is still the one its event gave it; returns why not, by event.

    Each event is an "item.updated" of another item; what is no field of items in it is left alone. Cost: 14 statements
    for any number.
    """
    found = Item.objects.filter(workspace=by.workspace_id, pk__in=[event.object_id for event in events])
    items = {item.pk: item for item in found.prefetch_related("labels")}
    rows = _rows_before(events, by)
    refused, edits = {}, {}
    for event in events:
        try:
            edits[event.pk] = _edit_back(items.get(event.object_id), event, rows)
        except Conflict as error:
            refused[event.pk] = str(error)
    if edits:
        done = edit_items(list(edits.values()), by=by, leave_out=True)
        refused |= {pk: change.why for pk, change in zip(edits, done, strict=True) if change.error}
    return refused


def take_back_moves(events: Sequence[Event], *, by: Actor) -> dict[UUID, str] | None:
    """Put each item back behind its former neighbour, those that stood together in one move; None: not all are there.

    The events come in the order of the former places. Cost: 1 statement, and 4 for each run of neighbours.
    """
    pks = {event.object_id for event in events}
    befores = {event.pk: _uuid(event.changes["rank"][0]["after"]) for event in events}
    found = Item.objects.filter(workspace=by.workspace_id, pk__in=pks | {pk for pk in befores.values() if pk})
    items = {item.pk: item for item in found.select_related("product")}
    if not items.keys() >= pks | {pk for pk in befores.values() if pk}:
        return None
    runs: list[tuple[UUID | None, list[Item]]] = []
    for event in events:
        before = befores[event.pk]
        if runs and before == runs[-1][1][-1].pk and len(runs[-1][1]) < MOST:
            runs[-1][1].append(items[event.object_id])
        else:
            runs.append((before, [items[event.object_id]]))
    for before, run in runs:
        move_items(run, by=by, **({"after": items[before]} if before else {"to": "top"}))
    return {}


def _uuid(text: str | None) -> UUID | None:
    return UUID(text) if text else None


def _edit_back(item: Item | None, event: Event, rows: Mapping[str, Mapping[str, Any]]) -> Edit:
    """What gives the item's fields back what they held before. Raises Conflict where that is not to be had."""
    if item is None:
        raise Conflict(_("It has been deleted."))
    held = holding(event, lambda name: _now(item, name))
    if any(name in _ROWS and before and before not in rows[name] for name, before in held.items()):
        raise Conflict(_("What it referred to is no longer there."))
    return Edit(item, {name: _value(name, before, rows) for name, before in held.items()})


def _now(item: Item, name: str) -> Any:
    """What the item holds, as events keep it; for what is no field that can be edited, something that no event has."""
    if name == "labels":
        return sorted(label.name for label in item.labels.all())
    if name in _ROWS:
        pk = getattr(item, f"{name}_id")
        return str(pk) if pk else None
    return plain(value_of(item, name)) if is_custom(name) or name in EDITABLE else _now


def _rows_before(events: Sequence[Event], by: Actor) -> dict[str, dict[str, Any]]:
    """The rows that the events' values of before refer to: field → id (labels: name) → row. One statement a field."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for event in events:
        for name, (before, _after) in event.changes.items():
            if name == "labels":
                wanted[name] |= set(before)
            elif name in _ROWS:
                wanted[name] |= {before} if before else set()
    found: dict[str, dict[str, Any]] = {}
    for name, keys in wanted.items():
        rows = _ROWS.get(name, Label).objects.filter(workspace=by.workspace_id)
        if name == "labels":
            found[name] = {label.name: label for label in rows.filter(name__in=keys)}
        else:
            rows = rows.select_related("product") if name == "parent" else rows
            found[name] = {str(row.pk): row for row in rows.filter(pk__in=keys)} if keys else {}
    return found


def _value(name: str, before: Any, rows: Mapping[str, Mapping[str, Any]]) -> Any:
    """The row, labels or value that an event's plain value stands for."""
    if name == "labels":
        return [rows["labels"][label] for label in before if label in rows["labels"]]
    if name in _ROWS:
        return rows[name][before] if before else None
    if is_custom(name):
        return before
    field: Any = Item._meta.get_field(name)
    return field.to_python(before)
