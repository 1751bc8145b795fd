"""How events keep what a field held, and what it held before them."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Model
from django.utils.translation import gettext as _

from activity.models import Event
from activity.undo import holding
from core.errors import OutOfDate
from core.numbers import typed


def plain(value: Any) -> Any:
    """A field's value as an event keeps it: an id for a row, text for an id, a date or a decimal."""
    if isinstance(value, Model):
        return str(value.pk)
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Decimal):
        return typed(value)
    return value.isoformat() if isinstance(value, date) else value


def changes_to(
    row: Model, wanted: Mapping[str, Any], seen: Mapping[str, Any] | None = None
) -> dict[str, list[Any]]:
    """What these values would change of the row, {field: [before, after]}; references are by their ids.

    `seen` holds what the person had before them: OutOfDate carries the row where somebody else has changed such a field since.
    """
    fields: Any = row._meta
    held = {name: getattr(row, fields.get_field(name).attname) for name in wanted}
    for name, was in (seen or {}).items():
        if name in held and held[name] not in (was, wanted[name]):
            raise OutOfDate(_("Someone else has just changed this."), current=row)
    return {name: [held[name], new] for name, new in wanted.items() if held[name] != new}


def plain_changes(changes: Mapping[str, list[Any]]) -> dict[str, list[Any]]:
    """Changes, {field: [before, after]}, as an event keeps them."""
    return {name: [plain(before), plain(after)] for name, (before, after) in changes.items()}


def former(row: Model, event: Event) -> dict[str, Any]:
    """What those fields of the row were before the event which still hold what it gave them; of a reference the id.

    Raises Conflict where none does.
    """
    fields: Any = row._meta
    held = holding(event, lambda name: plain(getattr(row, fields.get_field(name).attname)))
    return {name: fields.get_field(name).to_python(before) for name, before in held.items()}
