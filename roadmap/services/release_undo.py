"""Taking back what was done to releases and what is in them."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from activity.actors import Actor
from activity.models import Event
from activity.undo import holding
from backlog.models import Item
from backlog.services.items import plain
from core.errors import Conflict
from roadmap.models import Release, ReleaseItem
from roadmap.services.release_items import add_items, remove_items
from roadmap.services.releases import (
    delete_release,
    mark_released,
    mark_unreleased,
    restore_release,
    update_release,
)

ADDED, REMOVED = "release.item_added", "release.item_removed"


class ReleaseUndo:
    """Reverses everything about releases; what is deleted comes back with the items that are in no other by now."""

    verbs = frozenset({
        "release.created", "release.updated", "release.released", "release.unreleased", "release.deleted",
        "release.restored", ADDED, REMOVED,
    })  # fmt: skip

    def undo(self, event: Event, *, by: Actor) -> None:
        """Raises Conflict, ValidationError, PermissionDenied with the reason."""
        if event.verb in (ADDED, REMOVED):
            if why := _items_back([event], by).get(event.pk):
                raise Conflict(why)
        else:
            _release_back(event, by)

    def undo_all(self, events: Sequence[Event], *, by: Actor) -> dict[UUID, str]:
        """The same for many: a release that was deleted first, then its items by sets. Newest first, as they come."""
        for event in events:
            if event.verb not in (ADDED, REMOVED):
                _release_back(event, by)
        return _items_back([event for event in events if event.verb in (ADDED, REMOVED)], by)


def _release_back(event: Event, by: Actor) -> None:
    release = Release.all_objects.filter(pk=event.object_id, workspace_id=by.workspace_id).first()
    if release is None or (release.deleted_at is not None and event.verb != "release.deleted"):
        raise Conflict(_("The release is no longer there."))
    match event.verb:
        case "release.created" | "release.restored":
            if release.places.exists():
                raise Conflict(_("Items have been put into it since."))
            delete_release(release, by=by)
        case "release.deleted":
            restore_release(release, by=by)
        case "release.updated":
            update_release(release, by=by, fields=_former(release, event))
        case "release.released":
            _former(release, event)
            mark_unreleased(release, by=by)
        case _:
            held = _former(release, event)
            mark_released(release, by=by, at=held["released_at"])


def _items_back(events: Sequence[Event], by: Actor) -> dict[UUID, str]:
    """Put the items back where they were, those of one release and verb together; returns why not, by event."""
    refused: dict[UUID, str] = {}
    groups: dict[tuple[str, str], list[Event]] = defaultdict(list)
    for event in events:
        groups[event.data["release"], event.verb].append(event)
    for (pk, verb), mine in groups.items():
        release = Release.objects.filter(pk=pk, workspace_id=by.workspace_id).first()
        if release is None:
            refused |= {event.pk: _("The release is no longer there.") for event in mine}
            continue
        ids = [event.object_id for event in mine]
        items = {row.pk: row for row in Item.objects.filter(pk__in=ids, workspace_id=by.workspace_id)}
        places = dict(ReleaseItem.objects.filter(item__in=ids).values_list("item_id", "release_id"))
        why = {event.pk: _why_not(event, release, items, places) for event in mine}
        refused |= {pk: reason for pk, reason in why.items() if reason}
        rows = [items[event.object_id] for event in mine if not why[event.pk]]
        if rows:
            (add_items if verb == REMOVED else remove_items)(release, rows, by=by)
    return refused


def _why_not(event: Event, release: Release, items: dict[UUID, Item], places: dict[UUID, Any]) -> str:
    place = places.get(event.object_id)
    if event.object_id not in items:
        return _("It has been deleted.")
    if event.verb == REMOVED:
        return _("It has been planned anew since.") if place else ""
    words = {"release": release.name}
    return "" if place == release.pk else _("It is no longer in %(release)s.") % words


def _former(release: Release, event: Event) -> dict[str, Any]:
    """The former values of the fields that still have the value this event gave them. Raises Conflict for none."""
    held = holding(event, lambda name: plain(getattr(release, name)))
    fields: Any = Release._meta
    return {name: fields.get_field(name).to_python(before) for name, before in held.items()}
