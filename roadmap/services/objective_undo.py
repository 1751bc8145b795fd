"""Taking back what was done to goals: objectives, key results, check-ins, and what serves them."""

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activity.actors import Actor
from activity.changes import former
from activity.models import Event
from activity.undo import holding
from backlog.models import Item
from core.errors import Conflict
from roadmap.models import CheckIn, ItemObjective, KeyResult, Objective
from roadmap.services.check_ins import remove_check_in, restore_check_in
from roadmap.services.key_results import delete_key_result, restore_key_result, update_key_result
from roadmap.services.objective_items import add_items, note_contribution, remove_items
from roadmap.services.objective_tree import above_in
from roadmap.services.objectives import (
    delete_objective,
    move_objective,
    restore_objective,
    update_objective,
)
from roadmap.services.places_undo import PlacesUndo


class ObjectiveUndo(PlacesUndo):
    """Reverses everything about objectives but their key results."""

    field = "objective"
    container, place = Objective.objects, ItemObjective.objects
    gone = gettext_lazy("The objective is no longer there.")
    added, removed = "objective.item_added", "objective.item_removed"
    verbs = frozenset({
        "objective.created", "objective.updated", "objective.moved", "objective.deleted", "objective.restored", added,
        removed, "objective.item_noted",
    })  # fmt: skip

    def put(self, container: Objective, items: Sequence[Item], *, is_primary: bool, by: Actor) -> None:
        add_items(container, items, by=by, contributing=not is_primary)

    def take(self, container: Objective, items: Sequence[Item], *, by: Actor) -> None:
        remove_items(container, items, by=by)

    def _items_back(self, pk: UUID, events: Sequence[Event], is_primary: bool, by: Actor) -> dict[UUID, str]:
        refused = super()._items_back(pk, events, is_primary, by)
        for event in events:
            if event.data.get("note") and event.pk not in refused:
                rows = ItemObjective.objects.filter(objective=pk, item=event.object_id)
                rows.filter(workspace_id=by.workspace_id).update(note=event.data["note"])
        return refused

    def back(self, event: Event, *, by: Actor) -> None:
        if event.verb == "objective.item_noted":
            _note_back(event, by)
            return
        objective = Objective.all_objects.filter(pk=event.object_id, workspace_id=by.workspace_id).first()
        if objective is None or (objective.deleted_at is not None and event.verb != "objective.deleted"):
            raise Conflict(str(self.gone))
        match event.verb:
            case "objective.created" | "objective.restored":
                _refuse_what_came_since(objective, event)
                delete_objective(objective, by=by)
            case "objective.deleted":
                restore_objective(objective, by=by)
            case "objective.moved":
                _move_back(objective, event, by)
            case _:
                fields = former(objective, event)
                update_objective(objective, by=by, fields=fields)
                if "parent" in fields and "above" in event.data:
                    _put_behind(objective, event.data["above"], by)


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
                if row.check_ins.filter(at__gte=event.at).exists():
                    raise Conflict(_("Somebody has checked in since."))
                delete_key_result(row, by=by)
            case "keyresult.deleted":
                restore_key_result(row, by=by)
            case "keyresult.updated":
                update_key_result(row, by=by, fields=former(row, event))
            case _:
                _check_in_back(row, event, by)


def _note_back(event: Event, by: Actor) -> None:
    rows = ItemObjective.objects.filter(objective=event.data["objective"], item=event.object_id)
    place = rows.select_related("objective", "item").filter(workspace_id=by.workspace_id).first()
    if place is None:
        raise Conflict(_("It has been planned anew since."))
    note_contribution(place.objective, place.item, by=by, note=former(place, event)["note"])


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


def _refuse_what_came_since(objective: Objective, event: Event) -> None:
    """What has been put into an objective since the event stays; its key results of before come and go with it."""
    below = Objective.objects.filter(parent=objective)
    measured = KeyResult.objects.filter(objective=objective, created_at__gte=event.at)
    if objective.places.exists() or below.exists() or measured.exists():
        raise Conflict(_("Something has been put into it since."))


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
