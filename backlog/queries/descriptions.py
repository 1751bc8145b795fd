"""Earlier descriptions of an item, out of its history."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import CharField, OuterRef, QuerySet, Subquery, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Concat, JSONObject

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


@dataclass(frozen=True, slots=True)
class Earlier:
    """One line of the list of earlier descriptions: `text` stood there until `who` rewrote it at `at`."""

    event: UUID
    at: datetime
    who: str
    text: str
    is_current: bool


MOST_EARLIER = 50


def rewritings(workspace_id: UUID) -> "QuerySet[Event]":
    """Events that put one description in the place of another, at items that are there.

    `text` is the one before; `now` the item as `{"id", "key", "description", "version"}`.
    """
    items = Item.objects.filter(pk=OuterRef("object_id"), workspace=workspace_id, deleted_at=None)
    key = Concat("product__key", Value("-"), Cast("number", CharField()))
    now: Any = JSONObject(id="pk", key=key, description="description", version="version")
    return (
        Event.objects.filter(workspace=workspace_id, changes__has_key="description")
        .annotate(text=KT("changes__description__0"), now=Subquery(items.values(one=now)))
        .filter(text__gt="")
        .exclude(now=None)
    )


def earlier_descriptions(item: Item, *, before: UUID | None = None) -> list[Earlier]:
    """The latest MOST_EARLIER and one more, older than the event `before`; the latest first. One statement."""
    rows = Event.objects.filter(
        workspace=item.workspace_id, object_id=item.pk, changes__has_key="description"
    )
    rows = rows.annotate(text=KT("changes__description__0")).filter(text__gt="")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = rows.select_related("actor").order_by("-id")[: MOST_EARLIER + 1]
    return [
        Earlier(event.pk, event.at, actor_name(event), event.text, event.text == item.description)
        for event in found
    ]


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
