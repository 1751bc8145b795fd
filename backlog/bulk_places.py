"""The part of a bulk edit that puts items into a sprint, a release, an objective, a theme: planned in words, then done with the edits."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import transaction

from activity.actors import Actor
from backlog.bulk_form import BulkFields
from backlog.containers import containers, put_into
from backlog.models import Item
from backlog.services.bulk import Change, edit_items, plan_edits


def plan_all(items: Sequence[Item], read: BulkFields, *, by: Actor) -> list[Change]:
    """What the form would do to each item, also where it would be put; nothing is written.

    Raises ValidationError. Cost: that of `plan_edits`, and two statements for each kind of place.
    """
    planned = plan_edits(read.edits(items), by=by)
    plan_places(planned, read.places, by=by)
    return planned


@transaction.atomic
def edit_all(items: Sequence[Item], read: BulkFields, *, by: Actor, leave_out: bool) -> int:
    """Do what the form says, in one act; returns how many items changed.

    Raises ItemErrors, ValidationError, PermissionDenied, Conflict.
    """
    done = edit_items(read.edits(items), by=by, leave_out=leave_out)
    plan_places(done, read.places, by=by)
    changed = [change for change in done if change.changes and not change.error]
    for name, into in read.places.items():
        if moved := [change.item for change in changed if name in change.changes]:
            put_into(moved, {name: into}, by=by)
    return len(changed)


def plan_places(planned: Sequence[Change], places: Mapping[str, UUID | None], *, by: Actor) -> None:
    """Note on each change where its item is now and where it goes, as `preview` reads it. Two statements a place."""
    for name, into in places.items():
        container = containers()[name]
        now = container.places([change.item.pk for change in planned], slug="-")
        known = {str(pk): label for pk, label in container.known(by)} if into else {}
        to = str(into) if into else None
        for change in planned:
            place = now.get(change.item.pk)
            held = str(place.pk) if place else None
            if change.error or held == to:
                continue
            change.changes[name] = [held, to]
            change.names |= {name: str(container.label), **({held: place.name} if place and held else {})}
            if to:
                change.names[to] = known.get(to, "")
