"""Taking back what was done to items."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from activity.actors import Actor
from activity.models import Event
from backlog.models import Item
from backlog.services.criteria import take_back
from backlog.services.items import delete_item, restore_item
from backlog.services.ranking import hold_items, lock_order, move_items
from backlog.services.readiness import tick_back
from backlog.services.undo.ratings import take_back_ratings
from backlog.services.undo.sets import take_back_edits, take_back_moves
from core.errors import Conflict


class ItemUndo:
    """Reverses the events of items: edits field by field, moves to the former neighbour, deletion, creation, ratings,
    acceptance criteria, answers to the questions of the definition of ready."""

    verbs = frozenset(
        {
            "item.created", "item.updated", "item.moved", "item.deleted", "item.restored", "rating.set",
            "criterion.changed", "item.ticked",
        }
    )  # fmt: skip

    def hold(self, events: Sequence[Event], *, by: Actor) -> None:
        """Lock the order of the products, where items go back to their places, and the items."""
        moved = {UUID(event.data["product"]) for event in events if event.verb == "item.moved"}
        for product in sorted(moved):
            lock_order(product)
        hold_items([event.object_id for event in events])

    def undo_all(self, events: Sequence[Event], *, by: Actor) -> dict[UUID, str] | None:
        """Edits, moves and ratings of many items go back together; None: event by event."""
        match events[0].verb:
            case "item.moved":
                return take_back_moves(events, by=by)
            case "item.updated":
                return take_back_edits(events, by=by)
            case "rating.set":
                return take_back_ratings(events, by=by)
        return None

    def undo(self, event: Event, *, by: Actor) -> None:
        item = Item.all_objects.select_related("product", "status").filter(
            pk=event.object_id, workspace_id=by.workspace_id
        ).first()  # fmt: skip
        if item is None or (item.deleted_at is not None and event.verb != "item.deleted"):
            raise Conflict(_("It has been deleted."))
        match event.verb:
            case "item.created" | "item.restored":
                delete_item(item, by=by)
            case "item.deleted":
                restore_item(item, by=by)
            case "item.moved":
                _move_back(item, event, by)
            case "rating.set":
                _refuse(take_back_ratings([event], by=by))
            case "criterion.changed":
                take_back(item, event, by=by)
            case "item.ticked":
                tick_back(item, event, by=by)
            case _:
                _refuse(take_back_edits([event], by=by))


def _move_back(item: Item, event: Event, by: Actor) -> None:
    """Behind its former neighbour; where that has been deleted, to where it would stand."""
    neighbour = event.changes["rank"][0]["after"]
    if neighbour is None:
        move_items([item], by=by, to="top")
        return
    there = Item.all_objects.filter(pk=neighbour, product_id=item.product_id).first()
    if there is None:
        raise Conflict(_("The item that stood before it is no longer there."))
    above = Item.objects.filter(product=item.product_id, rank__lte=there.rank).exclude(pk=item.pk)
    after = above.select_related("product").order_by("-rank").first()
    if after:
        move_items([item], by=by, after=after)
    else:
        move_items([item], by=by, to="top")


def _refuse(refused: Mapping[UUID, str]) -> None:
    for why in refused.values():
        raise Conflict(why)
