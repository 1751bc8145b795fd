"""The worker's side of the outbox."""

from datetime import timedelta
from uuid import UUID

import structlog
from celery import shared_task
from django.db import DatabaseError, OperationalError, connection, transaction
from django.db.models import Q
from django.utils import timezone

from activity import dispatch
from activity.handlers import Handler, handlers
from activity.models import Event, Outbox, Position
from core.db import set_tenant

log = structlog.get_logger(__name__)
BATCH = 500


@shared_task
def drain(workspace_id: str) -> int:
    """Deal with everything in a workspace's outbox; returns how many events. Safe to run twice or at the same time.

    One drain a workspace at a time (advisory lock), batch by batch, each in one transaction: a worker killed in the
    middle leaves the batch as it was. A handler that fails keeps its events for a later try; the others are done.
    """
    dispatch.begun("activity.tasks.drain", workspace_id)
    total = 0
    while done := _drain_batch(UUID(workspace_id)):
        total += done
    return total


@shared_task
def sweep() -> None:
    """Drain every workspace whose outbox has rows that a lost nudge or a dead worker left."""
    waiting = Outbox.objects.filter(Q(retry_at=None) | Q(retry_at__lte=timezone.now()))
    for workspace_id in waiting.values_list("workspace_id", flat=True).distinct():
        drain(str(workspace_id))


def _drain_batch(workspace_id: UUID) -> int:
    with transaction.atomic():
        set_tenant(workspace_id)
        if not _lock(workspace_id):
            return 0
        due = Q(retry_at=None) | Q(retry_at__lte=timezone.now())
        rows = list(
            Outbox.objects.filter(due, workspace_id=workspace_id)
            .order_by("event_id")
            .select_for_update(skip_locked=True)[:BATCH]
        )
        if not rows:
            return 0
        seq = _sequence(rows)
        _handle(rows)
        if seq:
            transaction.on_commit(lambda: dispatch.publish(workspace_id, [{"seq": seq}]), robust=True)
    return len(rows)


def _lock(workspace_id: UUID) -> bool:
    """Wait up to five seconds for the drain that runs; it will see our rows or we shall."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '5s'")
        try:
            with transaction.atomic():
                cursor.execute(
                    "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
                    [f"drain:{workspace_id}"],
                )
        except OperationalError:
            return False
        cursor.execute("SET LOCAL lock_timeout = 0")
    return True


def _sequence(rows: list[Outbox]) -> int:
    """Give events that have none their place in the order of commits; returns the last one, 0 where none is new."""
    new = [
        Position(workspace_id=row.workspace_id, event_id=row.event_id) for row in rows if row.waiting is None
    ]
    positions = Position.objects.bulk_create(new)
    return positions[-1].seq if positions else 0


def _handle(rows: list[Outbox]) -> None:
    events = {event.pk: event for event in Event.objects.filter(pk__in=[row.event_id for row in rows])}
    failed: dict[UUID, list[str]] = {}
    for handler in handlers():
        wanted = [
            events[row.event_id]
            for row in rows
            if row.event_id in events
            and events[row.event_id].verb in handler.verbs
            and (row.waiting is None or handler.name in row.waiting)
        ]
        if wanted and not _handled(handler, wanted):
            for event in wanted:
                failed.setdefault(event.pk, []).append(handler.name)
    Outbox.objects.filter(pk__in=[row.pk for row in rows if row.pk not in failed]).delete()
    _put_back([row for row in rows if row.pk in failed], failed)


def _handled(handler: Handler, events: list[Event]) -> bool:
    try:
        with transaction.atomic():
            handler.handle(events)
    except OperationalError:
        raise  # the connection is gone or a deadlock was broken: the whole batch is tried again
    except (
        DatabaseError,
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
        ArithmeticError,
    ):
        log.exception("handler_failed", handler=handler.name, events=len(events))
        return False
    return True


def _put_back(rows: list[Outbox], failed: dict[UUID, list[str]]) -> None:
    """Keep what failed, to be tried again after 10 s, 20 s, 40 s … at most an hour."""
    for row in rows:
        row.waiting = failed[row.pk]
        row.retry_at = timezone.now() + timedelta(seconds=min(3600, 10 * 2**row.attempts))
        row.attempts = min(row.attempts + 1, 30)
    Outbox.objects.bulk_update(rows, ["waiting", "retry_at", "attempts"])
