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
from activity.services import Record, record_many
from backlog.models import Item
from backlog.services.items import plain
from core.errors import Conflict
from sprints.models import Sprint, SprintItem, SprintState
from sprints.services.sprints import about, locked, refuse_closed

MOST = 200
HERE = ""  # the outcome of a place that the item still has


@transaction.atomic
def add_items(sprint: Sprint, items: Sequence[Item], *, by: Actor) -> int:
    """Put items into the sprint, out of the sprint they are in; those that are here already stay. Returns how many came.

    All that is judged is locked first, the sprints in the order of their ids, so that two people who plan the same item
    at once cannot lose or double it. Raises ValidationError, PermissionDenied, Conflict for a closed sprint. Cost: 9
    statements at most, whatever the number (at most MOST).
    """
    require(by, Right.GROOM)
    held = _hold(sprint, items, by)
    refuse_closed(held.sprint)
    new = [
        item
        for item in held.items
        if (place := held.places.get(item.pk)) is None or place.sprint_id != sprint.pk
    ]
    moved = [held.places[item.pk] for item in new if item.pk in held.places]
    now, rows = timezone.now(), {item.pk: item for item in new}
    end_places(moved, SprintItem.Outcome.REMOVED, now)
    put_in(held.sprint, [item.pk for item in new])
    out = [told("sprint.item_removed", rows[place.item_id], held.sprints[place.sprint_id]) for place in moved]
    record_many([*out, *(told("sprint.item_added", item, held.sprint) for item in new)], by=by)
    return len(new)


@transaction.atomic
def remove_items(sprint: Sprint, items: Sequence[Item], *, by: Actor) -> int:
    """Take items out of the sprint, back to the backlog; returns how many went.

    A sprint that runs remembers that it held them. Raises ValidationError, PermissionDenied, Conflict for a closed
    sprint. Cost: 5 statements, whatever the number (at most MOST).
    """
    sprint = locked(sprint, by=by)
    refuse_closed(sprint)
    _check_number(items)
    here = SprintItem.objects.filter(sprint=sprint, item__in=[item.pk for item in items], outcome=HERE)
    places = list(here.select_related("item__product", "sprint"))
    end_places(places, SprintItem.Outcome.REMOVED, timezone.now())
    record_many([told("sprint.item_removed", place.item, sprint) for place in places], by=by)
    return len(places)


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


@dataclass(frozen=True, slots=True)
class _Held:
    """What `add_items` judges: the sprint, the items in the order asked for, where these are now, and all sprints of it."""

    sprint: Sprint
    items: list[Item]
    places: dict[UUID, SprintItem]
    sprints: dict[UUID, Sprint]


def _hold(sprint: Sprint, items: Sequence[Item], by: Actor) -> _Held:
    _check_number(items)
    order = {item.pk: None for item in items}
    here = SprintItem.objects.filter(item__in=order, outcome=HERE)
    wanted = {sprint.pk, *here.values_list("sprint_id", flat=True)}
    rows = Sprint.objects.filter(pk__in=wanted, workspace_id=by.workspace_id).order_by("pk")
    sprints = {row.pk: row for row in rows.select_for_update(no_key=True)}
    living = (
        Item.objects.filter(pk__in=order, workspace_id=by.workspace_id)
        .select_related("product")
        .order_by("pk")
    )
    found = {item.pk: item for item in living.select_for_update(of=("self",), no_key=True)}
    places = {place.item_id: place for place in here.select_related("sprint")}
    if sprint.pk not in sprints:
        raise Sprint.DoesNotExist
    if len(found) < len(order):
        raise ValidationError(_("One of these items has been deleted. Load the page again."))
    if any(place.sprint_id not in sprints for place in places.values()):
        raise Conflict(_("Someone else is planning these items just now. Try again."))
    return _Held(sprints[sprint.pk], [found[pk] for pk in order], places, sprints)


def _check_number(items: Sequence[Item]) -> None:
    if not items or len(items) > MOST:
        raise ValidationError(_("Choose between 1 and %(most)d items.") % {"most": MOST})
