"""Taking back what was done to links, and the merging of items."""

from uuid import UUID

from activity.actors import Actor
from activity.models import Event
from backlog.models import Item, ItemLink
from backlog.services.links import link_items, unlink_items
from backlog.services.merging import part_again
from backlog.services.undo.rows import there


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
            source, target = (there(Item, was[end], by, "product") for end in ("source", "target"))
            maker = UUID(was["created_by"]) if was["created_by"] else None
            link_items(source, target=target, kind=was["kind"], by=by, created_by=maker, pk=UUID(was["id"]))


class MergeUndo:
    """Reverses merging: what moved goes back; status, links, children and criteria have events of their own."""

    verbs = frozenset({"item.merged"})

    def undo(self, event: Event, *, by: Actor) -> None:
        part_again(there(Item, event.object_id, by, "product"), event, by=by)
