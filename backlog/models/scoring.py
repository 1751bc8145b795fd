"""How items are weighed: criteria, models, ratings, and the scores that the worker computes from them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.models import Member
from backlog.models.items import Item, Kind
from backlog.models.products import Product
from core.constraints import is_number
from core.models import SameWorkspace, VersionedModel, WorkspaceModel, within_workspace


class Criterion(VersionedModel):
    """One question that items are rated by. `key` is its name in formulas; `steps` are [value, meaning] pairs."""

    product = within_workspace(Product, on_delete=models.CASCADE, related_name="criteria", db_index=False)
    key = models.CharField(_("name in formulas"), max_length=40)
    name = models.CharField(_("name"), max_length=60)
    description = models.CharField(_("description"), max_length=500, blank=True)
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    minimum = models.DecimalField(_("least"), max_digits=18, decimal_places=6, null=True, blank=True)
    maximum = models.DecimalField(_("most"), max_digits=18, decimal_places=6, null=True, blank=True)
    scale = models.CharField(_("scale"), max_length=16, default="linear")
    steps = models.JSONField(default=list, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta(VersionedModel.Meta):
        ordering = ["position", "id"]
        constraints = [
            *VersionedModel.Meta.constraints,
            SameWorkspace("product", name="criterion_product_here"),
            models.UniqueConstraint(fields=["product", "key"], name="criterion_key_once"),
            models.CheckConstraint(
                condition=models.Q(key__regex=r"^[a-z][a-z0-9_]*$"),
                name="criterion_key_form",
            ),
            models.CheckConstraint(
                condition=is_number("minimum") & is_number("maximum"), name="criterion_range_is_numbers"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ScoringModel(VersionedModel):
    """A formula over a product's criteria; one is active, and one more may be tried beside it: both are computed.

    `revision` goes up when scores may change by it. `scored_on`: the workspace's day for which a model that depends on
    the day was last computed.
    """

    product = within_workspace(
        Product, on_delete=models.CASCADE, related_name="scoring_models", db_index=False
    )
    name = models.CharField(_("name"), max_length=60)
    preset = models.CharField(max_length=30, blank=True)
    formula = models.TextField(_("formula"), max_length=2000)
    kinds = ArrayField(models.CharField(max_length=10, choices=Kind), default=list, blank=True)
    is_active = models.BooleanField(default=False)
    is_tried = models.BooleanField(default=False)
    scored_on = models.DateField(null=True, blank=True, editable=False)
    revision = models.PositiveIntegerField(default=1)
    criteria = models.ManyToManyField(Criterion, through="ModelCriterion", related_name="models")

    class Meta(VersionedModel.Meta):
        constraints = [
            *VersionedModel.Meta.constraints,
            SameWorkspace("product", name="scoringmodel_product_here"),
            models.UniqueConstraint("product", Lower("name"), name="scoringmodel_name_once"),
            models.UniqueConstraint(
                fields=["product"],
                condition=models.Q(is_active=True),
                name="scoringmodel_one_active",
            ),
            models.UniqueConstraint(
                fields=["product"],
                condition=models.Q(is_tried=True),
                name="scoringmodel_one_tried",
            ),
            models.CheckConstraint(
                condition=models.Q(is_active=False) | models.Q(is_tried=False),
                name="scoringmodel_active_or_tried",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ModelCriterion(WorkspaceModel):
    model = within_workspace(
        ScoringModel,
        on_delete=models.CASCADE,
        related_name="model_criteria",
        db_index=False,
    )
    criterion = within_workspace(Criterion, on_delete=models.CASCADE, related_name="model_criteria")
    weight = models.DecimalField(_("weight"), max_digits=9, decimal_places=3, default=1)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta(WorkspaceModel.Meta):
        ordering = ["position", "id"]
        constraints = [
            *WorkspaceModel.Meta.constraints,
            SameWorkspace("model", name="modelcriterion_model_here"),
            SameWorkspace("criterion", name="modelcriterion_criterion_here"),
            models.UniqueConstraint(fields=["model", "criterion"], name="modelcriterion_once"),
            models.CheckConstraint(condition=is_number("weight"), name="modelcriterion_weight_is_number"),
        ]


class Rating(VersionedModel):
    """One item's agreed number for one criterion."""

    item = within_workspace(Item, on_delete=models.CASCADE, related_name="ratings", db_index=False)
    criterion = within_workspace(Criterion, on_delete=models.CASCADE, related_name="ratings")
    value = models.DecimalField(max_digits=18, decimal_places=6)
    rated_by = within_workspace(Member, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta(VersionedModel.Meta):
        constraints = [
            *VersionedModel.Meta.constraints,
            SameWorkspace("item", name="rating_item_here"),
            SameWorkspace("criterion", name="rating_criterion_here"),
            SameWorkspace("rated_by", name="rating_by_here"),
            models.UniqueConstraint(fields=["item", "criterion"], name="rating_once"),
            models.CheckConstraint(condition=is_number("value"), name="rating_is_number"),
        ]


class Score(models.Model):
    """What the worker computed for one item by one model: a value, or the reason why there is none.

    Narrow and apart from the item, so that a recompute never touches the item's row, version or lock.
    """

    workspace = models.ForeignKey(
        "accounts.Workspace", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="scores", db_constraint=False)
    model = models.ForeignKey(
        ScoringModel,
        on_delete=models.CASCADE,
        related_name="scores",
        db_constraint=False,
        db_index=False,
    )
    value = models.FloatField(null=True)
    reason = models.CharField(max_length=200, null=True)
    revision = models.PositiveIntegerField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            SameWorkspace("item", name="score_item_here"),
            SameWorkspace("model", name="score_model_here"),
            models.UniqueConstraint(fields=["item", "model"], name="score_once"),
            models.CheckConstraint(
                condition=models.Q(value__isnull=False, reason=None)
                | models.Q(value=None, reason__isnull=False),
                name="score_value_or_reason",
            ),
            models.CheckConstraint(condition=is_number("value"), name="score_is_number"),
        ]
        indexes = [
            models.Index(
                "model",
                models.F("value").desc(nulls_last=True),
                "item",
                name="score_by_value",
            ),
        ]


class ScoreHistory(models.Model):
    """One move of one score, and what caused it: `action` is the act whose events tell who did what."""

    workspace = models.ForeignKey(
        "accounts.Workspace", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    item = models.ForeignKey(
        Item,
        on_delete=models.CASCADE,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    model = models.ForeignKey(
        ScoringModel,
        on_delete=models.CASCADE,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    before = models.FloatField(null=True)
    after = models.FloatField(null=True)
    cause = models.CharField(max_length=30)
    action = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            SameWorkspace("item", name="scorehistory_item_here"),
            SameWorkspace("model", name="scorehistory_model_here"),
            models.CheckConstraint(
                condition=is_number("before") & is_number("after"), name="scorehistory_is_numbers"
            ),
        ]
        indexes = [models.Index(fields=["item", "model", "-id"], name="scorehistory_of_item")]


class ScoreRequest(models.Model):
    """Something a score depends on has changed: one item's, or (item null) the whole product's.

    `action` is the act that changed it. `reached`: the item number up to which a run over the whole product has come.
    """

    workspace_id = models.UUIDField()
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="+")
    item_id = models.UUIDField(null=True)
    cause = models.CharField(max_length=30)
    action = models.UUIDField(null=True)
    reached = models.PositiveIntegerField(db_default=0)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["product", "item_id"],
                name="score_request_once",
                nulls_distinct=False,
            ),
        ]
