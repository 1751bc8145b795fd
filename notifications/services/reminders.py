"""Deadlines: who is told of which item, once for each date and distance.

Each run looks at the time zones where it is 08:00 or later, so a run that was missed in the morning is made up for
until midnight. Claiming is one INSERT … ON CONFLICT DO NOTHING RETURNING: only who wrote the row tells.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import uuid_utils.compat
from django.db import connection
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Member, User
from accounts.permissions import Right, roles_with
from backlog.models.products import OPEN_CATEGORIES
from core.db import tenant
from core.periods import Precision
from notifications.letters import absolute, letter
from notifications.services.inbox import Line, tell
from notifications.services.post import write_mail
from notifications.words import due_words

AT = time(8)
OFFSETS = (7, 3, 1, 0)
OVERDUE = -1
# An item that has been late for longer is old news when an import or a restored backup brings it.
LATE_DAYS = 90
PRECISIONS = [Precision.DAY.value, Precision.WEEK.value]


@dataclass(frozen=True, slots=True)
class Due:
    """A reminder that nobody has had yet."""

    workspace_id: UUID
    member_id: UUID
    item_id: UUID
    due_on: date
    offset: int
    key: str
    title: str
    precision: str

    def line(self) -> Line:
        """The same as a line of the inbox."""
        data = {
            "key": self.key, "title": self.title, "due_on": self.due_on.isoformat(),
            "offset": self.offset, "precision": self.precision,
        }  # fmt: skip
        return Line(
            self.member_id, "due", f"due:{self.item_id}:{self.due_on}:{self.offset}", data, self.item_id
        )


def remind(now: datetime) -> int:
    """Tell everybody for whom it is 08:00 or later of the items due in OFFSETS days or late; returns how many reminders.

    Cost: one statement for each time zone in use, and five a workspace with news; the open items with a due date of
    those days are found by index.
    """
    total = 0
    for zone, today in mornings(now):
        for workspace_id, due in groupby(_due(zone, today), key=lambda row: row.workspace_id):
            total += _tell(workspace_id, list(due), today)
    return total


def mornings(now: datetime) -> list[tuple[str, date]]:
    """The time zones of people who could be told, where it is AT or later, with the day it is there. One statement."""
    users = User.objects.filter(is_active=True, members__deactivated_at=None, members__isnull=False)
    zones = sorted(users.order_by().values_list("timezone", flat=True).distinct())
    local = [(zone, now.astimezone(ZoneInfo(zone))) for zone in zones]
    return [(zone, there.date()) for zone, there in local if there.time() >= AT]


_DUE = """
    WITH people AS MATERIALIZED (
        SELECT m.id, m.workspace_id FROM accounts_member m JOIN accounts_user u ON u.id = m.user_id
         WHERE u.timezone = %(zone)s AND u.is_active AND m.deactivated_at IS NULL AND m.role = ANY(%(roles)s)
    ), due AS MATERIALIZED (
        SELECT i.workspace_id, i.id, i.product_id, i.number, i.title, i.assignee_id, i.due_on, i.due_precision,
               CASE WHEN i.due_on < %(today)s THEN %(overdue)s ELSE i.due_on - %(today)s END AS days
          FROM backlog_item i
         WHERE i.deleted_at IS NULL AND i.category = ANY(%(open)s) AND i.due_precision = ANY(%(precisions)s)
           AND (i.due_on = ANY(%(days)s::date[]) OR i.due_on BETWEEN %(oldest)s AND %(yesterday)s)
    ), concerned AS (
        SELECT due.id AS item_id, due.assignee_id AS member_id FROM due WHERE due.assignee_id IS NOT NULL
        UNION
        SELECT w.item_id, w.member_id FROM due JOIN backlog_watcher w ON w.item_id = due.id
    )
    SELECT due.workspace_id, people.id, due.id, due.due_on, due.days, p.key || '-' || due.number, due.title,
           due.due_precision
      FROM concerned
      JOIN due ON due.id = concerned.item_id
      JOIN people ON people.id = concerned.member_id
      JOIN backlog_product p ON p.id = due.product_id AND p.archived_at IS NULL
     WHERE NOT EXISTS (
        SELECT 1 FROM notifications_reminder r
         WHERE r.member_id = people.id AND r.item_id = due.id AND r.due_on = due.due_on AND r."offset" = due.days)
     ORDER BY due.workspace_id, people.id, due.due_on, p.key, due.number
