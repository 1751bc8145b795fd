"""The worker's side of roadmaps."""

from zoneinfo import ZoneInfo

from celery import shared_task
from django.utils import timezone

from accounts.models import Workspace
from core.db import tenant
from roadmap.models import Roadmap
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
