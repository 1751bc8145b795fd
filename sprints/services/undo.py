"""Taking back what was done to sprints and what is in them."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import Member, Team
from activity.actors import Actor
from activity.changes import former, plain
from activity.models import Event
from backlog.models import Item
from backlog.services.ranking import hold_items
from core.errors import Conflict
from sprints.models import Capacity, Sprint, SprintItem
from sprints.services.planning import HERE, add_items, remove_items
from sprints.services.reopening import reopen_sprint, unstart_sprint
from sprints.services.sprints import create_sprint, delete_sprint, set_capacity, update_sprint


class SprintUndo:
    """Reverses planning a sprint, describing it, people's time in it, its start and its close, and deleting it.

    A close that can no longer be taken back leaves all that came with it: its items where they went, their status.
    """

    verbs = frozenset(
        {
            "sprint.created",
            "sprint.updated",
            "sprint.capacity_set",
            "sprint.started",
            "sprint.closed",
            "sprint.deleted",
        }
    )
    decides = frozenset({"sprint.closed"})

    def undo(self, event: Event, *, by: Actor) -> None:
        if event.verb == "sprint.deleted":
            _plan_again(event, by)
            return
        sprint = _sprint(event, by)
        match event.verb:
            case "sprint.created":
                _refuse_others_work(sprint, event, by)
                delete_sprint(sprint, by=by)
            case "sprint.updated":
                update_sprint(sprint, by=by, fields=former(sprint, event))
            case "sprint.started":
                unstart_sprint(sprint, by=by, started_at=_moment(event, "started_at"))
            case "sprint.closed":
                into = event.data["next"]
                reopen_sprint(
                    sprint,
                    by=by,
                    closed_at=_moment(event, "closed_at"),
                    into=UUID(into) if into else None,
                )
            case _:
                _capacity_back(sprint, event, by)


class SprintItemUndo:
    """Reverses putting items into a sprint and taking them out; of what a close did to them says what did not come back."""

    verbs = frozenset({"sprint.item_added", "sprint.item_removed", "sprint.item_returned"})

    def hold(self, events: Sequence[Event], *, by: Actor) -> None:
        """Lock the items, then the sprints, as all do who plan. Three statements."""
        items = [event.object_id for event in events]
        hold_items(items)
        here = SprintItem.objects.filter(item__in=items, outcome=HERE).values_list("sprint_id", flat=True)
        wanted = {UUID(event.data["sprint"]) for event in events} | set(here)
        rows = Sprint.objects.filter(pk__in=wanted, workspace_id=by.workspace_id).order_by("pk")
        list(rows.select_for_update(no_key=True).values_list("pk"))

    def undo(self, event: Event, *, by: Actor) -> None:
        sprint = _sprint(event, by)
        item = Item.objects.filter(pk=event.object_id, workspace_id=by.workspace_id).first()
        if item is None:
            raise Conflict(_("It has been deleted."))
        place = SprintItem.objects.filter(item=item, outcome=HERE).first()
        if left := _left_at_close(event):
            if place is None or place.sprint_id != left:
                raise Conflict(_("It has been planned anew since."))
        elif event.verb == "sprint.item_added":
            if place is None or place.sprint_id != sprint.pk:
                raise Conflict(_("It is no longer in %(sprint)s.") % {"sprint": sprint.name})
            remove_items(sprint, [item], by=by)
        elif place is not None:
            raise Conflict(_("It has been planned anew since."))
        else:
            add_items(sprint, [item], by=by)


def _plan_again(event: Event, by: Actor) -> None:
    """The sprint with its people's time; those who are gone stay away."""
    was = event.data["was"]
    team = Team.objects.filter(pk=event.data["team"], workspace_id=by.workspace_id).first()
    if team is None or Sprint.objects.filter(pk=event.object_id).exists():
        raise Conflict(_("It cannot be planned again: its team is gone, or it is there."))
    days = {name: date.fromisoformat(was[name]) for name in ("start_on", "end_on")}
    made = create_sprint(team, by=by, pk=event.object_id, name=was["name"], goal=was["goal"], **days)
    members = {str(row.member_id): row.member for row in team.memberships.select_related("member")}
    for pk, days_off, focus in event.data["capacity"]:
        if member := members.get(pk):
            set_capacity(made, member, by=by, days_off=Decimal(days_off), focus_percent=focus)


def _left_at_close(event: Event) -> UUID | None:
    """The sprint whose close this event is of: taken back, it has its items again."""
    returned = event.data["sprint"] if event.verb == "sprint.item_returned" else None
    left = event.data.get("carried_from_id", returned)
    return UUID(left) if left else None


def _refuse_others_work(sprint: Sprint, event: Event, by: Actor) -> None:
    """A sprint that somebody else has described or planned since is not deleted with one's own act."""
    later = Event.objects.filter(workspace_id=by.workspace_id, object_id=sprint.pk, id__gt=event.pk)
    if later.exclude(actor_id=by.member_id).exists():
        raise Conflict(_("Someone has changed it since."))


def _moment(event: Event, name: str) -> datetime:
    """When the event says that it happened; one that does not say it cannot be told from a later one."""
    told = event.changes.get(name)
    if told is None:
        raise Conflict(_("Someone has changed it since."))
    return datetime.fromisoformat(told[1])


def _sprint(event: Event, by: Actor) -> Sprint:
    sprint = Sprint.objects.filter(pk=event.data["sprint"], workspace_id=by.workspace_id).first()
    if sprint is None:
        raise Conflict(_("The sprint is no longer there."))
    return sprint


def _capacity_back(sprint: Sprint, event: Event, by: Actor) -> None:
    before, after = event.changes["capacity"]
    member = Member.objects.get(pk=event.data["member"], workspace_id=by.workspace_id)
    now = Capacity.objects.filter(sprint=sprint, member=member).first()
    if now is None or [plain(Decimal(now.days_off)), now.focus_percent] != [
        after["days_off"],
        after["focus_percent"],
    ]:
        raise Conflict(_("Someone has changed it since."))
    set_capacity(
        sprint, member, by=by, days_off=Decimal(before["days_off"]), focus_percent=before["focus_percent"]
    )
