"""Roadmaps as calendars that people subscribe to: a secret address for each of them, theirs alone to take back."""

from django.conf import settings
from django.db import transaction

from accounts.models import Member
from accounts.permissions import Right, may, require
from activity.actors import Actor
from core.db import TenantSet
from core.sealed import hash_of, new_secret, seal, unseal
from roadmap.models import CalendarFeed, Roadmap

_PURPOSE = "calendar-feed"


@transaction.atomic
def open_calendar(roadmap: Roadmap, member: Member, *, by: Actor) -> CalendarFeed:
    """A new secret address of a roadmap that the member may read; the one they had ends. What they see of the roadmap does
    not change, so no event comes of it.

    Raises PermissionDenied. Cost: 2 statements.
    """
    require(by, Right.READ_ROADMAPS)
    secret = new_secret()
    values = {"token_hash": hash_of(secret), "token_encrypted": seal(secret, _PURPOSE)}
    feed, _is_new = CalendarFeed.objects.update_or_create(
        workspace_id=roadmap.workspace_id, roadmap=roadmap, member=member, defaults=values
    )
    return feed


@transaction.atomic
def close_calendar(roadmap: Roadmap, member: Member, *, by: Actor) -> None:
    """Make the member's address answer 404 from now on. Twice is once. One statement."""
    CalendarFeed.objects.filter(roadmap=roadmap, member=member, workspace_id=by.workspace_id).delete()


def calendar_of(roadmap: Roadmap, member: Member) -> CalendarFeed | None:
    """The member's calendar of a roadmap. One statement."""
    return CalendarFeed.objects.filter(roadmap=roadmap, member=member).first()


def calendar_url(feed: CalendarFeed) -> str:
    """The absolute address to subscribe to; empty where the secret cannot be read any more."""
    secret = unseal(feed.token_encrypted, _PURPOSE)
    return f"{settings.BASE_URL}/calendar/{secret}/roadmap.ics" if secret else ""


def calendar_behind(token: str) -> CalendarFeed | None:
    """The calendar of an address, with its roadmap, workspace and member, while that member may read the roadmap; None for
    every other. Two statements.
    """
    rows = CalendarFeed.objects.filter(token_hash=hash_of(token), member__deactivated_at=None)
    rows = rows.select_related("member__user", "roadmap__workspace").annotate(
        tenant=TenantSet("workspace_id")
    )
    feed = rows.first()
    if feed is None or feed.member.user is None or not feed.member.user.is_active:
        return None
    actor = feed.member.actor()
    visible = may(actor, Right.READ_ROADMAPS) and Roadmap.objects.visible_to(actor)
    return feed if visible and visible.filter(pk=feed.roadmap_id).exists() else None
