"""What releases, themes and objectives share when items are put into them and taken out.

Everybody who puts, takes or leaves locks in one order, so that nobody waits in a circle: the items by their ids, then the
release, theme or objective, then the places.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from accounts.permissions import Right, require
from activity.actors import Actor
from activity.services import Record, record_many
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


@dataclass(frozen=True, slots=True)
class OnlyPlaces:
    """Places of which an item has one at the most: `model` is their table, `into` its field, `added` and `removed` are their
    verbs, and `about` is what surrounds an event. Run in a transaction; raises PermissionDenied, and ValidationError as
    `held_items`.
    """

    model: type[Any]
    into: str
    added: str
    removed: str
    about: Callable[[Any], Mapping[str, Any]]

    def put(self, holder: Any, items: Sequence[Item], *, by: Actor) -> list[Item]:
        """Put items in, out of where they are; returns those that came. Seven statements at most."""
        require(by, Right.GROOM)
        found = held_items(items, by)
        holder = self._held(holder, by)
        inside = set(self._of(found).filter(**{self.into: holder}).values_list("item_id", flat=True))
        new = [item for item in found.values() if item.pk not in inside]
        out = self.out(self._of([item.pk for item in new]))
        self.model.objects.bulk_create(
            self.model(workspace_id=holder.workspace_id, item_id=item.pk, **{self.into: holder})
            for item in new
        )
        came = [self.told(self.added, item, holder) for item in new]
        record_many([*out, *came], by=by)
        return new

    def take(self, holder: Any, items: Sequence[Item], *, by: Actor) -> int:
        """Take items out; returns how many went. Five statements."""
        require(by, Right.GROOM)
        found = held_items(items, by)
        holder = self._held(holder, by)
        return record_many(self.out(self._of(found).filter(**{self.into: holder})), by=by)

    def leave(self, items: Sequence[Item], *, by: Actor) -> int:
        """Take items out of whatever each is in; returns how many went. Four statements."""
        require(by, Right.GROOM)
        return record_many(self.out(self._of(held_items(items, by))), by=by)

    def out(self, rows: "QuerySet[Any]") -> list[Record]:
        """Remove these places; returns the events of it. Two statements."""
        gone = taken_out(rows, self.into)
        return [self.told(self.removed, place.item, getattr(place, self.into)) for place in gone]

    def told(self, verb: str, item: Item, holder: Any) -> Record:
        """An event of an item's place."""
        return told(verb, item, self.about(holder))

    def _of(self, items: Sequence[UUID] | Mapping[UUID, Item]) -> "QuerySet[Any]":
        rows: QuerySet[Any] = self.model.objects.filter(item__in=list(items))
        return rows

    def _held(self, holder: Any, by: Actor) -> Any:
        rows = type(holder).objects.filter(workspace_id=by.workspace_id)
        return rows.select_for_update(no_key=True).get(pk=holder.pk)
