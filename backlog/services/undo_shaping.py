"""Taking back what was done to links, and the merging of items."""

from uuid import UUID

from django.utils.translation import gettext as _

from activity.actors import Actor
from activity.models import Event
from backlog.models import Item, ItemLink
from backlog.services.links import link_items, unlink_items
from backlog.services.merging import part_again
from core.errors import Conflict


class LinkUndo:
    """Reverses linking and unlinking. Both ends have an event: the second finds it done."""

    verbs = frozenset({"item.linked", "item.unlinked"})

    def undo(self, event: Event, *, by: Actor) -> None:
        was = event.data["link"]
        link = ItemLink.objects.filter(pk=was["id"], workspace_id=by.workspace_id)
        found = link.select_related("source__product", "target__product").first()
        if event.verb == "item.linked":
            if found is not None:
                unlink_items(found, by=by)
        elif found is None:
            source, target = (_end(UUID(was[end]), by) for end in ("source", "target"))
            maker = UUID(was["created_by"]) if was["created_by"] else None
            link_items(source, target=target, kind=was["kind"], by=by, created_by=maker, pk=UUID(was["id"]))


class MergeUndo:
    """Reverses merging: what moved goes back; status, links, children and criteria have events of their own."""

    verbs = frozenset({"item.merged"})

    def undo(self, event: Event, *, by: Actor) -> None:
        part_again(_end(event.object_id, by), event, by=by)


def _end(pk: UUID, by: Actor) -> Item:
    found: Item | None = (
        Item.objects.filter(pk=pk, workspace_id=by.workspace_id).select_related("product").first()
    )
    if found is None:
        raise Conflict(_("It has been deleted."))
    return found
