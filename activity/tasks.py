"""The worker's side of the outbox."""

from collections import defaultdict
from datetime import timedelta
from uuid import UUID

import structlog
from celery import shared_task
from django.db import OperationalError, connection, transaction
from django.db.models import Q
from django.utils import timezone

from activity import dispatch
from activity.handlers import Handler, handlers
from activity.models import Event, Outbox, Position
from core.db import set_tenant

log = structlog.get_logger(__name__)
BATCH = 500
PATIENCE = {False: 1, True: 30}  # seconds that a drain (True: of bulk) waits for the batch of another


@shared_task
def drain(workspace_id: str) -> int:
    """Deal with what people wait for in a workspace's outbox; returns how many events. Safe to run twice or at the
    same time.

    One batch a workspace at a time (advisory lock), each in one transaction: a worker killed in the middle leaves the
    batch as it was. A handler that fails keeps its events for a later try; the others are done. What is bulk stays
    for `drain_bulk`, so that 100,000 events of an import are not before the one of a rating.
    """
    return _drain("activity.tasks.drain", workspace_id, bulk=False)


@shared_task
def drain_bulk(workspace_id: str) -> int:
    """Deal with everything in a workspace's outbox as `drain` does, in each batch first with what is not bulk."""
    return _drain("activity.tasks.drain_bulk", workspace_id, bulk=True)


def _drain(task: str, workspace_id: str, *, bulk: bool) -> int:
    dispatch.begun(task, workspace_id)
    total = 0
    while done := _drain_batch(UUID(workspace_id), bulk=bulk):
        total += done
    return total


@shared_task
def sweep() -> None:
    """Have every workspace drained whose outbox has rows that a lost nudge, a failed handler or a dead worker left.

    Each in a task of its own, so that one workspace's trouble is not the others'.
    """
    waiting = Outbox.objects.filter(Q(retry_at=None) | Q(retry_at__lte=timezone.now()))
    for workspace_id, bulk in waiting.values_list("workspace_id", "bulk").distinct():
        dispatch.nudge(workspace_id, queue="bulk" if bulk else "interactive")


def _drain_batch(workspace_id: UUID, *, bulk: bool) -> int:
    with transaction.atomic():
        set_tenant(workspace_id)
        if not _lock(workspace_id, PATIENCE[bulk]):
            return 0
        due = Q(retry_at=None) | Q(retry_at__lte=timezone.now())
        mine = Outbox.objects.filter(due, workspace_id=workspace_id)
        if not bulk:
            mine = mine.filter(bulk=False)
        rows = list(mine.order_by("bulk", "event_id").select_for_update(skip_locked=True)[:BATCH])
        if not rows:
            return 0
        seq = _sequence(rows)
        _handle(rows)
        if seq:
            transaction.on_commit(lambda: dispatch.publish(workspace_id, [{"seq": seq}]), robust=True)
    return len(rows)


def _lock(workspace_id: UUID, seconds: int) -> bool:
    """Wait for the batch that another drain deals with; a second is long enough for its last look at the outbox, in
    case that came too early for our rows. One that works for longer than that looks again, and will see them.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{seconds}s"])
        try:
            with transaction.atomic():
                cursor.execute(
                    "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"drain:{workspace_id}"]
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
    """Give the events to their handlers; those without a failure leave the outbox."""
    events = Event.objects.in_bulk([row.event_id for row in rows])
    failed: dict[UUID, list[str]] = defaultdict(list)
    for handler in handlers():
        wanted = [
            row
            for row in rows
            if (event := events.get(row.event_id)) is not None
            and event.verb in handler.verbs
            and (row.waiting is None or handler.name in row.waiting)
        ]
        for group in _groups(wanted):
            if not _handled(handler, [events[row.event_id] for row in group]):
                for row in group:
                    failed[row.pk].append(handler.name)
    Outbox.objects.filter(pk__in=[row.pk for row in rows if row.pk not in failed]).delete()
    _put_back([row for row in rows if row.pk in failed], failed)


def _groups(rows: list[Outbox]) -> list[list[Outbox]]:
    """What is new together; what has failed before one by one, so that the one that cannot succeed stays alone."""
    new = [row for row in rows if not row.attempts]
    return [*([new] if new else []), *([row] for row in rows if row.attempts)]


def _handled(handler: Handler, events: list[Event]) -> bool:
    """Run one handler, its effects all or none; whatever goes wrong in it must not stop the others, nor the log's order.

    Where the connection itself is gone, the next statement fails too, and the whole batch is tried again.
    """
    try:
        with transaction.atomic():
            handler.handle(events)
    except Exception:
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
