"""Taking back the two moments of a sprint: one that was started is planned again, one that was closed runs again.

Events of the sprint: `sprint.unstarted`, and `sprint.reopened` with `data["items"]`, the ids of those that came back.
Items that somebody has planned anew since the close stay where they are; they have a `sprint.item_removed`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Right, require
from activity.actors import Actor
from activity.services import record, record_many
from backlog.services.ranking import hold_items
from core.errors import Conflict
from sprints.models import Sprint, SprintItem, SprintState
from sprints.services.planning import HERE, end_places, told
from sprints.services.sprints import about, locked, refuse_second, save_changed

Outcome = SprintItem.Outcome


@transaction.atomic
def unstart_sprint(sprint: Sprint, *, by: Actor, started_at: datetime) -> Sprint:
    """Plan again what was started then: what is in it stays, its commitment and what was taken out are forgotten.

    Raises Conflict where it does not run since then, PermissionDenied. Cost: 5 statements.
    """
    sprint = locked(sprint, by=by)
    if sprint.state != SprintState.ACTIVE or sprint.started_at != started_at:
        raise Conflict(_("Someone has changed it since."))
    places = SprintItem.objects.filter(sprint=sprint)
    places.exclude(outcome=HERE).delete()
    places.update(committed=False, estimate_at_start=None)
    sprint.state, sprint.started_at = SprintState.PLANNED, None
    save_changed(sprint, ["state", "started_at"])
    record("sprint.unstarted", sprint, by=by, data=about(sprint))
    return sprint


@transaction.atomic
def reopen_sprint(sprint: Sprint, *, by: Actor, closed_at: datetime, into: UUID | None) -> Sprint:
    """Let what was closed then run again, with the items as they were in it.

    What was carried over to `into` comes back if it still is there, all else if it is in no sprint now; the rest counts
    as taken out. Raises Conflict where it has not been closed since then or the team runs another sprint,
    PermissionDenied. Cost: about 12 statements, whatever the number of items.
    """
    require(by, Right.GROOM)
    held = _hold(sprint, by)
    if held.sprint.state != SprintState.CLOSED or held.sprint.closed_at != closed_at:
        raise Conflict(_("Someone has changed it since."))
    refuse_second(held.sprint)
    now = timezone.now()
    back = [place for place in held.ended if held.comes_back(place, into)]
    away = [place for place in held.ended if not held.comes_back(place, into)]
    carried = [held.now[place.item_id] for place in back if place.item_id in held.now]
    end_places(carried, Outcome.REMOVED, now)
    rows = SprintItem.objects.filter(sprint=held.sprint)
    rows.filter(pk__in=[place.pk for place in back]).update(
        outcome=HERE, ended_at=None, estimate_at_close=None
    )
    rows.filter(pk__in=[place.pk for place in away]).update(
        outcome=Outcome.REMOVED, ended_at=now, estimate_at_close=None
    )
    _tell(held, carried, away, by)
    sprint = held.sprint
    sprint.state, sprint.closed_at = SprintState.ACTIVE, None
    save_changed(sprint, ["state", "closed_at"])
    items = [str(place.item_id) for place in back]
    record("sprint.reopened", sprint, by=by, data={**about(sprint), "items": items})
    return sprint


@dataclass(frozen=True, slots=True)
class _Held:
    """A closed sprint, the places that its close ended, and where their items are now; all of it locked."""

    sprint: Sprint
    ended: Sequence[SprintItem]
    now: dict[UUID, SprintItem]

    def comes_back(self, place: SprintItem, into: UUID | None) -> bool:
        now = self.now.get(place.item_id)
        if place.outcome == Outcome.CARRIED:
            return now is not None and now.sprint_id == into
        return now is None


def _hold(sprint: Sprint, by: Actor) -> _Held:
    """Locked in the order of all who plan or edit: the items by their ids, then the sprints by theirs."""
    ended = SprintItem.objects.filter(sprint=sprint.pk, ended_at=F("sprint__closed_at"))
    hold_items(list(ended.values_list("item_id", flat=True)))
    here = SprintItem.objects.filter(item__in=ended.values("item"), outcome=HERE)
    wanted = {sprint.pk, *here.values_list("sprint_id", flat=True)}
    rows = Sprint.objects.filter(pk__in=wanted, workspace_id=by.workspace_id).select_related("team")
    sprints = {row.pk: row for row in rows.order_by("pk").select_for_update(of=("self",), no_key=True)}
    now = {place.item_id: place for place in here.select_related("sprint", "item__product")}
    return _Held(sprints[sprint.pk], list(ended.select_related("item__product")), now)


def _tell(held: _Held, carried: Sequence[SprintItem], away: Sequence[SprintItem], by: Actor) -> None:
    out_of_next = [told("sprint.item_removed", place.item, place.sprint) for place in carried]
    gone = [told("sprint.item_removed", place.item, held.sprint) for place in away]
    record_many([*out_of_next, *gone], by=by)
