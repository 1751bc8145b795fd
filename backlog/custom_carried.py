"""Custom values that go from one item to another: to the parts of one that is split, to the one it is merged into."""

from typing import Any

from django.core.exceptions import ValidationError

from backlog.custom import PREFIX, Definitions, checked
from backlog.models import CustomField, Item


def carried(item: Item, into: Item) -> dict[str, Any]:
    """By key, what `into` (of any product; it need not be saved) can take of the item's values: those it has none of yet.

    What does not fit there is left out: a field that its product has not, or has archived, a choice that is not on its list,
    people who have left. One statement where the item holds anything, one more for people.
    """
    definitions, found = Definitions(item.workspace_id), {}
    for key, value in item.custom.items():
        field = definitions.fields(into.product_id).get(key)
        if field is None or key in into.custom:
            continue
        if field.form == CustomField.Form.PEOPLE:
            members = definitions.members(value)
            value = [pk for pk in value if pk in members and members[pk].deactivated_at is None]
        try:
            stored = checked(into, {f"{PREFIX}{key}": value}, {}, definitions)[f"{PREFIX}{key}"]
        except ValidationError:
            continue
        if stored is not None:
            found[key] = stored
    return found
