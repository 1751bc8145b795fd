"""What is in a release: put items in, take them out.

Events, one for each item: `release.item_added`, `release.item_removed`. Their object is the item; their `data` is
`{"release", "release_name", "item", "product", "key", "title"}`, where `product` is the item's own.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.permissions import Right, require
from activity.actors import Actor
from activity.services import Record, record_many
from backlog.models import Item
from core.errors import Conflict
from roadmap.models import Release, ReleaseItem

MOST = 1000


@transaction.atomic
def add_items(release: Release, items: Sequence[Item], *, by: Actor) -> int:
    """Put items into the release, out of the one they are in; those that are here already stay. Returns how many came.

    All that is judged is locked first, the releases in the order of their ids, so that two people who plan the same
    item at once cannot lose or double it. Raises ValidationError, PermissionDenied, Conflict. Cost: 8 statements at
    most, whatever the number (at most MOST).
    """
    require(by, Right.GROOM)
    _check_number(items)
    ids = list({item.pk for item in items})
    here = ReleaseItem.objects.filter(item__in=ids)
    releases = _held({release.pk, *here.values_list("release_id", flat=True)}, by)
    found = _held_items(ids, by)
    places = dict(here.values_list("item_id", "release_id"))
    if release.pk not in releases:
        raise Release.DoesNotExist
    if not releases.keys() >= set(places.values()):
        raise Conflict(_("Someone else is planning these items just now. Try again."))
    new = [found[item.pk] for item in items if places.get(item.pk) != release.pk]
    new = list({item.pk: item for item in new}.values())
    moved = [item for item in new if item.pk in places]
    ReleaseItem.objects.filter(item__in=[item.pk for item in moved]).delete()
    ReleaseItem.objects.bulk_create(
        ReleaseItem(workspace_id=release.workspace_id, release_id=release.pk, item_id=item.pk) for item in new
    )
    out = [told("release.item_removed", item, releases[places[item.pk]]) for item in moved]
    record_many([*out, *(told("release.item_added", item, releases[release.pk]) for item in new)], by=by)
    return len(new)


@transaction.atomic
def remove_items(release: Release, items: Sequence[Item], *, by: Actor) -> int:
    """Take items out of the release; returns how many went.

    Raises ValidationError, PermissionDenied. Cost: 5 statements, whatever the number (at most MOST).
    """
    require(by, Right.GROOM)
    _check_number(items)
    if release.pk not in (held := _held({release.pk}, by)):
        raise Release.DoesNotExist
    here = ReleaseItem.objects.filter(release=release, item__in=[item.pk for item in items])
    places = list(here.select_related("item__product"))
    ReleaseItem.objects.filter(pk__in=[place.pk for place in places]).delete()
    record_many([told("release.item_removed", place.item, held[release.pk]) for place in places], by=by)
    return len(places)


def about(release: Release) -> dict[str, Any]:
    """What surrounds an event of the release."""
    return {"release": str(release.pk), "release_name": release.name, "product": str(release.product_id)}


def told(verb: str, item: Item, release: Release) -> Record:
    """An event of an item's place in a release."""
    own = {"item": str(item.pk), "product": str(item.product_id), "key": item.key, "title": item.title}
    return Record(verb, "item", item.pk, item.key, data={**about(release), **own})


def _held(ids: set[UUID], by: Actor) -> dict[UUID, Release]:
    """These of the workspace's releases as they are now, locked in the order of their ids."""
    rows = Release.objects.filter(pk__in=ids, workspace_id=by.workspace_id).order_by("pk")
    return {row.pk: row for row in rows.select_for_update(no_key=True)}


def _held_items(ids: list[UUID], by: Actor) -> dict[UUID, Item]:
    rows = Item.objects.filter(pk__in=ids, workspace_id=by.workspace_id).select_related("product")
    found = {row.pk: row for row in rows.order_by("pk").select_for_update(of=("self",), no_key=True)}
    if len(found) < len(ids):
        raise ValidationError(_("One of these items has been deleted. Load the page again."))
    return found


def _check_number(items: Sequence[Item]) -> None:
    if not items or len(items) > MOST:
        raise ValidationError(_("Choose between 1 and %(most)d items.") % {"most": MOST})
