"""Taking back what was done to sprints and what is in them; a start and a close are for good."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Member
from activity.actors import Actor
from activity.models import Event
from backlog.models import Item
from backlog.services.items import plain
from core.errors import Conflict
from sprints.models import Capacity, Sprint, SprintItem
from sprints.services.planning import HERE, add_items, remove_items
from sprints.services.sprints import delete_sprint, set_capacity, update_sprint


class SprintUndo:
    """Reverses planning a sprint, describing it, and people's time in it."""

    verbs = frozenset({"sprint.created", "sprint.updated", "sprint.capacity_set"})

    def undo(self, event: Event, *, by: Actor) -> None:
        sprint = _sprint(event, by)
        match event.verb:
            case "sprint.created":
                delete_sprint(sprint, by=by)
            case "sprint.updated":
                update_sprint(sprint, by=by, fields=_holding(sprint, event))
            case _:
                _capacity_back(sprint, event, by)


class SprintItemUndo:
    """Reverses putting items into a sprint and taking them out."""

    verbs = frozenset({"sprint.item_added", "sprint.item_removed"})

    def undo(self, event: Event, *, by: Actor) -> None:
        sprint = _sprint(event, by)
        item = Item.objects.filter(pk=event.object_id, workspace_id=by.workspace_id).first()
        if item is None:
            raise Conflict(_("It has been deleted."))
        place = SprintItem.objects.filter(item=item, outcome=HERE).first()
        if event.verb == "sprint.item_added":
            if place is None or place.sprint_id != sprint.pk:
                raise Conflict(_("It is no longer in %(sprint)s.") % {"sprint": sprint.name})
            remove_items(sprint, [item], by=by)
        elif place is not None:
            raise Conflict(_("It has been planned anew since."))
        else:
            add_items(sprint, [item], by=by)


def _sprint(event: Event, by: Actor) -> Sprint:
    sprint = Sprint.objects.filter(pk=event.data["sprint"], workspace_id=by.workspace_id).first()
    if sprint is None:
        raise Conflict(_("The sprint is no longer there."))
    return sprint


def _holding(sprint: Sprint, event: Event) -> dict[str, Any]:
    """The former values of the fields that still have the value this event gave them."""
    held: dict[str, Any] = {}
    for name, (before, after) in event.changes.items():
        field: Any = Sprint._meta.get_field(name)
        if plain(getattr(sprint, name)) == after:
            held[name] = field.to_python(before)
    if not held:
        raise Conflict(_("Someone has changed it since."))
    return held


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
