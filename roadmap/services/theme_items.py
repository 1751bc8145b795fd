"""Which items belong to a theme: put items in, take them out.

An item has one theme. Events, one for each item: `theme.item_added`, `theme.item_removed`. Their object is the item; their
`data` is `{"theme", "theme_name", "item", "product", "key", "title"}`, where `product` is the item's own.
"""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from activity.actors import Actor
from backlog.models import Item
from roadmap.models import Theme, ThemeItem
from roadmap.services import places


def about(theme: Theme) -> dict[str, Any]:
    """What surrounds an event of the theme."""
    return {"theme": str(theme.pk), "theme_name": theme.name}


ONLY = places.OnlyPlaces(ThemeItem, "theme", "theme.item_added", "theme.item_removed", about)


@transaction.atomic
def add_items(theme: Theme, items: Sequence[Item], *, by: Actor) -> list[Item]:
    """Give items the theme in place of the one they have; returns those that came, without those that had it.

    Raises ValidationError, PermissionDenied. Cost: 7 statements at most, whatever the number (at most places.MOST).
    """
    return ONLY.put(theme, items, by=by)


@transaction.atomic
def remove_items(theme: Theme, items: Sequence[Item], *, by: Actor) -> int:
    """Take the theme off items; returns how many had it.

    Raises ValidationError, PermissionDenied. Cost: 5 statements, whatever the number (at most places.MOST).
    """
    return ONLY.take(theme, items, by=by)


@transaction.atomic
def leave_theme(items: Sequence[Item], *, by: Actor) -> int:
    """Take whatever theme each of them has off items; returns how many had one. Cost: 4 statements."""
    return ONLY.leave(items, by=by)
