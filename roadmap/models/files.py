"""What is handed on of a roadmap: files that the worker makes, and calendars that people subscribe to."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Member
from core.models import SameWorkspace, WorkspaceModel, within_workspace
from roadmap.models.roadmaps import Roadmap


class RoadmapFile(WorkspaceModel):
    """A file that one member has asked for and the worker makes, as they see the roadmap; kept for a day.

    `query` narrows it, `view` is how pictures and print show it. `language` and `timezone` are theirs when they asked. `attempts` counts how often the worker has begun.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    roadmap = within_workspace(Roadmap, on_delete=models.CASCADE, related_name="files")
    asked_by = within_workspace(Member, on_delete=models.CASCADE, related_name="+")
    format = models.CharField(max_length=8)
    query = models.TextField(blank=True)
    view = models.CharField(max_length=10, default="timeline")
    language = models.CharField(max_length=20)
    timezone = models.CharField(max_length=64)
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=500, blank=True)
    file = models.FileField(upload_to="exports/", blank=True)
    name = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    begun_at = models.DateTimeField(null=True)

    class Meta(WorkspaceModel.Meta):
        ordering = ["-id"]
        constraints = [
            *WorkspaceModel.Meta.constraints,
            SameWorkspace("roadmap", name="roadmapfile_roadmap_here"),
            SameWorkspace("asked_by", name="roadmapfile_by_here"),
        ]


class CalendarFeed(WorkspaceModel):
    """One member's secret address of a roadmap as a calendar. The token is found by its hash; the encrypted copy lets them see
    the address again. Taking it back removes the row.
    """

    roadmap = within_workspace(
        Roadmap, on_delete=models.CASCADE, related_name="calendar_feeds", db_index=False
    )
    member = within_workspace(Member, on_delete=models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    token_encrypted = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(WorkspaceModel.Meta):
        constraints = [
            *WorkspaceModel.Meta.constraints,
            SameWorkspace("roadmap", name="calendarfeed_roadmap_here"),
            SameWorkspace("member", name="calendarfeed_member_here"),
            models.UniqueConstraint(fields=["roadmap", "member"], name="calendarfeed_once"),
        ]
