"""Time boxes of teams, what was committed to them, and estimates found together."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.models import Member, Team
from backlog.models import Item, Product
from core.models import SameWorkspace, VersionedModel, WorkspaceModel, within_workspace


class SprintState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    ACTIVE = "active", _("Active")
    CLOSED = "closed", _("Closed")


class Sprint(VersionedModel):
    """A team's time box. It may hold items of several products; a team has one active sprint at most."""

    team = within_workspace(Team, on_delete=models.PROTECT, related_name="sprints", db_index=False)
    name = models.CharField(_("name"), max_length=80)
    goal = models.CharField(_("goal"), max_length=500, blank=True)
    start_on = models.DateField(_("start"))
    end_on = models.DateField(_("end"))
    state = models.CharField(max_length=7, choices=SprintState, default=SprintState.PLANNED)
    started_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta(VersionedModel.Meta):
        constraints = [
            *VersionedModel.Meta.constraints,
            SameWorkspace("team", name="sprint_team_here"),
            models.UniqueConstraint("team", Lower("name"), name="sprint_name_once"),
            models.UniqueConstraint(
                fields=["team"], condition=models.Q(state="active"), name="sprint_active_once"
            ),
            models.CheckConstraint(
                condition=models.Q(start_on__lte=models.F("end_on")), name="sprint_start_before_end"
            ),
        ]
        indexes = [models.Index(fields=["team", "start_on"], name="sprint_by_start")]

    def __str__(self) -> str:
        return self.name


class SprintItem(WorkspaceModel):
    """An item's place in a sprint: its current one while `outcome` is empty, else how it ended there.

    `committed` says that it was in scope when the sprint started, `estimate_at_start` how large it was then.
    """

    class Outcome(models.TextChoices):
        DONE = "done", _("Done")
        CARRIED = "carried", _("Carried over")
        RETURNED = "returned", _("Back to the backlog")
        REMOVED = "removed", _("Taken out")

    sprint = within_workspace(Sprint, on_delete=models.CASCADE, related_name="places", db_index=False)
    item = within_workspace(Item, on_delete=models.CASCADE, related_name="sprint_places")
    committed = models.BooleanField(default=False)
    estimate_at_start = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    estimate_at_close = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    added_at = models.DateTimeField(auto_now_add=True)
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta(WorkspaceModel.Meta):
        constraints = [
            *WorkspaceModel.Meta.constraints,
            SameWorkspace("sprint", name="sprintitem_sprint_here"),
            SameWorkspace("item", name="sprintitem_item_here"),
            models.UniqueConstraint(fields=["sprint", "item"], name="sprintitem_once"),
            models.UniqueConstraint(
                fields=["item"], condition=models.Q(outcome=""), name="sprintitem_one_at_a_time"
            ),
        ]


class Capacity(VersionedModel):
    """How much of a sprint a member has: working days less days off, times the share that goes into its items."""

    sprint = within_workspace(Sprint, on_delete=models.CASCADE, related_name="capacities", db_index=False)
    member = within_workspace(Member, on_delete=models.CASCADE, related_name="+")
    days_off = models.DecimalField(
        max_digits=4, decimal_places=1, default=0, validators=[MinValueValidator(0)]
    )
    focus_percent = models.PositiveSmallIntegerField(default=80, validators=[MaxValueValidator(100)])

    class Meta(VersionedModel.Meta):
        constraints = [
            *VersionedModel.Meta.constraints,
            SameWorkspace("sprint", name="capacity_sprint_here"),
            SameWorkspace("member", name="capacity_member_here"),
            models.UniqueConstraint(fields=["sprint", "member"], name="capacity_once"),
        ]


class EstimationRound(VersionedModel):
    """Planning poker for one item: open (votes are hidden), revealed, then set or given up."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        REVEALED = "revealed", _("Revealed")
        ENDED = "ended", _("Ended")

    product = within_workspace(Product, on_delete=models.CASCADE, related_name="+")
    item = within_workspace(Item, on_delete=models.CASCADE, related_name="rounds", db_index=False)
    opened_by = within_workspace(Member, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    deck = models.JSONField()
    result = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta(VersionedModel.Meta):
        constraints = [
            *VersionedModel.Meta.constraints,
            SameWorkspace("product", name="round_product_here"),
            SameWorkspace("item", name="round_item_here"),
            SameWorkspace("opened_by", name="round_opened_by_here"),
            models.UniqueConstraint(
                fields=["item"], condition=~models.Q(state="ended"), name="round_one_at_a_time"
            ),
        ]


class EstimationVote(WorkspaceModel):
    """A member's card in one round: a value of its deck, or “?”."""

    round = within_workspace(EstimationRound, on_delete=models.CASCADE, related_name="votes", db_index=False)
    member = within_workspace(Member, on_delete=models.CASCADE, related_name="+")
    card = models.CharField(max_length=8)
    voted_at = models.DateTimeField(auto_now=True)

    class Meta(WorkspaceModel.Meta):
        constraints = [
            *WorkspaceModel.Meta.constraints,
            SameWorkspace("round", name="vote_round_here"),
            SameWorkspace("member", name="vote_member_here"),
            models.UniqueConstraint(fields=["round", "member"], name="vote_once"),
        ]

    round_id: Any
