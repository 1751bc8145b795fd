"""Taking back what was done to goals: objectives, key results, check-ins, and what serves them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from activity.actors import Actor
from activity.models import Event
from activity.undo import holding
from backlog.models import Item
from core.errors import Conflict
from roadmap.models import CheckIn, ItemObjective, KeyResult, Objective
from roadmap.services.check_ins import remove_check_in, restore_check_in
from roadmap.services.key_results import delete_key_result, restore_key_result, update_key_result
from roadmap.services.objective_items import add_items, remove_items
from roadmap.services.objective_tree import above_in
from roadmap.services.objectives import (
    delete_objective,
    move_objective,
    plain_changes,
    restore_objective,
    update_objective,
)

ADDED, REMOVED = "objective.item_added", "objective.item_removed"
_REFERENCES = ("parent", "owner")


class ObjectiveUndo:
    """Reverses everything about objectives; what is deleted comes back with what serves no other objective by now."""

    verbs = frozenset({
        "objective.created", "objective.updated", "objective.moved", "objective.deleted", "objective.restored", ADDED,
        REMOVED,
    })  # fmt: skip

    def undo(self, event: Event, *, by: Actor) -> None:
        """Raises Conflict, ValidationError, PermissionDenied with the reason."""
        if event.verb in (ADDED, REMOVED):
            if why := _items_back([event], by).get(event.pk):
                raise Conflict(why)
        else:
            _objective_back(event, by)

    def undo_all(self, events: Sequence[Event], *, by: Actor) -> dict[UUID, str] | None:
        """The same for many items by sets; anything else one by one."""
        if any(event.verb not in (ADDED, REMOVED) for event in events):
            return None
        return _items_back(events, by)


class KeyResultUndo:
    """Reverses everything about key results, check-ins too."""

    verbs = frozenset({
        "keyresult.created", "keyresult.updated", "keyresult.deleted", "keyresult.restored", "keyresult.checked_in",
        "keyresult.check_in_removed", "keyresult.check_in_restored",
    })  # fmt: skip

    def undo(self, event: Event, *, by: Actor) -> None:
        """Raises Conflict, ValidationError, PermissionDenied with the reason."""
        rows = KeyResult.all_objects.filter(workspace_id=by.workspace_id).select_related("objective")
        row = rows.filter(pk=event.object_id).first()
        is_gone = row is None or (row.deleted_at is not None and event.verb != "keyresult.deleted")
        if row is None or is_gone or row.objective.deleted_at is not None:
            raise Conflict(_("The key result is no longer there."))
        match event.verb:
            case "keyresult.created" | "keyresult.restored":
                delete_key_result(row, by=by)
            case "keyresult.deleted":
                restore_key_result(row, by=by)
            case "keyresult.updated":
                update_key_result(row, by=by, fields=_former(row, event))
            case _:
                _check_in_back(row, event, by)


def _check_in_back(row: KeyResult, event: Event, by: Actor) -> None:
    made = CheckIn.all_objects.filter(key_result=row, pk=event.data["check_in"]).first()
    if made is None:
        raise Conflict(_("It is no longer there."))
    if event.verb == "keyresult.check_in_removed":
        restore_check_in(made, by=by)
    elif made.deleted_at is not None:
        raise Conflict(_("It has been taken back already."))
    else:
        remove_check_in(made, by=by)


def _objective_back(event: Event, by: Actor) -> None:
    objective = Objective.all_objects.filter(pk=event.object_id, workspace_id=by.workspace_id).first()
    if objective is None or (objective.deleted_at is not None and event.verb != "objective.deleted"):
        raise Conflict(_("The objective is no longer there."))
    match event.verb:
        case "objective.created" | "objective.restored":
            below = Objective.objects.filter(parent=objective), KeyResult.objects.filter(objective=objective)
            if objective.places.exists() or any(rows.exists() for rows in below):
                raise Conflict(_("Something has been put into it since."))
            delete_objective(objective, by=by)
        case "objective.deleted":
            restore_objective(objective, by=by)
        case "objective.moved":
            _move_back(objective, event, by)
        case _:
            fields = _former(objective, event)
            update_objective(objective, by=by, fields=fields)
            if "parent" in fields and "above" in event.data:
                _put_behind(objective, event.data["above"], by)


def _move_back(objective: Objective, event: Event, by: Actor) -> None:
    """Behind its former neighbour, where it still stands where the event put it."""
    above = above_in(_beside(objective, by), objective.pk)
    _put_behind(objective, holding(event, lambda _name: above)["after"], by)


def _put_behind(objective: Objective, above: str | None, by: Actor) -> None:
    """Directly below the sibling with this id; at the top where there is none."""
    neighbour = next((row for row in _beside(objective, by) if str(row.pk) == above), None)
    move_objective(objective, by=by, after=neighbour)


def _beside(objective: Objective, by: Actor) -> list[Objective]:
    """The objective among its siblings as they are now."""
    objective.refresh_from_db(fields=["parent"])
    rows = Objective.objects.filter(workspace_id=by.workspace_id, parent=objective.parent_id)
    return list(rows.order_by("position", "pk"))


def _former(row: Objective | KeyResult, event: Event) -> dict[str, Any]:
    """The former values of the fields that still have the value this event gave them. Raises Conflict for none."""

    def now(name: str) -> Any:
        value = getattr(row, f"{name}_id" if name in _REFERENCES else name)
        return plain_changes({name: [value, value]})[name][0]

    fields: Any = row._meta
    return {name: _value(fields, name, before) for name, before in holding(event, now).items()}


def _value(fields: Any, name: str, before: Any) -> Any:
    if name in _REFERENCES:
        return UUID(before) if before else None
    return fields.get_field(name).to_python(before)


def _items_back(events: Sequence[Event], by: Actor) -> dict[UUID, str]:
    """Have the items serve what they served, those of one objective and kind together; returns why not, by event."""
    refused: dict[UUID, str] = {}
    groups: dict[tuple[str, str, bool], list[Event]] = defaultdict(list)
    for event in events:
        groups[event.data["objective"], event.verb, event.data["is_primary"]].append(event)
    for (pk, verb, is_primary), mine in groups.items():
        objective = Objective.objects.filter(pk=pk, workspace_id=by.workspace_id).first()
        if objective is None:
            refused |= {event.pk: _("The objective is no longer there.") for event in mine}
            continue
        ids = [event.object_id for event in mine]
        items = {row.pk: row for row in Item.objects.filter(pk__in=ids, workspace_id=by.workspace_id)}
        links = ItemObjective.objects.filter(item__in=ids)
        held = {(row.item_id, row.objective_id): row.is_primary for row in links}
        first = {row.item_id for row in links if row.is_primary}
        why = {event.pk: _why_not(event, items, held, first) for event in mine}
        refused |= {pk: reason for pk, reason in why.items() if reason}
        if rows := [items[event.object_id] for event in mine if not why[event.pk]]:
            if verb == ADDED:
                remove_items(objective, rows, by=by)
            else:
                add_items(objective, rows, by=by, contributing=not is_primary)
    return refused


def _why_not(
    event: Event, items: Mapping[UUID, Item], held: Mapping[tuple[UUID, UUID], bool], first: set[UUID]
) -> str:
    is_primary = event.data["is_primary"]
    here = held.get((event.object_id, UUID(event.data["objective"])))
    if event.object_id not in items:
        return _("It has been deleted.")
    if event.verb == ADDED:
        return "" if here is is_primary else _("It has been planned anew since.")
    is_taken = here is not None or (is_primary and event.object_id in first)
    return _("It has been planned anew since.") if is_taken else ""
