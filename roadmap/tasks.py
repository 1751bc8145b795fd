"""The worker's side of roadmaps."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from celery import shared_task
from django.utils import timezone

from accounts.models import Workspace
from core.db import tenant
from core.purge import KEPT_DAYS, purge
from roadmap.models import CheckIn, Entry, KeyResult, Objective, Release, Roadmap
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
def purge_deleted() -> int:
    """Remove for good the roadmaps that were deleted more than 30 days ago, with their entries, editions and share
    links, the entries that were taken off so long ago, the releases, and what was deleted of goals; returns how many of
    all. Batch by batch; safe to run twice or at the same time.
    """
    before = timezone.now() - timedelta(days=KEPT_DAYS)
    gone = purge(Entry.all_objects.filter(deleted_at__lt=before))
    gone += purge(Release.all_objects.filter(deleted_at__lt=before))
    for rows in (CheckIn.all_objects, KeyResult.all_objects, Objective.all_objects):
        gone += purge(rows.filter(deleted_at__lt=before))
    return gone + purge(Roadmap.objects.filter(deleted_at__lt=before), _remove)


def _remove(roadmaps: Any) -> None:
    """Entries first: a lane does not go while one stands in it."""
    Entry.all_objects.filter(roadmap__in=roadmaps).delete()
    roadmaps.delete()
