"""Taking back what was done to themes, their target shares and their items."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activity.actors import Actor
from activity.changes import former
from activity.models import Event
from activity.undo import holding
from backlog.models import Item
from core.errors import Conflict
from roadmap.models import Theme, ThemeItem
from roadmap.periods import Period
from roadmap.services.places_undo import PlacesUndo
from roadmap.services.theme_items import add_items, remove_items
from roadmap.services.theme_targets import target_back
from roadmap.services.themes import (
    above_in,
    delete_theme,
    held_themes,
    move_theme,
    restore_theme,
    update_theme,
)

_GOING = frozenset({"theme.deleted", "theme.merged"})


class ThemeUndo(PlacesUndo):
    """Reverses everything about themes."""

    field = "theme"
    container, place = Theme.objects, ThemeItem.objects
    gone = gettext_lazy("The theme is no longer there.")
    added, removed = "theme.item_added", "theme.item_removed"
    verbs = frozenset({
        "theme.created", "theme.updated", "theme.moved", "theme.target_set", "theme.merged", "theme.deleted", "theme.restored",
        added, removed,
    })  # fmt: skip

    def put(self, container: Theme, items: Sequence[Item], *, is_primary: bool, by: Actor) -> None:
        add_items(container, items, by=by)

    def take(self, container: Theme, items: Sequence[Item], *, by: Actor) -> None:
        remove_items(container, items, by=by)

    def back(self, event: Event, *, by: Actor) -> None:
        theme = Theme.all_objects.filter(pk=event.object_id, workspace_id=by.workspace_id).first()
        if theme is None or (theme.deleted_at is not None and event.verb not in _GOING):
            raise Conflict(str(self.gone))
        match event.verb:
            case "theme.created" | "theme.restored":
                if theme.places.exists() or theme.targets.exists():
                    raise Conflict(_("Something has been put into it since."))
                delete_theme(theme, by=by)
            case "theme.deleted" | "theme.merged":
                restore_theme(theme, by=by)
            case "theme.moved":
                _move_back(theme, event, by)
            case "theme.target_set":
                before, after = (_number(value) for value in event.changes["percent"])
                target_back(theme, Period.parse(event.data["period"]), before, after, by=by)
            case _:
                update_theme(theme, by=by, fields=former(theme, event))


def _move_back(theme: Theme, event: Event, by: Actor) -> None:
    """Behind its former neighbour, where it still stands where the event put it."""
    order = held_themes(by)
    above = above_in(order, theme)
    former_above = holding(event, lambda _name: above)["after"]
    move_theme(theme, by=by, after=next((row for row in order if str(row.pk) == former_above), None))


def _number(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))
