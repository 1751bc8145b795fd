"""Which items serve an objective: put items in, take them out.

An item serves one objective first, the primary one, and may contribute to others. Events, one for each item:
`objective.item_added`, `objective.item_removed`. Their object is the item; their `data` is `{"objective",
"objective_name", "is_primary", "item", "product", "key", "title"}`, where `product` is the item's own.
"""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.permissions import Right, require
from activity.actors import Actor
from activity.services import Record, record_many
from backlog.models import Item
from roadmap.models import ItemObjective, Objective

MOST = 1000


@transaction.atomic
def add_items(
    objective: Objective, items: Sequence[Item], *, by: Actor, contributing: bool = False
) -> list[Item]:
    """Have items serve the objective first, no longer the one that they served first until now; returns those that came.

    With `contributing` they serve it beside their own; those that serve it already stay as they are. The items are
    locked first, in the order of their ids, so that two who plan the same item at once cannot double it. Raises
    ValidationError, PermissionDenied. Cost: 8 statements at most, whatever the number (at most MOST).
    """
    require(by, Right.GROOM)
    found = _held_items(items, by)
    objective = _held(objective, by)
    here = ItemObjective.objects.filter(objective=objective, item__in=list(found))
    serving = dict(here.values_list("item_id", "is_primary"))
    new = [
        item for item in found.values() if not (serving.get(item.pk) or (contributing and item.pk in serving))
    ]
    out = [] if contributing else _leave(objective, [item.pk for item in new])
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

    Raises ValidationError, PermissionDenied. Cost: 5 statements, whatever the number (at most MOST).
    """
    require(by, Right.GROOM)
    found = _held_items(items, by)
    objective = _held(objective, by)
    return _take_out(ItemObjective.objects.filter(objective=objective, item__in=list(found)), by)


@transaction.atomic
def leave_primary(items: Sequence[Item], *, by: Actor) -> int:
    """Have items serve no objective first; what they contribute to stays. Returns how many did. Cost: 4 statements."""
    require(by, Right.GROOM)
    found = _held_items(items, by)
    return _take_out(ItemObjective.objects.filter(item__in=list(found), is_primary=True), by)


def about(objective: Objective) -> dict[str, Any]:
    """What surrounds an event of the objective."""
    return {"objective": str(objective.pk), "objective_name": objective.name}


def told(verb: str, item: Item, objective: Objective, *, is_primary: bool) -> Record:
    """An event of an item that serves an objective or does so no longer."""
    own = {"item": str(item.pk), "product": str(item.product_id), "key": item.key, "title": item.title}
    data = {**about(objective), "is_primary": is_primary, **own}
    return Record(verb, "item", item.pk, item.key, data=data)


def _leave(objective: Objective, items: Collection[UUID]) -> list[Record]:
    """Take the items out of what they serve first, and of `objective` itself; returns the events of it."""
    rows = ItemObjective.objects.filter(Q(is_primary=True) | Q(objective=objective), item__in=items)
    return _taken(list(rows.select_related("item__product", "objective")))


def _take_out(rows: Any, by: Actor) -> int:
    places = list(rows.select_related("item__product", "objective"))
    return record_many(_taken(places), by=by)


def _taken(places: Sequence[ItemObjective]) -> list[Record]:
    ItemObjective.objects.filter(pk__in=[place.pk for place in places]).delete()
    return [
        told("objective.item_removed", place.item, place.objective, is_primary=place.is_primary)
        for place in places
    ]


def _held(objective: Objective, by: Actor) -> Objective:
    rows = Objective.objects.filter(workspace_id=by.workspace_id)
    return rows.select_for_update(no_key=True).get(pk=objective.pk)


def _held_items(items: Sequence[Item], by: Actor) -> dict[UUID, Item]:
    """These of the workspace's items as they are now, locked in the order of their ids. Raises ValidationError."""
    ids = list({item.pk for item in items})
    if not ids or len(ids) > MOST:
        raise ValidationError(_("Choose between 1 and %(most)d items.") % {"most": MOST})
    rows = Item.objects.filter(pk__in=ids, workspace_id=by.workspace_id).select_related("product")
    held = {row.pk: row for row in rows.order_by("pk").select_for_update(of=("self",), no_key=True)}
    if len(held) < len(ids):
        raise ValidationError(_("One of these items has been deleted. Load the page again."))
    return {item.pk: held[item.pk] for item in items}
