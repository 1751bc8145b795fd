"""What is in a release: put items in, take them out.

Events, one for each item: `release.item_added`, `release.item_removed`. Their object is the item; their `data` is
`{"release", "release_name", "item", "product", "key", "title"}`, where `product` is the item's own.
"""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from accounts.permissions import Right, require
from activity.actors import Actor
from activity.services import Record, record_many
from backlog.models import Item
from roadmap.models import Release, ReleaseItem
from roadmap.services import places


@transaction.atomic
def add_items(release: Release, items: Sequence[Item], *, by: Actor) -> list[Item]:
    """Put items into the release, out of the one they are in; returns those that came, without those that were here.

    Raises ValidationError, PermissionDenied. Cost: 7 statements at most, whatever the number (at most places.MOST).
    """
    require(by, Right.GROOM)
    found = places.held_items(items, by)
    release = _held(release, by)
    here = ReleaseItem.objects.filter(release=release, item__in=list(found)).values_list("item_id", flat=True)
    inside = set(here)
    new = [item for item in found.values() if item.pk not in inside]
    out = out_of_releases(ReleaseItem.objects.filter(item__in=[item.pk for item in new]))
    ReleaseItem.objects.bulk_create(
        ReleaseItem(workspace_id=release.workspace_id, release_id=release.pk, item_id=item.pk) for item in new
    )
    came = [told("release.item_added", item, release) for item in new]
    record_many([*out, *came], by=by)
    return new


@transaction.atomic
def remove_items(release: Release, items: Sequence[Item], *, by: Actor) -> int:
    """Take items out of the release; returns how many went.

    Raises ValidationError, PermissionDenied. Cost: 5 statements, whatever the number (at most places.MOST).
    """
    require(by, Right.GROOM)
    found = places.held_items(items, by)
    release = _held(release, by)
    here = ReleaseItem.objects.filter(release=release, item__in=list(found))
    return record_many(out_of_releases(here), by=by)


@transaction.atomic
def leave_release(items: Sequence[Item], *, by: Actor) -> int:
    """Take items out of whatever release each is in; returns how many went. Cost: 4 statements."""
    require(by, Right.GROOM)
    found = places.held_items(items, by)
    return record_many(out_of_releases(ReleaseItem.objects.filter(item__in=list(found))), by=by)


def out_of_releases(rows: "QuerySet[ReleaseItem]") -> list[Record]:
    """Remove these places; returns the events of it."""
    return [
        told("release.item_removed", place.item, place.release) for place in places.taken_out(rows, "release")
    ]


def about(release: Release) -> dict[str, Any]:
    """What surrounds an event of the release."""
    return {"release": str(release.pk), "release_name": release.name, "product": str(release.product_id)}


def told(verb: str, item: Item, release: Release) -> Record:
    """An event of an item's place in a release."""
    return places.told(verb, item, about(release))


def _held(release: Release, by: Actor) -> Release:
    rows = Release.objects.filter(workspace_id=by.workspace_id)
    return rows.select_for_update(no_key=True).get(pk=release.pk)
