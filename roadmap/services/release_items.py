"""What is in a release: put items in, take them out.

Events, one for each item: `release.item_added`, `release.item_removed`. Their object is the item; their `data` is
`{"release", "release_name", "item", "product", "key", "title"}`, where `product` is the item's own.
"""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from activity.actors import Actor
from backlog.models import Item
from roadmap.models import Release, ReleaseItem
from roadmap.services import places


def about(release: Release) -> dict[str, Any]:
    """What surrounds an event of the release."""
    return {"release": str(release.pk), "release_name": release.name, "product": str(release.product_id)}


ONLY = places.OnlyPlaces(ReleaseItem, "release", "release.item_added", "release.item_removed", about)


@transaction.atomic
def add_items(release: Release, items: Sequence[Item], *, by: Actor) -> list[Item]:
    """Put items into the release, out of the one they are in; returns those that came, without those that were here.

    Raises ValidationError, PermissionDenied. Cost: 7 statements at most, whatever the number (at most places.MOST).
    """
    return ONLY.put(release, items, by=by)


@transaction.atomic
def remove_items(release: Release, items: Sequence[Item], *, by: Actor) -> int:
    """Take items out of the release; returns how many went.

    Raises ValidationError, PermissionDenied. Cost: 5 statements, whatever the number (at most places.MOST).
    """
    return ONLY.take(release, items, by=by)


@transaction.atomic
def leave_release(items: Sequence[Item], *, by: Actor) -> int:
    """Take items out of whatever release each is in; returns how many went. Cost: 4 statements."""
    return ONLY.leave(items, by=by)
