"""What the last days brought into everybody's inbox, as it would have been told when it happened."""

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils import timezone

from activity.models import Event
from notifications.handlers import inbox
from notifications.models import Notification

if TYPE_CHECKING:
    from config.demo.seed import Seeding

TOLD = timedelta(days=30)
UNREAD = 3  # the newest of each member


def tell_recent(making: "Seeding") -> None:
    """A line for each, dated as its event; but for the newest they have been read."""
    since = timezone.now() - TOLD
    recent = Event.objects.filter(workspace=making.workspace, verb__in=inbox.verbs, at__gte=since)
    events = {event.pk: event for event in recent.order_by("at")}
    inbox.handle(list(events.values()))
    newest: Counter[UUID] = Counter()
    lines = list(Notification.objects.filter(workspace=making.workspace).order_by("-id"))
    for line in lines:
        line.created_at = events[UUID(line.key.rpartition(":")[2])].at
        newest[line.member_id] += 1
        line.read_at = line.created_at if newest[line.member_id] > UNREAD else None
    Notification.objects.bulk_update(lines, ["created_at", "read_at"])
