"""What taking back has in common for releases and objectives: putting items in, and taking them out, by sets."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from activity.actors import Actor
from activity.models import Event
from backlog.models import Item
from backlog.services.ranking import hold_items
from core.errors import Conflict


class PlacesUndo:
    """Of one kind of container, whose `field` a place and the data of its events name; `gone` says that it is deleted.

    What is deleted comes back with the items that have no other place by now.
    """

    field: ClassVar[str]
    container: ClassVar[Any]
    place: ClassVar[Any]
    gone: ClassVar[str | Promise]
    added: ClassVar[str]
    removed: ClassVar[str]

    def back(self, event: Event, *, by: Actor) -> None:
        """Take back what was done to the container itself."""
        raise NotImplementedError

    def put(self, container: Any, items: Sequence[Item], *, is_primary: bool, by: Actor) -> None:
        """Put items in again."""
        raise NotImplementedError

    def take(self, container: Any, items: Sequence[Item], *, by: Actor) -> None:
        """Take items out again."""
        raise NotImplementedError

    def hold(self, events: Sequence[Event], *, by: Actor) -> None:
        """Lock the items, then what they were in, as all do who plan. Two statements."""
        placed = [event for event in events if event.verb in (self.added, self.removed)]
        hold_items([event.object_id for event in placed])
        wanted = {UUID(event.data[self.field]) for event in placed}
        rows = self.container.filter(pk__in=wanted, workspace_id=by.workspace_id).order_by("pk")
        list(rows.select_for_update(no_key=True).values_list("pk"))

    def undo(self, event: Event, *, by: Actor) -> None:
        """Raises Conflict, ValidationError, PermissionDenied with the reason."""
        refused = self.undo_all([event], by=by)
        if refused is None:
            self.back(event, by=by)
        elif refused:
            raise Conflict(refused[event.pk])

    def undo_all(self, events: Sequence[Event], *, by: Actor) -> dict[UUID, str] | None:
        """Many items at once, those of one container together; None for what was done to containers themselves."""
        if events[0].verb not in (self.added, self.removed):
            return None
        groups: dict[tuple[str, bool], list[Event]] = defaultdict(list)
        for event in events:
            groups[event.data[self.field], event.data.get("is_primary", True)].append(event)
        refused: dict[UUID, str] = {}
        for (pk, is_primary), mine in groups.items():
            refused |= self._items_back(UUID(pk), mine, is_primary, by)
        return refused

    def _items_back(self, pk: UUID, events: Sequence[Event], is_primary: bool, by: Actor) -> dict[UUID, str]:
        """Have the items where they were; returns why not, by event."""
        container: Model | None = self.container.filter(pk=pk, workspace_id=by.workspace_id).first()
        if container is None:
            return {event.pk: str(self.gone) for event in events}
        ids = [event.object_id for event in events]
        items = {row.pk: row for row in Item.objects.filter(pk__in=ids, workspace_id=by.workspace_id)}
        held = {
            (row.item_id, getattr(row, f"{self.field}_id")): getattr(row, "is_primary", True)
            for row in self.place.filter(item__in=ids)
        }
        why = {event.pk: self._why_not(event, pk, is_primary, items, held) for event in events}
        if rows := [items[event.object_id] for event in events if not why[event.pk]]:
            if events[0].verb == self.added:
                self.take(container, rows, by=by)
            else:
                self.put(container, rows, is_primary=is_primary, by=by)
        return {event: said for event, said in why.items() if said}

    def _why_not(
        self,
        event: Event,
        pk: UUID,
        is_primary: bool,
        items: Mapping[UUID, Item],
        held: Mapping[tuple[UUID, UUID], bool],
    ) -> str:
        item = event.object_id
        if item not in items:
            return _("It has been deleted.")
        if event.verb == self.added:
            return "" if held.get((item, pk)) is is_primary else _("It has been planned anew since.")
        has_first = any(first for (one, _container), first in held.items() if one == item)
        is_taken = (item, pk) in held or (is_primary and has_first)
        return _("It has been planned anew since.") if is_taken else ""
