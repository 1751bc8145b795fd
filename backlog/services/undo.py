"""Taking back what was done to items and comments."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import Member, Team
from activity.actors import Actor
from activity.models import Event
from backlog.custom import is_custom, value_of
from backlog.models import Comment, Criterion, Item, Label, Status
from backlog.services.bulk_undo import KNOWN, take_back_edits, take_back_moves
from backlog.services.criteria import take_back
from backlog.services.discussion import delete_comment, restore_comment
from backlog.services.items import EDITABLE, delete_item, plain, restore_item, update_item
from backlog.services.ranking import move_items
from backlog.services.readiness import tick_back
from backlog.services.scoring import rate_item
from core.errors import Conflict

_ROWS: dict[str, Any] = {"assignee": Member, "team": Team, "status": Status, "parent": Item}


class ItemUndo:
    """Reverses the events of items: edits field by field, moves to the former neighbour, deletion, creation, ratings,
    acceptance criteria."""

    verbs = frozenset(
        {
            "item.created", "item.updated", "item.moved", "item.deleted", "item.restored", "rating.set",
            "criterion.changed", "item.ticked",
        }
    )  # fmt: skip

    def undo_all(self, events: Sequence[Event], *, by: Actor) -> dict[UUID, str] | None:
        """Edits and moves of many items go back together; None: event by event."""
        verbs = {event.verb for event in events}
        if verbs == {"item.moved"}:
            return take_back_moves(events, by=by)
        whole = verbs == {"item.updated"} and all(event.changes.keys() <= KNOWN for event in events)
        return take_back_edits(events, by=by) if whole else None

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
                _rate_back(item, event, by)
            case "criterion.changed":
                take_back(item, event, by=by)
            case "item.ticked":
                tick_back(item, event, by=by)
            case _:
                _edit_back(item, event, by)


class CommentUndo:
    """Reverses saying and deleting."""

    verbs = frozenset({"comment.created", "comment.deleted"})

    def undo(self, event: Event, *, by: Actor) -> None:
        comment = Comment.objects.filter(pk=event.object_id, workspace_id=by.workspace_id).first()
        if comment is None:
            raise Conflict(_("It has been deleted."))
        if event.verb == "comment.created":
            delete_comment(comment, by=by)
        else:
            restore_comment(comment, by=by)


def _edit_back(item: Item, event: Event, by: Actor) -> None:
    """Set each field back whose value is still the one this event gave it."""
    names = [name for name in event.changes if (name in EDITABLE and name != "labels") or is_custom(name)]
    now = {name: plain(value_of(item, name)) for name in names}
    if "labels" in event.changes:
        now["labels"] = sorted(label.name for label in item.labels.all())
    holding = {name: before for name, (before, after) in event.changes.items() if now.get(name) == after}
    if not holding:
        raise Conflict(_("Someone has changed it since."))
    update_item(item, by=by, fields={name: _value(item, name, before) for name, before in holding.items()})


def _value(item: Item, name: str, plain_value: Any) -> Any:
    """The row, labels or value that an event's plain value stands for."""
    if name == "labels":
        return list(Label.objects.filter(workspace_id=item.workspace_id, name__in=plain_value))
    if is_custom(name):
        return plain_value
    if plain_value is None or name not in _ROWS:
        field: Any = item._meta.get_field(name)
        return field.to_python(plain_value)
    row = _ROWS[name].objects.filter(pk=plain_value, workspace_id=item.workspace_id).first()
    if row is None:
        raise Conflict(_("What it referred to is no longer there."))
    return row


def _move_back(item: Item, event: Event, by: Actor) -> None:
    neighbour = event.changes["rank"][0]["after"]
    after = Item.all_objects.select_related("product").filter(
        pk=neighbour, product_id=item.product_id
    ).first() if neighbour else None  # fmt: skip
    if after is not None and after.deleted_at is None:
        move_items([item], by=by, after=after)
    elif neighbour is None:
        move_items([item], by=by, to="top")
    else:
        raise Conflict(_("The item that stood before it is no longer there."))


def _rate_back(item: Item, event: Event, by: Actor) -> None:
    criteria = {
        row.key: row for row in Criterion.objects.filter(product_id=item.product_id, key__in=event.changes)
    }
    now = {row.criterion.key: row.value for row in item.ratings.select_related("criterion")}
    values = {
        criteria[key]: _number(before)
        for key, (before, after) in event.changes.items()
        if key in criteria and now.get(key) == _number(after)
    }
    if not values:
        raise Conflict(_("Someone has changed it since."))
    rate_item(item, by=by, values=values)


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
