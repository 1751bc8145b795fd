"""What releases and objectives share when items are put into them and taken out.

Everybody who puts, takes or leaves locks in one order, so that nobody waits in a circle: the items by their ids, then the
release or objective, then the places.
"""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from activity.actors import Actor
from activity.services import Record
from backlog.models import Item

MOST = 1000
P = TypeVar("P", bound=Model)


def held_items(items: Sequence[Item], by: Actor) -> dict[UUID, Item]:
    """These of the workspace's items as they are now, by id in the order given, locked in the order of their ids.

    Raises ValidationError for none, for more than MOST, and where one is not there. One statement.
    """
    ids = list({item.pk for item in items})
    if not ids or len(ids) > MOST:
        raise ValidationError(_("Choose between 1 and %(most)d items.") % {"most": MOST})
    rows = Item.objects.filter(pk__in=ids, workspace_id=by.workspace_id).select_related("product")
    held = {row.pk: row for row in rows.order_by("pk").select_for_update(of=("self",), no_key=True)}
    if len(held) < len(ids):
        raise ValidationError(_("One of these items has been deleted. Load the page again."))
    return {item.pk: held[item.pk] for item in items}


def taken_out(places: "QuerySet[P]", into: str) -> list[P]:
    """Remove these places; returns those that were still there, with their items and what they were in (`into` is its field).

    Of two who remove one at once, one gets it. Two statements.
    """
    rows = places.select_related("item__product", into).order_by("pk")
    gone = list(rows.select_for_update(of=("self",)))
    places.model._default_manager.filter(pk__in=[place.pk for place in gone]).delete()
    return gone


def told(verb: str, item: Item, about: Mapping[str, Any], **more: Any) -> Record:
    """An event of an item's place, whose object is the item; `about` names what it is in."""
    own = {"item": str(item.pk), "product": str(item.product_id), "key": item.key, "title": item.title}
    return Record(verb, "item", item.pk, item.key, data={**about, **more, **own})
