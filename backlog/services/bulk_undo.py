"""Taking back what was done to many items at once as it was done: by sets."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import Member, Team
from activity.actors import Actor
from activity.models import Event
from backlog.models import Item, Label, Status
from backlog.services.bulk import Edit, edit_items
from backlog.services.items import OWN_FIELDS, plain
from backlog.services.ranking import MOST, move_items

KNOWN = frozenset({*OWN_FIELDS, "labels"})
_ROWS: Mapping[str, Any] = {"assignee": Member, "team": Team, "status": Status, "parent": Item}


def take_back_edits(events: Sequence[Event], *, by: Actor) -> dict[UUID, str]:
    """Set back, in one act, each field whose value is still the one its event gave it; returns why not, by event.

    Each event is an "item.updated" of another item that changed KNOWN fields. Cost: 12 statements for any number.
    """
    found = Item.objects.filter(workspace=by.workspace_id, pk__in=[event.object_id for event in events])
    items = {item.pk: item for item in found.prefetch_related("labels")}
    rows = _rows_before(events, by)
    refused, edits = {}, {}
    for event in events:
        item = items.get(event.object_id)
        holding = _holding(item, event) if item else {}
        if item is None or not holding:
            refused[event.pk] = _("Someone has changed it since.") if item else _("It has been deleted.")
        elif any(_lost(name, before, rows) for name, before in holding.items()):
            refused[event.pk] = _("What it referred to is no longer there.")
        else:
            fields = {name: _value(name, before, rows) for name, before in holding.items()}
            edits[event.pk] = Edit(item, fields)
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


def _holding(item: Item, event: Event) -> dict[str, Any]:
    """The fields that are still as the event left them, with what they were before."""
    found = {}
    for name, (before, after) in event.changes.items():
        now = sorted(label.name for label in item.labels.all()) if name == "labels" else _plain(item, name)
        if now == after:
            found[name] = before
    return found


def _plain(item: Item, name: str) -> Any:
    if name in _ROWS:
        pk = getattr(item, f"{name}_id")
        return str(pk) if pk else None
    return plain(getattr(item, name))


def _rows_before(events: Sequence[Event], by: Actor) -> dict[str, dict[str, Any]]:
    """The rows that the events' values of before refer to: field → id (labels: name) → row. One statement a field."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for event in events:
        for name, (before, _after) in event.changes.items():
            if name == "labels":
                wanted[name] |= set(before)
            elif name in _ROWS and before:
                wanted[name].add(before)
    found: dict[str, dict[str, Any]] = {}
    for name, keys in wanted.items():
        rows = _ROWS.get(name, Label).objects.filter(workspace=by.workspace_id)
        if name == "labels":
            found[name] = {label.name: label for label in rows.filter(name__in=keys)}
        else:
            rows = rows.select_related("product") if name == "parent" else rows
            found[name] = {str(row.pk): row for row in rows.filter(pk__in=keys)}
    return found


def _lost(name: str, before: Any, rows: Mapping[str, Mapping[str, Any]]) -> bool:
    return name in _ROWS and bool(before) and before not in rows.get(name, {})


def _value(name: str, before: Any, rows: Mapping[str, Mapping[str, Any]]) -> Any:
    """The row, labels or value that an event's plain value stands for."""
    if name == "labels":
        return [rows["labels"][label] for label in before if label in rows["labels"]]
    if name in _ROWS:
        return rows[name][before] if before else None
    field: Any = Item._meta.get_field(name)
    return field.to_python(before)
