"""Rating blindly: a round of items and criteria that several members rate without seeing each other's numbers."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Member
from backlog.models.items import Item
from backlog.models.products import Product
from backlog.models.scoring import Criterion, ScoringModel
from core.constraints import is_number
from core.models import SameWorkspace, VersionedModel, WorkspaceModel, within_workspace


class RatingRound(VersionedModel):
    """Items rated together by the criteria that their product's model had: open (numbers are hidden), revealed, ended.

    `revealed_at`: since when the numbers are known; none where they are hidden, or never were shown.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        REVEALED = "revealed", _("Revealed")
        ENDED = "ended", _("Ended")

    product = within_workspace(Product, on_delete=models.CASCADE, related_name="rating_rounds")
    model = within_workspace(ScoringModel, on_delete=models.SET_NULL, null=True, related_name="+")
    name = models.CharField(_("name"), max_length=80)
    opened_by = within_workspace(Member, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    revealed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    criteria = models.ManyToManyField(Criterion, through="RatingRoundCriterion", related_name="rounds")
    items = models.ManyToManyField(Item, through="RatingRoundItem", related_name="rating_rounds")

    class Meta(VersionedModel.Meta):
        constraints = [
            *VersionedModel.Meta.constraints,
            SameWorkspace("product", name="ratinground_product_here"),
            SameWorkspace("model", name="ratinground_model_here"),
            SameWorkspace("opened_by", name="ratinground_opened_by_here"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_known(self) -> bool:
        """Whether everybody may see the numbers."""
        return self.state != self.State.OPEN and self.revealed_at is not None


class RatingRoundItem(WorkspaceModel):
    """An item that a round rates."""

    round = within_workspace(RatingRound, on_delete=models.CASCADE, related_name="places", db_index=False)
    item = within_workspace(Item, on_delete=models.CASCADE, related_name="+")

    class Meta(WorkspaceModel.Meta):
        constraints = [
            *WorkspaceModel.Meta.constraints,
            SameWorkspace("round", name="ratingrounditem_round_here"),
            SameWorkspace("item", name="ratingrounditem_item_here"),
            models.UniqueConstraint(fields=["round", "item"], name="ratingrounditem_once"),
        ]


class RatingRoundCriterion(WorkspaceModel):
    """A criterion that a round rates by."""

    round = within_workspace(RatingRound, on_delete=models.CASCADE, related_name="columns", db_index=False)
    criterion = within_workspace(Criterion, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta(WorkspaceModel.Meta):
        ordering = ["position", "id"]
        constraints = [
            *WorkspaceModel.Meta.constraints,
            SameWorkspace("round", name="ratingroundcriterion_round_here"),
            SameWorkspace("criterion", name="ratingroundcriterion_criterion_here"),
            models.UniqueConstraint(fields=["round", "criterion"], name="ratingroundcriterion_once"),
        ]


class BlindRating(WorkspaceModel):
    """One member's number for an item and a criterion in a round, and why; it is never a rating by itself."""

    round = within_workspace(RatingRound, on_delete=models.CASCADE, related_name="votes", db_index=False)
    item = within_workspace(Item, on_delete=models.CASCADE, related_name="+")
    criterion = within_workspace(Criterion, on_delete=models.CASCADE, related_name="+")
    member = within_workspace(Member, on_delete=models.CASCADE, related_name="+")
    value = models.DecimalField(max_digits=18, decimal_places=6)
    note = models.CharField(_("note"), max_length=300, blank=True)
    voted_at = models.DateTimeField()

    class Meta(WorkspaceModel.Meta):
        constraints = [
            *WorkspaceModel.Meta.constraints,
            SameWorkspace("round", name="blindrating_round_here"),
            SameWorkspace("item", name="blindrating_item_here"),
            SameWorkspace("criterion", name="blindrating_criterion_here"),
            SameWorkspace("member", name="blindrating_member_here"),
            models.UniqueConstraint(fields=["round", "item", "criterion", "member"], name="blindrating_once"),
            models.CheckConstraint(condition=is_number("value"), name="blindrating_is_number"),
        ]

    round_id: Any
