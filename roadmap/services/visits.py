"""What a member has seen of a roadmap."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Member
from activity.actors import Actor
from roadmap.models import Edition, Roadmap, RoadmapVisit


def keep_visit(roadmap: Roadmap, member: Member, *, by: Actor) -> None:
    """Note that the member knows the roadmap, whose workspace is loaded, as it is now: nothing up to here is news.

    What was made today is known from tomorrow on: at this day's beginning there was nothing to compare with. No event comes of
    it. Two statements.
    """
    zone = ZoneInfo(roadmap.workspace.timezone)
    made = timezone.localdate(roadmap.created_at, timezone=zone)
    visit = RoadmapVisit(
        workspace_id=roadmap.workspace_id,
        roadmap=roadmap,
        member=member,
        day=max(timezone.localdate(timezone=zone), made + timedelta(days=1)),
        edition=kept_for(roadmap, by).values_list("number", flat=True).first() or 0,
    )
    RoadmapVisit.objects.bulk_create(
        [visit],
        update_conflicts=True,
        unique_fields=["roadmap", "member"],
        update_fields=["day", "edition"],
    )


def kept_for(roadmap: Roadmap, by: Actor) -> "QuerySet[Edition]":
    """The editions whose content the actor may compare with, the newest first: of those of the nights none for who sees what was
    published and no more.
    """
    rows = Edition.objects.filter(roadmap=roadmap)
    return rows if roadmap.shows_now_to(by) else rows.filter(is_automatic=False)
