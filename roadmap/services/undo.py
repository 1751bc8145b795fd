"""Taking back what was done to roadmaps, lanes and entries."""

from typing import Any

from django.utils.translation import gettext as _

from activity.actors import Actor
from activity.models import Event
from core.errors import Conflict
from roadmap.models import Entry, Lane, Roadmap
from roadmap.services.entries import remove_entry, restore_entry, update_entry
from roadmap.services.lanes import remove_lane, update_lane
from roadmap.services.moving import move_entry
from roadmap.services.roadmaps import delete_roadmap, restore_roadmap, update_roadmap


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
            update_entry(entry, by=by, fields=_holding(entry, event))
        else:
            _move_back(entry, event, by)


class RoadmapUndo:
    """Reverses creating, describing and deleting a roadmap, and adding and describing its lanes."""

    verbs = frozenset(
        {"roadmap.created", "roadmap.updated", "roadmap.deleted", "lane.created", "lane.updated"}
    )

    def undo(self, event: Event, *, by: Actor) -> None:
        roadmap = _roadmap(event, by, deleted=event.verb == "roadmap.deleted")
        lane = roadmap.lanes.filter(pk=event.object_id).first()
        if event.object_type == "lane" and lane is None:
            raise Conflict(_("The lane has been removed."))
        match event.verb:
            case "roadmap.created":
                delete_roadmap(roadmap, by=by)
            case "roadmap.deleted":
                restore_roadmap(roadmap, by=by)
            case "roadmap.updated":
                update_roadmap(roadmap, by=by, fields=_holding(roadmap, event))
            case "lane.created" if lane:
                remove_lane(lane, by=by)
            case "lane.updated" if lane:
                update_lane(lane, by=by, fields=_holding(lane, event))


def _roadmap(event: Event, by: Actor, *, deleted: bool = False) -> Roadmap:
    """The event's roadmap, as far as the actor may still read it: it may have become somebody's private one."""
    rows = Roadmap.objects.readable_by(by).filter(deleted_at__isnull=not deleted)
    roadmap = rows.filter(pk=event.data["roadmap"]).first()
    if roadmap is None:
        raise Conflict(_("The roadmap is no longer there."))
    return roadmap


def _holding(row: Any, event: Event) -> dict[str, Any]:
    """The former values of the fields that still have the value this event gave them."""
    held = {name: before for name, (before, after) in event.changes.items() if getattr(row, name) == after}
    if not held:
        raise Conflict(_("Someone has changed it since."))
    return held


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
