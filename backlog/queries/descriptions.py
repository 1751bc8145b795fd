"""Earlier descriptions of an item, out of its history."""

from dataclasses import dataclass
from uuid import UUID

from activity.models import Event
from backlog.models import Item
from backlog.wording import actor_name
from core.textdiff import Piece, compare


@dataclass(frozen=True, slots=True)
class DescriptionChange:
    """One rewriting of a description: `before` and `after` it, what differs, and the text as it is now."""

    event: Event
    who: str
    before: str
    after: str
    pieces: list[Piece]
    since: list[Piece]
    is_current: bool


def description_change(item: Item, event_id: UUID) -> DescriptionChange | None:
    """What an event did to the item's description; None where it is no such event of this item. One statement."""
    events = Event.objects.filter(pk=event_id, workspace_id=item.workspace_id, object_id=item.pk)
    event = events.filter(changes__has_key="description").select_related("actor").first()
    if event is None:
        return None
    before, after = (text or "" for text in event.changes["description"])
    return DescriptionChange(
        event=event, who=actor_name(event), before=before, after=after, pieces=compare(before, after),
        since=compare(before, item.description), is_current=before == item.description,
    )  # fmt: skip
