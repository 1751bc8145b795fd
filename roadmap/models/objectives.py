"""Goals: objectives in a tree, the key results that measure them, and the items that serve them."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Member
from backlog.models import Item
from core.models import Living, SameWorkspace, VersionedModel, WorkspaceModel, within_workspace

LEAST_WEIGHT, USUAL_WEIGHT, MOST_WEIGHT = 1, 5, 10


class Objective(VersionedModel):
    """What one wants to reach. `weight` is how much it matters, from 1 to 10; `position` its place among its siblings."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        ACHIEVED = "achieved", _("Achieved")
        DROPPED = "dropped", _("Dropped")

    name = models.CharField(_("name"), max_length=120)
    description = models.TextField(_("description"), max_length=10_000, blank=True)
    parent = within_workspace(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="children"
    )
    owner = within_workspace(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    start_on = models.DateField(_("start"), null=True, blank=True)
    end_on = models.DateField(_("end"), null=True, blank=True)
    weight = models.PositiveSmallIntegerField(
        _("weight"),
        default=USUAL_WEIGHT,
        validators=[MinValueValidator(LEAST_WEIGHT), MaxValueValidator(MOST_WEIGHT)],
    )
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN)
    position = models.PositiveIntegerField(default=0)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = Living["Objective"]()
    all_objects = models.Manager["Objective"]()

    class Meta(VersionedModel.Meta):
        base_manager_name = "all_objects"
        default_manager_name = "objects"
        constraints = [
            *VersionedModel.Meta.constraints,
            SameWorkspace("parent", name="objective_parent_here"),
            SameWorkspace("owner", name="objective_owner_here"),
            models.CheckConstraint(
                condition=models.Q(state__in=["open", "achieved", "dropped"]), name="objective_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(weight__range=(LEAST_WEIGHT, MOST_WEIGHT)), name="objective_weight_range"
            ),
            models.CheckConstraint(
                condition=models.Q(start_on__isnull=True)
                | models.Q(end_on__isnull=True)
                | models.Q(start_on__lte=models.F("end_on")),
                name="objective_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class KeyResult(VersionedModel):
    """How far an objective is, as one number on its way from `start` to `target`, which may be above or below it.

    `current` is what the last check-in said, `start` before there is one.
    """

    objective = within_workspace(Objective, on_delete=models.CASCADE, related_name="key_results")
    name = models.CharField(_("name"), max_length=160)
    start = models.DecimalField(_("start"), max_digits=18, decimal_places=6)
    target = models.DecimalField(_("target"), max_digits=18, decimal_places=6)
    current = models.DecimalField(_("current"), max_digits=18, decimal_places=6)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    owner = within_workspace(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    due_on = models.DateField(_("due"), null=True, blank=True)
    position = models.PositiveIntegerField(default=0)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = Living["KeyResult"]()
    all_objects = models.Manager["KeyResult"]()

    class Meta(VersionedModel.Meta):
        base_manager_name = "all_objects"
        default_manager_name = "objects"
        constraints = [
            *VersionedModel.Meta.constraints,
            SameWorkspace("objective", name="keyresult_objective_here"),
            SameWorkspace("owner", name="keyresult_owner_here"),
            models.CheckConstraint(condition=~models.Q(start=models.F("target")), name="keyresult_has_way"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def progress(self) -> float:
        """The share of the way from start to target, from 0 to 1; what lies behind or beyond counts as its end."""
        share = (self.current - self.start) / (self.target - self.start)
        return float(min(max(share, Decimal(0)), Decimal(1)))

    @property
    def is_rising(self) -> bool:
        """Whether more is better."""
        return self.target > self.start


class Confidence(models.TextChoices):
    ON_TRACK = "on_track", _("On track")
    AT_RISK = "at_risk", _("At risk")
    OFF_TRACK = "off_track", _("Off track")


class CheckIn(WorkspaceModel):
    """What somebody saw of a key result at a moment, and whether they believe that it will be reached."""

    key_result = within_workspace(
        KeyResult, on_delete=models.CASCADE, related_name="check_ins", db_index=False
    )
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=6)
    confidence = models.CharField(
        _("confidence"), max_length=9, choices=Confidence, default=Confidence.ON_TRACK
    )
    comment = models.CharField(_("comment"), max_length=2000, blank=True)
    author = within_workspace(Member, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = Living["CheckIn"]()
    all_objects = models.Manager["CheckIn"]()

    class Meta(WorkspaceModel.Meta):
        ordering = ["-at", "-id"]
        base_manager_name = "all_objects"
        default_manager_name = "objects"
        indexes = [models.Index(fields=["key_result", "-at"], name="checkin_newest")]
        constraints = [
            *WorkspaceModel.Meta.constraints,
            SameWorkspace("key_result", name="checkin_keyresult_here"),
            SameWorkspace("author", name="checkin_author_here"),
            models.CheckConstraint(
                condition=models.Q(confidence__in=["on_track", "at_risk", "off_track"]),
                name="checkin_confidence_known",
            ),
        ]


class ItemObjective(WorkspaceModel):
    """An item that serves an objective: one of them first (`is_primary`), others beside it; `note` says how."""

    objective = within_workspace(Objective, on_delete=models.CASCADE, related_name="places", db_index=False)
    item = within_workspace(Item, on_delete=models.CASCADE, related_name="objective_places")
    is_primary = models.BooleanField(default=True)
    note = models.CharField(_("what it contributes"), max_length=300, blank=True, default="")
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta(WorkspaceModel.Meta):
        constraints = [
            *WorkspaceModel.Meta.constraints,
            SameWorkspace("objective", name="itemobjective_objective_here"),
            SameWorkspace("item", name="itemobjective_item_here"),
            models.UniqueConstraint(fields=["objective", "item"], name="itemobjective_once"),
            models.UniqueConstraint(
                fields=["item"], condition=models.Q(is_primary=True), name="itemobjective_one_primary"
            ),
        ]
