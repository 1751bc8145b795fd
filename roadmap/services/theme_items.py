"""Which items belong to a theme: put items in, take them out.

An item has one theme. Events, one for each item: `theme.item_added`, `theme.item_removed`. Their object is the item; their
`data` is `{"theme", "theme_name", "item", "product", "key", "title"}`, where `product` is the item's own.
"""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from accounts.permissions import Right, require
from activity.actors import Actor
from activity.services import Record, record_many
from backlog.models import Item
from roadmap.models import Theme, ThemeItem
from roadmap.services import places


@transaction.atomic
def add_items(theme: Theme, items: Sequence[Item], *, by: Actor) -> list[Item]:
    """Give items the theme in place of the one they have; returns those that came, without those that had it.

    Raises ValidationError, PermissionDenied. Cost: 7 statements at most, whatever the number (at most places.MOST).
    """
    require(by, Right.GROOM)
    found = places.held_items(items, by)
    theme = _held(theme, by)
    here = ThemeItem.objects.filter(theme=theme, item__in=list(found)).values_list("item_id", flat=True)
    inside = set(here)
    new = [item for item in found.values() if item.pk not in inside]
    out = out_of_themes(ThemeItem.objects.filter(item__in=[item.pk for item in new]))
    ThemeItem.objects.bulk_create(
        ThemeItem(workspace_id=theme.workspace_id, theme_id=theme.pk, item_id=item.pk) for item in new
    )
    record_many([*out, *(told("theme.item_added", item, theme) for item in new)], by=by)
    return new


@transaction.atomic
def remove_items(theme: Theme, items: Sequence[Item], *, by: Actor) -> int:
    """Take the theme off items; returns how many had it.

    Raises ValidationError, PermissionDenied. Cost: 5 statements, whatever the number (at most places.MOST).
    """
    require(by, Right.GROOM)
    found = places.held_items(items, by)
    theme = _held(theme, by)
    return record_many(out_of_themes(ThemeItem.objects.filter(theme=theme, item__in=list(found))), by=by)


@transaction.atomic
def leave_theme(items: Sequence[Item], *, by: Actor) -> int:
    """Take whatever theme each of them has off items; returns how many had one. Cost: 4 statements."""
    require(by, Right.GROOM)
    found = places.held_items(items, by)
    return record_many(out_of_themes(ThemeItem.objects.filter(item__in=list(found))), by=by)


def out_of_themes(rows: "QuerySet[ThemeItem]") -> list[Record]:
    """Remove these places; returns the events of it."""
    return [told("theme.item_removed", place.item, place.theme) for place in places.taken_out(rows, "theme")]


def about(theme: Theme) -> dict[str, Any]:
    """What surrounds an event of the theme."""
    return {"theme": str(theme.pk), "theme_name": theme.name}


def told(verb: str, item: Item, theme: Theme) -> Record:
    """An event of an item's theme."""
    return places.told(verb, item, about(theme))


def _held(theme: Theme, by: Actor) -> Theme:
    rows = Theme.objects.filter(workspace_id=by.workspace_id)
    return rows.select_for_update(no_key=True).get(pk=theme.pk)
