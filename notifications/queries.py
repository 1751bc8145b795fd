"""What pages of notifications read."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from uuid import UUID

from django.db.models import Count
from django.utils import timezone

from accounts.models import Member
from notifications.models import Notification

PAGE = 50


@dataclass(frozen=True, slots=True)
class Day:
    """The lines of one day, the newest first."""

    day: date
    lines: list[Notification]


@dataclass(frozen=True, slots=True)
class Inbox:
    """One page of a member's inbox; `older` is where the next page begins, None at the end."""

    days: list[Day]
    older: UUID | None
    unread: int


def unread_count(member: Member) -> int:
    """How many lines a member has not read. One statement, by index alone."""
    return Notification.objects.shown_to(member).unread().count()


def unread_counts(members: Collection[UUID]) -> dict[UUID, int]:
    """`unread_count` of many members by id; who has read everything is left out. One statement."""
    unread = Notification.objects.readable().unread().filter(member_id__in=members).order_by()
    return dict(unread.values_list("member_id").annotate(count=Count("pk")))


def inbox(member: Member, *, before: UUID | None = None, only_unread: bool = False) -> Inbox:
    """A page of PAGE lines older than `before`, by day of the current time zone. Two statements."""
    rows = Notification.objects.shown_to(member).select_related("item__product").order_by("-id")
    if only_unread:
        rows = rows.unread()
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: PAGE + 1])
    shown = found[:PAGE]
    by_day = groupby(shown, lambda row: timezone.localdate(row.created_at))
    return Inbox(
        days=[Day(day, list(lines)) for day, lines in by_day],
        older=shown[-1].pk if len(found) > PAGE else None,
        unread=unread_count(member),
    )
