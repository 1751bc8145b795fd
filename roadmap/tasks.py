"""The worker's side of roadmaps."""

from datetime import timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from celery import shared_task
from django.utils import timezone

from accounts.models import Workspace
from activity.dispatch import begun
from core.db import tenant
from core.purge import KEPT_DAYS, purge
from roadmap.models import (
    CheckIn,
    Entry,
    KeyResult,
    Milestone,
    Objective,
    Principle,
    Release,
    Roadmap,
    Scenario,
    Theme,
)
from roadmap.services import files
from roadmap.services.files import MAKE
from roadmap.services.joining import automatic_roadmaps, follow_query
from roadmap.services.publishing import keep_edition_of_the_night

NIGHT = 3


@shared_task
def publish_nightly() -> int:
    """Keep an edition of each changed roadmap where it is between three and four at night; returns how many.

    Runs every hour; each roadmap is its own transaction, so a killed run goes on with the next. Safe to run twice.
    """
    now = timezone.now()
    kept = 0
    for workspace in Workspace.objects.only("timezone"):
        if now.astimezone(ZoneInfo(workspace.timezone)).hour != NIGHT:
            continue
        for roadmap in Roadmap.objects.filter(workspace=workspace, deleted_at=None):
            with tenant(workspace.pk):
                kept += keep_edition_of_the_night(roadmap) is not None
    return kept


@shared_task
def follow(roadmap_id: str) -> int:
    """Have one roadmap's query followed, after news (`handlers.queries`); returns how many joined or left."""
    begun("roadmap.tasks.follow", roadmap_id)
    found = Roadmap.objects.filter(pk=roadmap_id).first()
    if found is None:
        return 0
    with tenant(found.workspace_id):
        flow = follow_query(found)
    return flow.joined + flow.left


@shared_task
def follow_all() -> int:
    """Have every roadmap's query followed: days pass, and news may be lost. Hourly, so that each workspace's day begins on time.

    Each roadmap is its own transaction; returns how many items joined or left. Safe to run twice or at the same time.
    """
    moved = 0
    for pk, workspace in list(automatic_roadmaps()):
        with tenant(workspace):
            flow = follow_query(Roadmap(pk=pk))
        moved += flow.joined + flow.left
    return moved


@shared_task
def make_file(file_id: str) -> None:
    """Make a file of a large roadmap."""
    begun(MAKE, file_id)
    files.make_file(UUID(file_id))


@shared_task
def sweep_files() -> int:
    """Go on with files whose worker died or whose start was lost, and forget those of yesterday."""
    return files.sweep_files()


@shared_task
def purge_deleted() -> int:
    """Remove for good the roadmaps that were deleted more than 30 days ago, with their entries, editions and share
    links, the entries that were taken off so long ago (but for what a query must not bring back), the milestones, the releases, the scenarios, the themes, the principles, and what was deleted of goals; returns how many of
    all. Batch by batch; safe to run twice or at the same time.
    """
    before = timezone.now() - timedelta(days=KEPT_DAYS)
    gone = purge(Entry.all_objects.filter(deleted_at__lt=before, is_kept_out=False))
    gone += purge(Release.all_objects.filter(deleted_at__lt=before))
    for rows in (
        Milestone.all_objects,
        CheckIn.all_objects,
        KeyResult.all_objects,
        Objective.all_objects,
        Theme.all_objects,
        Principle.all_objects,
    ):
        gone += purge(rows.filter(deleted_at__lt=before))
    gone += purge(Scenario.objects.filter(deleted_at__lt=before))
    return gone + purge(Roadmap.objects.filter(deleted_at__lt=before), _remove)


def _remove(roadmaps: Any) -> None:
    """Entries first: a lane does not go while one stands in it."""
    Entry.all_objects.filter(roadmap__in=roadmaps).delete()
    roadmaps.delete()
