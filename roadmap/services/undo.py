"""Taking back what was done to roadmaps, lanes and entries."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from activity.actors import Actor
from activity.models import Event
from activity.undo import holding
from backlog.services.renaming import hold_followers, lead_back
from core.errors import Conflict
from roadmap.models import Entry, Lane, Milestone, Roadmap, ShareLink
from roadmap.services.entries import remove_entry, restore_entry, update_entry
from roadmap.services.following import FILTER_FOLLOWED, FILTERS, FOLLOWED, ROADMAPS
from roadmap.services.lanes import move_lane, remove_lane, restore_lane, update_lane
from roadmap.services.milestones import remove_milestone, restore_milestone, update_milestone
from roadmap.services.moving import move_entry
from roadmap.services.roadmaps import delete_roadmap, restore_roadmap, update_roadmap
from roadmap.services.sharing import revoke_share_link, told, update_share_link


class EntryUndo:
    """Reverses adding, describing, moving and removing entries; dates are the item's and undone as such."""

    verbs = frozenset({"entry.created", "entry.updated", "entry.moved", "entry.removed", "entry.restored"})

    def undo(self, event: Event, *, by: Actor) -> None:
        roadmap = _roadmap(event, by)
        if event.verb == "entry.removed":
            _put_back(event, roadmap, by)
            return
        entry = roadmap.entries.select_related("item__product", "lane").filter(pk=event.object_id).first()
        if entry is None:
            raise Conflict(_("It is no longer on the roadmap."))
        if event.verb in ("entry.created", "entry.restored"):
            remove_entry(entry, by=by)
        elif event.verb == "entry.updated":
            update_entry(entry, by=by, fields=holding(event, lambda name: getattr(entry, name)))
        else:
            _move_back(entry, event, by)


class RoadmapUndo:
    """Reverses creating, describing, deleting a roadmap and bringing it back; a link handed out by mistake is revoked."""

    verbs = frozenset(
        {
            "roadmap.created",
            "roadmap.updated",
            "roadmap.deleted",
            "roadmap.restored",
            "share_link.created",
            "share_link.updated",
        }
    )

    def undo(self, event: Event, *, by: Actor) -> None:
        roadmap = _roadmap(event, by, deleted=event.verb == "roadmap.deleted")
        match event.verb:
            case "roadmap.created" | "roadmap.restored":
                delete_roadmap(roadmap, by=by)
            case "roadmap.deleted":
                restore_roadmap(roadmap, by=by)
            case "share_link.created":
                revoke_share_link(_link(event, roadmap), by=by)
            case "share_link.updated":
                _show_as_before(_link(event, roadmap), event, by)
            case _:
                fields = holding(event, lambda name: _plain(getattr(roadmap, name)))
                update_roadmap(roadmap, by=by, fields=fields)


class LaneUndo:
    """Reverses adding, describing, moving and removing lanes; a removed one has its entries again."""

    verbs = frozenset({"lane.created", "lane.updated", "lane.moved", "lane.removed"})

    def undo(self, event: Event, *, by: Actor) -> None:
        roadmap = _roadmap(event, by)
        if event.verb == "lane.removed":
            restore_lane(roadmap, event.data, pk=event.object_id, by=by)
            return
        lane = roadmap.lanes.filter(pk=event.object_id).first()
        if lane is None:
            raise Conflict(_("The lane has been removed."))
        match event.verb:
            case "lane.created":
                remove_lane(lane, by=by)
            case "lane.moved":
                above = roadmap.lanes.filter(rank__lt=lane.rank).last()
                former = holding(event, lambda _name: str(above.pk) if above else None)["after"]
                move_lane(lane, by=by, after=_lane(roadmap, former))
            case _:
                update_lane(lane, by=by, fields=holding(event, lambda name: getattr(lane, name)))


class MilestoneUndo:
    """Reverses adding, changing and removing milestones."""

    verbs = frozenset({"milestone.created", "milestone.updated", "milestone.removed", "milestone.restored"})

    def undo(self, event: Event, *, by: Actor) -> None:
        milestone = Milestone.all_objects.filter(roadmap=_roadmap(event, by), pk=event.object_id).first()
        is_back = event.verb == "milestone.removed"
        if milestone is None or (milestone.deleted_at is not None and not is_back):
            raise Conflict(_("The milestone has been removed."))
        match event.verb:
            case "milestone.removed" if milestone.deleted_at is None:
                raise Conflict(_("It is there again already."))
            case "milestone.removed":
                restore_milestone(milestone, by=by)
            case "milestone.created" | "milestone.restored":
                remove_milestone(milestone, by=by)
            case _:
                update_milestone(milestone, by=by, fields=_former_of(milestone, event))