"""


def _due(zone: str, today: date) -> list[Due]:
    """Everything that a zone's people have not been told yet, by workspace and member. This is the sweep's one read
    over all workspaces; what follows from it runs within one.
    """
    values: dict[str, Any] = {
        "zone": zone, "today": today, "overdue": OVERDUE, "open": list(OPEN_CATEGORIES), "precisions": PRECISIONS,
        "roles": [str(role) for role in roles_with(Right.READ_BACKLOG)],
        "days": [today + timedelta(days=offset) for offset in OFFSETS],
        "oldest": today - timedelta(days=LATE_DAYS), "yesterday": today - timedelta(days=1),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_DUE, values)
        return [Due(*row) for row in cursor.fetchall()]


def _tell(workspace_id: UUID, due: Sequence[Due], today: date) -> int:
    with tenant(workspace_id):
        claimed = _claim(due)
        tell(workspace_id, [row.line() for row in claimed])
        _mail(workspace_id, claimed, today)
    return len(claimed)


_CLAIM = """
    INSERT INTO notifications_reminder (id, workspace_id, member_id, item_id, due_on, "offset", at)
    SELECT id, %(workspace)s, member_id, item_id, due_on, days, %(now)s
      FROM unnest(%(ids)s::uuid[], %(members)s::uuid[], %(items)s::uuid[], %(dates)s::date[], %(days)s::int[])
           AS row (id, member_id, item_id, due_on, days)
    ON CONFLICT (member_id, item_id, due_on, "offset") DO NOTHING
    RETURNING id
"""


def _claim(due: Sequence[Due]) -> list[Due]:
    """Those of `due` that no other run has claimed; in the order of `due`, which two runs share, so neither can deadlock."""
    ids = {uuid_utils.compat.uuid7(): row for row in due}
    values: dict[str, Any] = {
        "workspace": due[0].workspace_id, "now": timezone.now(), "ids": list(ids),
        "members": [row.member_id for row in due], "items": [row.item_id for row in due],
        "dates": [row.due_on for row in due], "days": [row.offset for row in due],
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, values)
        mine = {row[0] for row in cursor.fetchall()}
    return [row for pk, row in ids.items() if pk in mine]


def _mail(workspace_id: UUID, claimed: Iterable[Due], today: date) -> None:
    """One e-mail a member, listing all that this run claimed for them."""
    by_member: dict[UUID, list[Due]] = defaultdict(list)
    for row in claimed:
        by_member[row.member_id].append(row)
    for member in Member.objects.filter(pk__in=by_member).select_related("user", "workspace"):
        _mail_one(member, by_member[member.pk], today)


def _mail_one(member: Member, due: Sequence[Due], today: date) -> None:
    user = member.user
    assert user is not None, "only people with a user are reminded"
    slug = member.workspace.slug
    with translation.override(user.language):
        rows = [
            {"key": row.key, "title": row.title, "link": absolute("backlog:item", slug, row.key),
             "words": due_words(row.offset, row.due_on, row.precision)}
            for row in due
        ]  # fmt: skip
        text, html = letter(
            "reminders", {"name": user.name, "rows": rows, "inbox": absolute("notifications:inbox", slug)}
        )
        first = due[0]
        key = f"due:{member.pk}:{today}:{first.item_id}:{first.due_on}:{first.offset}"
        write_mail(
            key, to=user.email, subject=_subject(due), text=text, html=html, workspace_id=member.workspace_id
        )


def _subject(due: Sequence[Due]) -> str:
    """One item by name; of many, how many and what presses most."""
    if len(due) == 1:
        row = due[0]
        words = due_words(row.offset, row.due_on, row.precision)
        return _("%(key)s %(title)s: %(due)s") % {"key": row.key, "title": row.title, "due": words}
    late = sum(row.offset == OVERDUE for row in due)
    names = {"count": len(due), "late": late}
    if late:
        return (
            ngettext("%(count)d deadlines, %(late)d overdue", "%(count)d deadlines, %(late)d overdue", late)
            % names
        )
    return _("%(count)d deadlines are near") % names
