"""Digests of roadmaps: what changed since a member was told last, in the morning of their day or week.

They tell of kept editions alone, so that nothing is told twice or too early: to who sees what was published of those, to the others of
the nights' as well. Who holds the subscription's row tells; the line and the letter have a key, so that each comes once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Member, User
from accounts.permissions import Right, require
from activity.actors import Actor
from core.db import tenant
from notifications.letters import absolute, letter
from notifications.models import Notification, RoadmapDigest
from notifications.services.inbox import Line, tell
from notifications.services.post import write_mail
from notifications.services.reminders import mornings
from roadmap.changes import ChangeLine, line_of
from roadmap.comparing import NOTHING, Change, changes_between
from roadmap.models import Edition, Roadmap
from roadmap.services.visits import kept_for

SALT = "roadmap-digest"
MOST_LINES = 40


@transaction.atomic
def subscribe(roadmap: Roadmap, member: Member, *, frequency: str, by: Actor) -> None:
    """Have the member told of what changes on the roadmap from now on, `frequency` of RoadmapDigest.Frequency; who is subscribed
    already keeps their place. No event comes of it. Raises PermissionDenied for others than the member themself, DoesNotExist
    where they may not read it. Three statements.
    """
    _check_own(member, by)
    Roadmap.objects.visible_to(by).get(pk=roadmap.pk)
    wish = RoadmapDigest(
        workspace_id=roadmap.workspace_id,
        roadmap=roadmap,
        member=member,
        frequency=frequency,
        told_on=timezone.localdate(timezone=ZoneInfo(member.user.timezone if member.user else "UTC")),
        told_edition=kept_for(roadmap, by).values_list("number", flat=True).first() or 0,
    )
    wish.clean_fields(exclude=["workspace", "roadmap", "member"])
    RoadmapDigest.objects.bulk_create(
        [wish], update_conflicts=True, unique_fields=["roadmap", "member"], update_fields=["frequency"]
    )


def unsubscribe(roadmap: Roadmap, member: Member, *, by: Actor) -> None:
    """Tell the member no more. Twice is once. Raises PermissionDenied as `subscribe`. One statement."""
    _check_own(member, by)
    RoadmapDigest.objects.filter(roadmap=roadmap, member=member).delete()


def _check_own(member: Member, by: Actor) -> None:
    require(by, Right.READ_ROADMAPS)
    if by.member_id != member.pk:
        raise PermissionDenied(_("Everybody chooses their own digests."))


def token_for(digest: RoadmapDigest) -> str:
    """What ends this subscription without a sign-in, and nothing else; a later one of the same member has another."""
    return signing.Signer(salt=SALT).sign_object(str(digest.pk))


def unsubscribe_by(token: str) -> bool:
    """End the subscription that a letter belongs to; False where the token is none of ours. Twice is once. One statement."""
    try:
        pk = UUID(signing.Signer(salt=SALT).unsign_object(token))
    except (signing.BadSignature, ValueError):
        return False
    RoadmapDigest.objects.filter(pk=pk).delete()
    return True


def send_digests(now: datetime) -> int:
    """Tell everybody for whom it is 08:00 or later what changed since they were told; returns how many were.

    A morning that was missed is made up for, a day's until midnight, a week's until the next. Each subscription is its own
    transaction. Cost: one statement for each time zone in use, about ten a subscription that is due.
    """
    total = 0
    for zone, today in mornings(now):
        for pk, workspace_id in list(_due(today, zone).values_list("pk", "workspace_id")):
            with tenant(workspace_id):
                total += _send(pk, today)
    return total


def _due(today: date, zone: str) -> "QuerySet[RoadmapDigest]":
    """Those of a zone's people who have not been told today, or this week; a read over all workspaces, as that of reminders."""
    monday = today - timedelta(days=today.weekday())
    daily = Q(frequency=RoadmapDigest.Frequency.DAILY, told_on__lt=today)
    weekly = Q(frequency=RoadmapDigest.Frequency.WEEKLY, told_on__lt=monday)
    there = User.objects.filter(timezone=zone, is_active=True)
    return RoadmapDigest.objects.filter(daily | weekly, member__user__in=there, member__deactivated_at=None)


@dataclass(frozen=True, slots=True)
class _News:
    """What one subscriber is told: `since` as a comparison calls it, empty for the beginning."""

    digest: RoadmapDigest
    edition: Edition
    since: str
    changes: Sequence[Change]


def _send(pk: UUID, today: date) -> int:
    rows = RoadmapDigest.objects.filter(pk=pk, told_on__lt=today).select_for_update(
        of=("self",), skip_locked=True
    )
    digest = rows.select_related("roadmap__workspace", "member__user", "member__workspace").first()
    if digest is None:
        return 0
    by = digest.member.actor(via="worker")
    news = _news(digest, by) if Roadmap.objects.visible_to(by).filter(pk=digest.roadmap_id).exists() else None
    digest.told_on = today
    digest.save(update_fields=["told_on", "told_edition"])
    if news is None:
        return 0
    data = {
        "roadmap": str(digest.roadmap_id), "title": digest.roadmap.name, "count": len(news.changes), "since": news.since,
    }  # fmt: skip
    tell(digest.workspace_id, [Line(digest.member_id, Notification.Kind.DIGEST, _key(news), data)])
    _mail(news, today)
    return 1


def _news(digest: RoadmapDigest, by: Actor) -> _News | None:
    """What is new to the subscriber, noted as told; None where nothing changed that they may see."""
    editions = kept_for(digest.roadmap, by)
    last = editions.first()
    if last is None or last.number <= digest.told_edition:
        return None
    known = editions.filter(number__lte=digest.told_edition).first()
    digest.told_edition = last.number
    if known is None and digest.roadmap.shows_now_to(by):
        return None  # what stood there when they subscribed, kept for the first time
    changes = changes_between(known.document if known else NOTHING, last.document)
    return _News(digest, last, _said(known, digest.roadmap), changes) if changes else None


def _said(edition: Edition | None, roadmap: Roadmap) -> str:
    if edition is None:
        return ""
    day = timezone.localdate(edition.published_at, timezone=ZoneInfo(roadmap.workspace.timezone))
    return day.isoformat() if edition.is_automatic else str(edition.number)


def _key(news: _News) -> str:
    return f"digest:{news.digest.pk}:{news.edition.number}"


def _mail(news: _News, today: date) -> None:
    digest, user = news.digest, news.digest.member.user
    assert user is not None, "only people with a user are told"
    roadmap, slug = digest.roadmap, digest.member.workspace.slug
    way_out = settings.BASE_URL + reverse("notifications:unsubscribe", args=[token_for(digest)])
    query = urlencode({"since": news.since, "small": "no"})
    with translation.override(user.language):
        context = {
            "name": user.name, "roadmap": roadmap.name, "lines": _lines(news.changes, today), "unsubscribe": way_out,
            "more": max(0, len(news.changes) - MOST_LINES),
            "frequency": digest.get_frequency_display(),
            "link": f"{absolute('roadmap:changes', slug, roadmap.pk)}?{query}",
        }  # fmt: skip
        text, html = letter("digest", context)
        subject = ngettext("%(name)s: %(count)d change", "%(name)s: %(count)d changes", len(news.changes))
        write_mail(
            _key(news), to=user.email, subject=subject % {"name": roadmap.name, "count": len(news.changes)},
            text=text, html=html, workspace_id=digest.workspace_id, unsubscribe=way_out,
        )  # fmt: skip


def _lines(changes: Sequence[Change], today: date) -> list[ChangeLine]:
    return [line_of(change, today=today) for change in changes[:MOST_LINES]]
