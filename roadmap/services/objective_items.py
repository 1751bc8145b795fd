"""Which items serve an objective: put items in, take them out.

An item serves one objective first, the primary one, and may contribute to others. Events, one for each item:
`objective.item_added`, `objective.item_removed`. Their object is the item; their `data` is `{"objective",
"objective_name", "is_primary", "item", "product", "key", "title"}`, where `product` is the item's own.
"""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.permissions import Right, require
from activity.actors import Actor
from activity.services import Record, record_many
from backlog.models import Item
from roadmap.models import ItemObjective, Objective
from roadmap.services import places


@transaction.atomic
def add_items(
    objective: Objective, items: Sequence[Item], *, by: Actor, contributing: bool = False
) -> list[Item]:
    """Have items serve the objective first, no longer the one that they served first until now; returns those that came.

    With `contributing` they serve it beside their own; those that serve it already stay as they are. Raises
    ValidationError, PermissionDenied. Cost: 7 statements at most, whatever the number (at most places.MOST).
    """
    require(by, Right.GROOM)
    found = places.held_items(items, by)
    objective = _held(objective, by)
    here = ItemObjective.objects.filter(objective=objective, item__in=list(found))
    serving = dict(here.values_list("item_id", "is_primary"))
    new = [
        item for item in found.values() if not (serving.get(item.pk) or (contributing and item.pk in serving))
    ]
    left = ItemObjective.objects.filter(
        Q(is_primary=True) | Q(objective=objective), item__in=[item.pk for item in new]
    )
    out = [] if contributing else out_of_objectives(left)
    ItemObjective.objects.bulk_create(
        ItemObjective(
            workspace_id=objective.workspace_id,
            objective_id=objective.pk,
            item_id=item.pk,
            is_primary=not contributing,
        )
        for item in new
    )
    came = [told("objective.item_added", item, objective, is_primary=not contributing) for item in new]
    record_many([*out, *came], by=by)
    return new


@transaction.atomic
def remove_items(objective: Objective, items: Sequence[Item], *, by: Actor) -> int:
    """Have items serve the objective no longer, first or beside; returns how many went.

    Raises ValidationError, PermissionDenied. Cost: 5 statements, whatever the number (at most places.MOST).
    """
    require(by, Right.GROOM)
    found = places.held_items(items, by)
    objective = _held(objective, by)
    here = ItemObjective.objects.filter(objective=objective, item__in=list(found))
    return record_many(out_of_objectives(here), by=by)


@transaction.atomic
def leave_primary(items: Sequence[Item], *, by: Actor) -> int:
    """Have items serve no objective first; what they contribute to stays. Returns how many did. Cost: 4 statements."""
    require(by, Right.GROOM)
    found = places.held_items(items, by)
    first = ItemObjective.objects.filter(item__in=list(found), is_primary=True)
    return record_many(out_of_objectives(first), by=by)


def out_of_objectives(rows: "QuerySet[ItemObjective]") -> list[Record]:
    """Remove these places; returns the events of it."""
    return [
        told("objective.item_removed", place.item, place.objective, is_primary=place.is_primary)
        for place in places.taken_out(rows, "objective")
    ]


def about(objective: Objective) -> dict[str, Any]:
    """What surrounds an event of the objective."""
    return {"objective": str(objective.pk), "objective_name": objective.name}


def told(verb: str, item: Item, objective: Objective, *, is_primary: bool) -> Record:
    """An event of an item that serves an objective or does so no longer."""
    return places.told(verb, item, about(objective), is_primary=is_primary)


def _held(objective: Objective, by: Actor) -> Objective:
    rows = Objective.objects.filter(workspace_id=by.workspace_id)
    return rows.select_for_update(no_key=True).get(pk=objective.pk)
