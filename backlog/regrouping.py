"""What a drag into another group of the backlog means: the same as editing the field that the list is grouped by."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext as _

from activity.actors import Actor
from backlog.bulk_form import NONE, edits_into
from backlog.containers import containers, put_into
from backlog.custom import CELL
from backlog.custom_cells import custom_cell
from backlog.models import Item
from backlog.services.bulk import Edit, edit_items
from backlog.services.ranking import lock_order, move_items


@transaction.atomic
def regroup(
    items: Sequence[Item], data: QueryDict, *, by: Actor, today: date, place: Mapping[str, Any] | None = None
) -> None:
    """Bring one product's items into the group `value` of a list grouped by `field`; `from` are the groups they leave.

    `place` is where they are ranked, as `move_items` takes it. Raises ValidationError, PermissionDenied, Conflict.
    Cost: that of `edit_items`, or of putting them into a container, and of `move_items`.
    """
    if place:
        lock_order(items[0].product_id)  # before the items, as all who rank do
    _into_group(items, data, by=by, today=today)
    if place:
        move_items(items, by=by, **place)


def _into_group(items: Sequence[Item], data: QueryDict, *, by: Actor, today: date) -> None:
    name, value = data.get("field", ""), data.get("value", "")
    value = "" if value == NONE else value
    if name in containers():
        put_into(items, {name: _id(value)}, by=by)
    elif name.startswith(CELL):
        edit_items(_of_custom(items, name, value, left=set(data.getlist("from")), today=today), by=by)
    else:
        edit_items(edits_into(items, data, by=by, today=today), by=by)


def _of_custom(items: Sequence[Item], name: str, value: str, *, left: set[str], today: date) -> list[Edit]:
    """By a field of the product's own. Of people, who stands for the group that is left goes, the others stay."""
    cell = custom_cell(items[0].product, name)
    if cell is None:
        raise _no_group()
    if cell.editor != "choices":
        fields = cell.read(value, workspace_id=items[0].workspace_id, today=today)
        return [Edit(item, fields) for item in items]
    edits = []
    for item in items:
        stay = [pk for pk in item.custom.get(cell.custom.key) or () if pk not in {*left, value}]
        edits.append(Edit(item, {cell.name: [value, *stay] if value else stay}))
    return edits


def _id(value: str) -> UUID | None:
    try:
        return UUID(value) if value else None
    except ValueError:
        raise _no_group() from None


def _no_group() -> ValidationError:
    return ValidationError(_("There is no such group. Load the page again."))
