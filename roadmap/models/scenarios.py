"""Scenarios: a private what-if, laid over a roadmap's plan and never copied from it."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Member
from activity.actors import Actor
from backlog.models import Item
from core.models import SameWorkspace, VersionedModel, WorkspaceModel, within_workspace
from roadmap.models.roadmaps import Milestone, Roadmap


class ScenarioQuerySet(models.QuerySet["Scenario"]):
    def visible_to(self, actor: Actor) -> "ScenarioQuerySet":
        """One's own, of roadmaps that one may read; those of others do not exist."""
        roadmaps = Roadmap.objects.visible_to(actor)
        return self.filter(
            workspace_id=actor.workspace_id, owner_id=actor.member_id, deleted_at=None, roadmap__in=roadmaps
        )


class Scenario(VersionedModel):
    """A what-if over one roadmap, of one member. It holds nothing but what it has otherwise (Overlay)."""

    roadmap = within_workspace(Roadmap, on_delete=models.CASCADE, related_name="scenarios")
    owner = within_workspace(Member, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=120)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = ScenarioQuerySet.as_manager()

    class Meta(VersionedModel.Meta):
        ordering = ["-created_at", "-id"]
        constraints = [
            *VersionedModel.Meta.constraints,
            SameWorkspace("roadmap", name="scenario_roadmap_here"),
            SameWorkspace("owner", name="scenario_owner_here"),
        ]

    def __str__(self) -> str:
        return self.name


class Overlay(WorkspaceModel):
    """One field of one item, or the day of one milestone, as a scenario has it: `value`, and `was`, what the plan said when it was
    laid over.

    `start` and `due` are [ISO day or "", precision], `lane` the id of a row (`lanes_from.py`), `horizon`,
    `confidence`, `public_title` and `public_note` as on an entry, `on` whether the item is on the roadmap at all. `day`
    alone is of a milestone, an ISO day.
    """

    class Field(models.TextChoices):
        ON = "on"
        LANE = "lane"
        HORIZON = "horizon"
        START = "start"
        DUE = "due"
        CONFIDENCE = "confidence"
        PUBLIC_TITLE = "public_title"
        PUBLIC_NOTE = "public_note"
        DAY = "day"

    scenario = within_workspace(Scenario, on_delete=models.CASCADE, related_name="overlays", db_index=False)
    item = within_workspace(Item, on_delete=models.CASCADE, related_name="+", null=True)
    milestone = within_workspace(Milestone, on_delete=models.CASCADE, related_name="+", null=True)
    field = models.CharField(max_length=12)
    value: Any = models.JSONField()
    was: Any = models.JSONField(null=True)

    class Meta(WorkspaceModel.Meta):
        constraints = [
            *WorkspaceModel.Meta.constraints,
            SameWorkspace("scenario", name="overlay_scenario_here"),
            SameWorkspace("item", name="overlay_item_here"),
            SameWorkspace("milestone", name="overlay_milestone_here"),
            models.UniqueConstraint(fields=["scenario", "item", "field"], name="overlay_once"),
            models.UniqueConstraint(fields=["scenario", "milestone"], name="overlay_milestone_once"),
            models.CheckConstraint(
                condition=models.Q(field="day", item=None, milestone__isnull=False)
                | (~models.Q(field="day") & models.Q(item__isnull=False, milestone=None)),
                name="overlay_of_one_thing",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    field__in=[
                        "on",
                        "lane",
                        "horizon",
                        "start",
                        "due",
                        "confidence",
                        "public_title",
                        "public_note",
                        "day",
                    ]
                ),
                name="overlay_field_known",
            ),
        ]
