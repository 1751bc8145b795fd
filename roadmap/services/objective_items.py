"""Which items serve an objective: put items in, take them out.

An item serves one objective first, the primary one, and may contribute to others. Events, one for each item:
`objective.item_added`, `objective.item_removed`, `objective.item_noted`. Their object is the item; their `data` is
`{"objective", "objective_name", "is_primary", "item", "product", "key", "title"}`, where `product` is the item's own.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.permissions import Right, require
from activity.actors import Actor
from activity.services import Record, record_many
from backlog.models import Item
from core.errors import OutOfDate
from roadmap.models import ItemObjective, Objective
from roadmap.services import places


@transaction.atomic
def add_items(
    objective: Objective, items: Sequence[Item], *, by: Actor, contributing: bool = False
) -> list[Item]:
    """Have items serve the objective first, no longer the one that they served first until now; returns those that came.

    With `contributing` they serve it beside their own; those that serve it already stay as they are. Raises
    ValidationError, PermissionDenied. Cost: 8 statements at most, whatever the number (at most places.MOST).
    """
    require(by, Right.GROOM)
    found = places.held_items(items, by)
    objective = _held(objective, by)
    here = ItemObjective.objects.filter(objective=objective, item__in=list(found))
    serving, notes = (dict(here.values_list("item_id", name)) for name in ("is_primary", "note"))
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
            note=notes.get(item.pk, ""),
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


@transaction.atomic
def note_contribution(
    objective: Objective, item: Item, *, by: Actor, note: str, seen: str | None = None
) -> ItemObjective:
    """Say in a sentence what an item that serves the objective does for it; empty: nothing. `seen` is what stood there before
    the person (None: whatever it was).

    Raises ValidationError where it does not serve it or for too long a note, OutOfDate where someone else has said something
    else since, PermissionDenied. Cost: 5 statements.
    """
    require(by, Right.GROOM)
    (item,) = places.held_items([item], by).values()
    objective = _held(objective, by)
    place = ItemObjective.objects.select_for_update().filter(objective=objective, item=item).first()
    if place is None:
        raise ValidationError(_("%(key)s does not serve it.") % {"key": item.key})
    before, wanted = place.note, " ".join(note.split())
    if seen is not None and before not in (seen, wanted):
        raise OutOfDate(_("Someone else has just changed this."), current=place)
    place.note = wanted
    place.clean_fields(exclude=["workspace", "objective", "item"])
    if place.note != before:
        place.save(update_fields=["note"])
        said = told("objective.item_noted", item, objective, is_primary=place.is_primary)
        record_many([replace(said, changes={"note": [before, place.note]})], by=by)
    return place


def out_of_objectives(rows: "QuerySet[ItemObjective]") -> list[Record]:
    """Remove these places; returns the events of it."""
    return [
        places.told(
            "objective.item_removed", place.item, {**about(place.objective), "note": place.note},
            is_primary=place.is_primary,
        )
        for place in places.taken_out(rows, "objective")
    ]  # fmt: skip


def about(objective: Objective) -> dict[str, Any]:
    """What surrounds an event of the objective."""
    return {"objective": str(objective.pk), "objective_name": objective.name}


def told(verb: str, item: Item, objective: Objective, *, is_primary: bool) -> Record:
    """An event of an item that serves an objective or does so no longer."""
    return places.told(verb, item, about(objective), is_primary=is_primary)


def _held(objective: Objective, by: Actor) -> Objective:
    rows = Objective.objects.filter(workspace_id=by.workspace_id)
    return rows.select_for_update(no_key=True).get(pk=objective.pk)
