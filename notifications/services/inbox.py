"""A member's inbox: lines come once, and are read or not."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import Member
from activity import dispatch
from notifications.models import Notification
from notifications.queries import unread_counts


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to tell one member; `key` names it, so that it is told once. `data` holds what the line shows."""

    member_id: UUID
    kind: str
    key: str
    data: Mapping[str, Any] = field(default_factory=dict)
    item_id: UUID | None = None


@transaction.atomic
def tell(workspace_id: UUID, lines: Sequence[Line]) -> None:
    """Put lines into inboxes; one that is there already stays as it is. Cost: two statements, whatever the number.

    After commit the members' open pages learn their new number of unread lines.
    """
    if not lines:
        return
    Notification.objects.bulk_create(
        [
            Notification(
                workspace_id=workspace_id, member_id=line.member_id, kind=line.kind, key=line.key,
                data=dict(line.data), item_id=line.item_id,
            )
            for line in lines
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    tell_unread(workspace_id, {line.member_id for line in lines})


@transaction.atomic
def mark_read(notification: Notification, *, read: bool = True) -> Notification:
    """Note that a member has seen a line, or with `read=False` that they want to see it again. Twice is once."""
    if read is (notification.read_at is None):
        notification.read_at = timezone.now() if read else None
        notification.save(update_fields=["read_at"])
        tell_unread(notification.workspace_id, {notification.member_id})
    return notification


@transaction.atomic
def mark_all_read(member: Member, *, before: UUID | None = None) -> int:
    """Note that a member has seen everything (up to the line `before`, if given); returns how many were unread."""
    rows = Notification.objects.filter(member=member, read_at=None)
    if before is not None:
        rows = rows.filter(pk__lte=before)
    count = rows.update(read_at=timezone.now())
    if count:
        tell_unread(member.workspace_id, {member.pk})
    return count


def tell_unread(workspace_id: UUID, members: Collection[UUID]) -> None:
    """After commit, tell the members' open pages how many lines they have not read. Cost: one statement."""
    counts = unread_counts(members)
    messages = [{"kind": "notification", "member": str(pk), "unread": counts.get(pk, 0)} for pk in members]
    transaction.on_commit(lambda: dispatch.publish(workspace_id, messages), robust=True)
