"""The two moments of a sprint: its start remembers the scope, its close keeps what became of each item.

Events of the sprint: `sprint.started` with `data["items"]` = [{"item", "estimate": text | null}], `sprint.closed` with
[{"item", "outcome", "estimate"}] and `data["next"]`, the sprint that took over. What is carried over has a
`sprint.item_added` too, what goes back to the backlog a `sprint.item_returned`.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.permissions import Right, require
from activity.actors import Actor
from activity.changes import plain
from activity.services import record, record_many
from backlog.models import Category, Item
from backlog.services.items import update_item
from backlog.services.ranking import hold_items
from core.errors import Conflict, check_version
from sprints.models import Sprint, SprintItem, SprintState
from sprints.services.planning import HERE, put_in, told
from sprints.services.sprints import about, create_sprint, locked, next_sprint, refuse_second, save_changed

Outcome = SprintItem.Outcome


class Choice(models.TextChoices):
    """What becomes of an item that is not done when its sprint closes."""

    NEXT = "next", gettext_lazy("Next sprint")
    BACKLOG = "backlog", gettext_lazy("Back to the backlog")
    DONE = "done", gettext_lazy("It is done")


@transaction.atomic
def start_sprint(sprint: Sprint, *, by: Actor, expected_version: int | None = None) -> Sprint:
    """Begin: what is in it now is its committed scope, with today's estimates.

    A team has one active sprint at a time. Raises Conflict, PermissionDenied, OutOfDate. Cost: 8 statements, whatever
    the number of items.
    """
    sprint = locked(sprint, by=by)
    check_version(sprint, expected_version, name=sprint.name)
    if sprint.state != SprintState.PLANNED:
        raise Conflict(_("%(sprint)s has been started already.") % {"sprint": sprint.name})
    refuse_second(sprint)
    here = _here(sprint).filter(item__deleted_at=None)
    here.update(
        committed=True,
        estimate_at_start=Subquery(Item.objects.filter(pk=OuterRef("item")).values("estimate")),
    )
    sprint.state, sprint.started_at = SprintState.ACTIVE, timezone.now()
    save_changed(sprint, ["state", "started_at"])
    scope = here.values_list("item_id", "estimate_at_start")
    items = [{"item": str(item), "estimate": plain(estimate)} for item, estimate in scope]
    changes = {"started_at": [None, plain(sprint.started_at)]}
    record("sprint.started", sprint, by=by, changes=changes, data={**about(sprint), "items": items})
    return sprint


@transaction.atomic
def close_sprint(
    sprint: Sprint,
    *,
    by: Actor,
    choices: Mapping[UUID, str] | None = None,
    otherwise: str = Choice.NEXT,
    into: Sprint | None = None,
    expected_version: int | None = None,
) -> Sprint:
    """End it: what is done counts as done; each other item goes where `choices` (by item id), else `otherwise`, says.

    `into` takes over what is carried (default: the team's next planned sprint; a new one where there is none). An item
    that is said to be done gets its workflow's first status of that kind; a dropped or deleted one counts as taken out.
    Raises ValidationError, Conflict, PermissionDenied, OutOfDate. Cost: about 14 statements, and 4 for each item that is
    said to be done.
    """
    require(by, Right.GROOM)
    held = _hold_items(sprint, by)
    sprint, into = _hold(sprint, into, by)
    check_version(sprint, expected_version, name=sprint.name)
    if sprint.state != SprintState.ACTIVE:
        raise Conflict(_("Only a sprint that runs can be closed."))
    places = list(_here(sprint).select_related("item__product", "item__status"))
    if not held.issuperset(place.item_id for place in places):
        raise Conflict(_("Someone else is planning these items just now. Try again."))
    ends = {
        place.pk: _outcome(place.item, (choices or {}).get(place.item_id, otherwise), by) for place in places
    }
    now = timezone.now()
    for place in places:
        place.outcome, place.ended_at, place.estimate_at_close = ends[place.pk], now, place.item.estimate
    SprintItem.objects.bulk_update(places, ["outcome", "ended_at", "estimate_at_close"])
    into = _carry(sprint, [place.item for place in places if place.outcome == Outcome.CARRIED], into, by)
    returned = [place.item for place in places if place.outcome == Outcome.RETURNED]
    record_many([told("sprint.item_returned", item, sprint) for item in returned], by=by)
    sprint.state, sprint.closed_at = SprintState.CLOSED, now
    save_changed(sprint, ["state", "closed_at"])
    items = [_end(place) for place in places]
    data = {**about(sprint), "items": items, "next": str(into.pk) if into else None}
    record("sprint.closed", sprint, by=by, changes={"closed_at": [None, plain(now)]}, data=data)
    return sprint


def _here(sprint: Sprint) -> "QuerySet[SprintItem]":
    return SprintItem.objects.filter(sprint=sprint, outcome=HERE)


def _hold_items(sprint: Sprint, by: Actor) -> set[UUID]:
    """Lock what is in the sprint, before the sprint, as all do who plan or edit. Two statements."""
    ids = list(_here(sprint).filter(workspace_id=by.workspace_id).values_list("item_id", flat=True))
    hold_items(ids)
    return set(ids)


def _hold(sprint: Sprint, into: Sprint | None, by: Actor) -> tuple[Sprint, Sprint | None]:
    """Both sprints as they are now, locked in the order of their ids; `into` is the team's next planned one if not told."""
    mine = Sprint.objects.filter(workspace_id=by.workspace_id)
    team = mine.filter(pk=sprint.pk).values("team")
    planned = (
        mine.filter(team__in=team, state=SprintState.PLANNED).exclude(pk=sprint.pk).order_by("start_on", "pk")
    )
    target = into.pk if into else planned.values_list("pk", flat=True).first()
    rows = mine.filter(pk__in=[sprint.pk, target]).select_related("team").order_by("pk")
    found = {row.pk: row for row in rows.select_for_update(of=("self",), no_key=True)}
    next_one = found.get(target) if target else None
    if next_one is not None and (next_one.state == SprintState.CLOSED or next_one.pk == sprint.pk):
        raise ValidationError({"into": _("Choose a sprint that is still to come.")})
    if sprint.pk not in found:
        raise Sprint.DoesNotExist
    return found[sprint.pk], next_one


def _outcome(item: Item, choice: str, by: Actor) -> str:
    """How the item ends; one that is said to be done becomes so."""
    if item.deleted_at is not None or item.category == Category.DROPPED:
        return Outcome.REMOVED
    if item.category == Category.DONE:
        return Outcome.DONE
    if choice not in Choice.values:
        raise ValidationError({"carry": _("Say next, backlog or done for each item.")})
    if choice == Choice.DONE:
        done = item.product.statuses.filter(category=Category.DONE).first()
        item.estimate = update_item(item, by=by, fields={"status": done}).estimate
        return Outcome.DONE
    return Outcome.CARRIED if choice == Choice.NEXT else Outcome.RETURNED


def _carry(sprint: Sprint, items: list[Item], into: Sprint | None, by: Actor) -> Sprint | None:
    """Give the items a place in the next sprint, which is made where there is none."""
    if not items:
        return into
    if into is None:
        plan = next_sprint(sprint.team, today=timezone.localdate())
        into = create_sprint(sprint.team, by=by, name=plan.name, start_on=plan.start_on, end_on=plan.end_on)
    put_in(into, [item.pk for item in items])
    former = {"carried_from": sprint.name, "carried_from_id": str(sprint.pk)}
    record_many([told("sprint.item_added", item, into, **former) for item in items], by=by)
    return into


def _end(place: SprintItem) -> dict[str, Any]:
    return {"item": str(place.item_id), "outcome": place.outcome, "estimate": plain(place.estimate_at_close)}