class FollowingUndo:
    """Leads queries and filters that followed a renaming back with it, whosever they are."""

    verbs = frozenset({FOLLOWED, FILTER_FOLLOWED})
    follows = verbs

    def hold(self, events: Sequence[Event], *, by: Actor) -> None:
        """Lock the roadmaps, then the filters, by their ids, as the worker does who has them follow. Two statements."""
        roadmaps = [event.object_id for event in events if event.verb == FOLLOWED]
        hold_followers(roadmaps, ROADMAPS, by=by)
        filters = [event.object_id for event in events if event.verb == FILTER_FOLLOWED]
        hold_followers(filters, FILTERS, by=by)

    def undo(self, event: Event, *, by: Actor) -> None:
        if event.verb == FOLLOWED:
            lead_back(event.object_id, ROADMAPS, *event.changes["query"], by=by)
        else:
            lead_back(event.object_id, FILTERS, *event.changes["query"], by=by)


def _plain(value: Any) -> Any:
    """A value as events hold it."""
    return str(value) if isinstance(value, UUID) else value


def _former_of(milestone: Milestone, event: Event) -> dict[str, Any]:
    held = holding(event, lambda name: str(getattr(milestone, name)))
    return {name: date.fromisoformat(was) if name == "on" else was for name, was in held.items()}


def _roadmap(event: Event, by: Actor, *, deleted: bool = False) -> Roadmap:
    """The event's roadmap, as far as the actor may still read it: it may have become somebody's private one."""
    rows = Roadmap.objects.readable_by(by).filter(deleted_at__isnull=not deleted)
    roadmap = rows.filter(pk=event.data["roadmap"]).first()
    if roadmap is None:
        raise Conflict(_("The roadmap is no longer there."))
    return roadmap


def _link(event: Event, roadmap: Roadmap) -> ShareLink:
    return ShareLink.objects.select_related("roadmap").get(pk=event.object_id, roadmap=roadmap)


def _show_as_before(link: ShareLink, event: Event, by: Actor) -> None:
    """What the link was before, but for its password: nobody knows a former one."""
    if "password" in event.changes:
        raise Conflict(_("A password that was changed cannot be brought back."))
    held = holding(event, lambda name: told(name, getattr(link, name)))
    if held.get("expires_at"):
        held["expires_at"] = datetime.fromisoformat(held["expires_at"])
    update_share_link(link, by=by, fields=held)


def _move_back(entry: Entry, event: Event, by: Actor) -> None:
    """Lane and horizon go back where they still hold, the order to the former neighbour."""
    fields: dict[str, Any] = {}
    for name, (before, after) in event.changes.items():
        now = (
            (str(entry.lane_id) if entry.lane_id else None) if name == "lane" else getattr(entry, name, None)
        )
        if name != "after" and now == after:
            fields[name] = _lane(entry.roadmap, before) if name == "lane" else before
    if not fields and "after" not in event.changes:
        raise Conflict(_("Someone has changed it since."))
    former = event.changes.get("after", [None])[0]
    neighbour = entry.roadmap.entries.filter(pk=former).first() if former else None
    first = entry.roadmap.entries.exclude(pk=entry.pk).first()
    if "after" not in event.changes:
        move_entry(entry, by=by, fields=fields)
    elif neighbour is not None:
        move_entry(entry, by=by, fields=fields, after=neighbour)
    else:
        move_entry(entry, by=by, fields=fields, before=first)


def _put_back(event: Event, roadmap: Roadmap, by: Actor) -> None:
    entry = Entry.all_objects.filter(pk=event.object_id, roadmap=roadmap).first()
    if entry is None:
        raise Conflict(_("It was taken off too long ago."))
    restore_entry(entry, by=by, lane=_lane(roadmap, event.data["place"]["lane"]))


def _lane(roadmap: Roadmap, pk: str | None) -> Lane | None:
    """The lane, or none where it has been removed since."""
    return roadmap.lanes.filter(pk=pk).first() if pk else None
