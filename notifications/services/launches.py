"""Steps of launch checklists: their owners are told ahead of each step's day, on the distances and at the hour of items.

A line of the inbox is told once by its key, and who wrote it writes the mail, so that two runs tell nobody twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from uuid import UUID

from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Member
from core.db import tenant
from core.periods import Precision
from notifications.letters import absolute, letter
from notifications.models import Notification
from notifications.services.inbox import Line, tell
from notifications.services.post import write_mail
from notifications.services.reminders import LATE_DAYS, OFFSETS, OVERDUE, mornings
from notifications.words import due_words
from roadmap.models import LaunchStep

DAY = Precision.DAY.value


def remind(now: datetime) -> int:
    """Tell everybody for whom it is 08:00 or later of their steps due in OFFSETS days or late; returns how many reminders.

    Cost: one statement for each time zone in use, and six a workspace with steps of those days.
    """
    total = 0
    for zone, today in mornings(now):
        for workspace_id, steps in groupby(_due(zone, today), key=lambda step: step.row.workspace_id):
            total += _tell(workspace_id, list(steps))
    return total


def _due(zone: str, today: date) -> list["_Step"]:
    """The open steps of those days whose owners live in the zone; a read over all workspaces, as the items' is."""
    days = Q(due_on__in=[today + timedelta(days=offset) for offset in OFFSETS])
    late = Q(due_on__range=(today - timedelta(days=LATE_DAYS), today - timedelta(days=1)))
    rows = LaunchStep.objects.filter(days | late, done_at=None, release__deleted_at=None)
    mine = rows.filter(owner__user__timezone=zone, owner__user__is_active=True, owner__deactivated_at=None)
    found = mine.select_related("release__product").order_by("workspace", "owner", "due_on", "pk")
    return [_Step(row, row.owner_id, row.due_on, today) for row in found if row.owner_id and row.due_on]


def _tell(workspace_id: UUID, steps: Sequence["_Step"]) -> int:
    with tenant(workspace_id):
        owners = Member.objects.filter(pk__in={step.owner for step in steps}).order_by("pk")
        held = owners.select_related("user", "workspace").select_for_update(of=("self",), no_key=True)
        members = {member.pk: member for member in held}
        keys = {step.key for step in steps}
        known = Notification.objects.filter(workspace=workspace_id, member__in=members, key__in=keys)
        told = set(known.values_list("member", "key"))
        fresh = [step for step in steps if (step.owner, step.key) not in told]
        tell(workspace_id, [step.line() for step in fresh])
        for owner, mine in groupby(fresh, key=lambda step: step.owner):
            _mail(members[owner], list(mine))
    return len(fresh)


@dataclass(frozen=True, slots=True)
class _Step:
    """A step with what makes it a reminder, as of `today`."""

    row: LaunchStep
    owner: UUID
    due_on: date
    today: date

    @property
    def offset(self) -> int:
        return max(OVERDUE, (self.due_on - self.today).days)

    @property
    def key(self) -> str:
        return f"launch:{self.row.pk}:{self.due_on}:{self.offset}"

    def line(self) -> Line:
        release = self.row.release
        data = {
            "title": self.row.text, "due_on": str(self.due_on), "offset": self.offset, "precision": DAY,
            "release": str(release.pk), "text": f"{release.product.name} {release.name}",
        }  # fmt: skip
        return Line(self.owner, "launch", self.key, data)


def _mail(member: Member, steps: Sequence[_Step]) -> None:
    """One e-mail, listing all that this run tells them."""
    slug, user = member.workspace.slug, member.user
    assert user is not None, "only people with a user are reminded"
    with translation.override(user.language):
        rows = [
            {"key": step.row.release.name, "title": step.row.text,
             "link": absolute("roadmap:release_launch", slug, step.row.release_id),
             "words": due_words(step.offset, step.due_on, DAY)}
            for step in steps
        ]  # fmt: skip
        context = {"name": user.name, "rows": rows, "inbox": absolute("notifications:inbox", slug)}
        text, html = letter("launch_steps", context)
        subject = ngettext("%(count)d step of a launch", "%(count)d steps of launches", len(steps))
        if len(steps) == 1:
            subject = _("%(key)s, %(title)s: %(words)s")
        words = {**rows[0], "count": len(steps)}
        write_mail(
            f"{steps[0].key}:{member.pk}", to=user.email, subject=subject % words, text=text, html=html,
            workspace_id=member.workspace_id,
        )  # fmt: skip
