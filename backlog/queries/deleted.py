"""What was deleted from a product and can still be brought back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from accounts.permissions import Right, may
from activity.actors import Actor
from activity.models import Event
from backlog.models import Item, Product
from backlog.queries.keyset import Key, Place, Record, place, read, values_of
from backlog.wording import actor_name
from core.purge import KEPT_DAYS

PAGE = 50
_KEYS = [Key("deleted_at", descending=True), Key("id", descending=True)]


@dataclass(frozen=True, slots=True)
class DeletedRow:
    """A deleted item, who deleted it and when, the days it is still kept, and whether the reader may restore it."""

    id: UUID
    key: str
    kind: str
    title: str
    at: datetime
    by: str
    days_left: int
    restorable: bool
    version: int


@dataclass(frozen=True, slots=True)
class DeletedPage:
    """The items deleted last; `next` begins the page after them, "" where there is none."""

    rows: list[DeletedRow]
    next: str


def deleted_items(product: Product, *, actor: Actor, after: str = "", limit: int = PAGE) -> DeletedPage:
    """The product's items deleted within the last KEPT_DAYS days, the latest first. Two statements."""
    start = place(after)
    found = read(deleted_of(product), _KEYS, start, limit + 1)
    shown, count = found[:limit], (start.count if start else 0) + limit
    rows = told_deletions(product, shown, actor=actor)
    return DeletedPage(rows, Place(values_of(shown[-1], _KEYS), count).token() if len(found) > limit else "")


def deleted_of(product: Product) -> "QuerySet[Item, Record]":
    """The product's items deleted within the last KEPT_DAYS days, as `told_deletions` takes them."""
    items = Item.all_objects.filter(
        product=product, deleted_at__gt=timezone.now() - timedelta(days=KEPT_DAYS)
    )
    return items.values("id", "number", "kind", "title", "deleted_at", "created_by_id", "version")


def told_deletions(product: Product, records: Sequence[Record], *, actor: Actor) -> list[DeletedRow]:
    """These records with who deleted each and whether the actor may restore it. One statement."""
    now, deletions = timezone.now(), _deletions([record["id"] for record in records])
    return [_row(product, record, deletions.get(record["id"]), actor, now) for record in records]


def _deletions(ids: Sequence[UUID]) -> dict[UUID, Event]:
    """The last deletion of each of the items."""
    events = Event.objects.filter(object_id__in=ids, verb="item.deleted").select_related("actor")
    return {event.object_id: event for event in events.order_by("object_id", "-id").distinct("object_id")}


def _row(product: Product, record: Record, event: Event | None, actor: Actor, now: datetime) -> DeletedRow:
    own = actor.member_id is not None and record["created_by_id"] == actor.member_id
    by_me = event is not None and event.actor_id == actor.member_id
    gone_at = record["deleted_at"] + timedelta(days=KEPT_DAYS)
    return DeletedRow(
        id=record["id"],
        key=f"{product.key}-{record['number']}",
        kind=record["kind"],
        title=record["title"],
        at=record["deleted_at"],
        by=actor_name(event) if event else "",
        days_left=max((gone_at - now).days, 0),
        version=record["version"],
        restorable=may(actor, Right.GROOM) or (may(actor, Right.CONTRIBUTE) and own and by_me),
    )
