"""What is in a sprint: put items in, take them out.

Events, one for each item: `sprint.item_added`, `sprint.item_removed`. Their object is the item; their `data` is
`{"sprint", "sprint_name", "team", "item", "estimate": text | null, "product", "key", "title"}`, and where a closed sprint
carried the item over, `"carried_from"` is that sprint's name and `"carried_from_id"` its id.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Right, require
from activity.actors import Actor
from activity.changes import plain
from activity.services import Record, record_many
from backlog.models import Item
from sprints.models import Sprint, SprintItem, SprintState
from sprints.services.sprints import about, refuse_closed

MOST = 1000
HERE = ""  # the outcome of a place that the item still has


@transaction.atomic
def add_items(sprint: Sprint, items: Sequence[Item], *, by: Actor) -> int:
    """Put items into the sprint, out of the sprint they are in; those that are here already stay. Returns how many came.

    Raises ValidationError, PermissionDenied, Conflict for a closed sprint. Cost: 8 statements at most, whatever the
    number (at most MOST).
    """
    require(by, Right.GROOM)
    held = _hold(items, by, into=sprint)
    sprint = held.sprints[sprint.pk]
    refuse_closed(sprint)
    if sum(item.deleted_at is None for item in held.items) < len({item.pk for item in items}):
        raise ValidationError(_("One of these items has been deleted. Load the page again."))
    new = [item for item in held.items if item.pk not in held.places or held.places[item.pk].sprint != sprint]
    out = _ended([held.places[item.pk] for item in new if item.pk in held.places])
    put_in(sprint, [item.pk for item in new])
    record_many([*out, *(told("sprint.item_added", item, sprint) for item in new)], by=by)
    return len(new)


@transaction.atomic
def remove_items(sprint: Sprint, items: Sequence[Item], *, by: Actor) -> int:
    """Take items out of the sprint, back to the backlog; returns how many went.

    A sprint that runs remembers that it held them. Raises ValidationError, PermissionDenied, Conflict for a closed
    sprint. Cost: 6 statements, whatever the number (at most MOST).
    """
    require(by, Right.GROOM)
    held = _hold(items, by, into=sprint)
    refuse_closed(held.sprints[sprint.pk])
    return record_many(_ended([place for place in held.places.values() if place.sprint == sprint]), by=by)


@transaction.atomic
def leave_sprints(items: Sequence[Item], *, by: Actor) -> int:
    """Take items out of whatever sprint each is in; returns how many went. Raises and costs as `remove_items`."""
    require(by, Right.GROOM)
    return record_many(_ended(list(_hold(items, by).places.values())), by=by)


def put_in(sprint: Sprint, ids: Iterable[UUID]) -> None:
    """Give items that have no place a place in the sprint, the former one where they had one. Two statements."""
    wanted = list(ids)
    back = SprintItem.objects.filter(sprint=sprint, item__in=wanted)
    known = set(back.values_list("item_id", flat=True)) if wanted else set()
    if known:
        back.update(outcome=HERE, ended_at=None)
    places = [
        SprintItem(workspace_id=sprint.workspace_id, sprint=sprint, item_id=pk)
        for pk in wanted
        if pk not in known
    ]
    SprintItem.objects.bulk_create(places)


def end_places(places: Sequence[SprintItem], outcome: str, at: datetime) -> None:
    """Places (their sprints loaded) in a sprint that runs are kept with their end; those in a planned one go.

    Two statements at most.
    """
    planned = [place.pk for place in places if place.sprint.state == SprintState.PLANNED]
    if planned:
        SprintItem.objects.filter(pk__in=planned).delete()
    kept = [place.pk for place in places if place.sprint.state != SprintState.PLANNED]
    if kept:
        SprintItem.objects.filter(pk__in=kept).update(outcome=outcome, ended_at=at)


def told(verb: str, item: Item, sprint: Sprint, **more: Any) -> Record:
    """An event of an item's place in a sprint."""
    data = {
        **about(sprint),
        "item": str(item.pk),
        "estimate": plain(item.estimate),
        "product": str(item.product_id),
        "key": item.key,
        "title": item.title,
        **more,
    }
    return Record(verb, "item", item.pk, item.key, data=data)


def _ended(places: Sequence[SprintItem]) -> list[Record]:
    """Have these places end now, taken out by hand; returns the events of it."""
    end_places(places, SprintItem.Outcome.REMOVED, timezone.now())
    return [told("sprint.item_removed", place.item, place.sprint) for place in places]


@dataclass(frozen=True, slots=True)
class _Held:
    """What is judged, all of it locked: the items in the order asked for, where these are now, the sprints of it by id."""

    items: list[Item]
    places: dict[UUID, SprintItem]
    sprints: dict[UUID, Sprint]


def _hold(items: Sequence[Item], by: Actor, *, into: Sprint | None = None) -> _Held:
    """Locked in the order of all who plan or edit: the items by their ids, then the sprints by theirs.

    Where an item is can change no more once it is held. Raises Sprint.DoesNotExist. Three statements.
    """
    _check_number(items)
    order = {item.pk: None for item in items}
    rows = Item.all_objects.filter(pk__in=order, workspace_id=by.workspace_id).select_related("product")
    found = {row.pk: row for row in rows.order_by("pk").select_for_update(of=("self",), no_key=True)}
    here = list(SprintItem.objects.filter(item__in=found, outcome=HERE))
    wanted = {place.sprint_id for place in here} | ({into.pk} if into else set())
    sprints = Sprint.objects.filter(pk__in=wanted, workspace_id=by.workspace_id).order_by("pk")
    held = {row.pk: row for row in sprints.select_for_update(no_key=True)}
    if into and into.pk not in held:
        raise Sprint.DoesNotExist
    for place in here:
        place.sprint, place.item = held[place.sprint_id], found[place.item_id]
    return _Held([found[pk] for pk in order if pk in found], {place.item_id: place for place in here}, held)


def _check_number(items: Sequence[Item]) -> None:
    if not items or len(items) > MOST:
        raise ValidationError(_("Choose between 1 and %(most)d items.") % {"most": MOST})
