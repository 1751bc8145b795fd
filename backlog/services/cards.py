"""Cards of the board: a drag means a status and a place."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from accounts.permissions import Right, may
from activity.actors import Actor
from backlog.models import Item, Status
from backlog.services.items import update_item
from backlog.services.ranking import lock_order, move_items


@transaction.atomic
def move_card(
    item: Item,
    status: Status,
    *,
    by: Actor,
    place: Mapping[str, Any] | None = None,
    seen: Mapping[str, Any] | None = None,
) -> Item:
    """Give an item another status and, for who may rank, the `place` in the backlog that `move_items` takes; one act.

    `seen` is the status that the person had before them, as `update_item` takes it. Raises OutOfDate, Conflict for a full
    column, ValidationError, PermissionDenied. Cost: that of `update_item` and of `move_items`.
    """
    if place:
        lock_order(item.product_id)  # before the item, as all who rank do
    if item.status_id != status.pk:
        item = update_item(item, by=by, fields={"status": status}, seen=seen)
    if place and may(by, Right.GROOM):
        [item] = move_items([item], by=by, **place)
    return item
