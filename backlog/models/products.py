"""Products, their workflow, the teams that work on them."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.models import Team
from core.models import SameWorkspace, VersionedModel, WorkspaceModel, within_workspace


class Category(models.TextChoices):
    """What a status means, whatever it is called."""

    BACKLOG = "backlog", _("Backlog")
    READY = "ready", _("Ready")
    ACTIVE = "active", _("Active")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("Dropped")


OPEN_CATEGORIES = (Category.BACKLOG, Category.READY, Category.ACTIVE)


class Product(VersionedModel):
    """What is being built. `next_number` and the order of ranks are guarded by a lock on this row."""

    key = models.CharField(
        _("key"),
        max_length=10,
        validators=[
            RegexValidator(
                r"^[A-Z][A-Z0-9]{1,9}$",
                _("Two to ten capital letters or digits, a letter first."),
            )
        ],
    )
    name = models.CharField(_("name"), max_length=80)
    vision = models.TextField(_("vision"), max_length=2000, blank=True)
    next_number = models.PositiveIntegerField(default=1)
    archived_at = models.DateTimeField(null=True, blank=True)
    teams = models.ManyToManyField(Team, through="ProductTeam", related_name="products")

    class Meta(VersionedModel.Meta):
        constraints = [
            *VersionedModel.Meta.constraints,
            models.UniqueConstraint(fields=["workspace", "key"], name="product_key_once"),
            models.CheckConstraint(
                condition=models.Q(key__regex=r"^[A-Z][A-Z0-9]{1,9}$"),
                name="product_key_form",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ProductTeam(WorkspaceModel):
    product = within_workspace(Product, on_delete=models.CASCADE, related_name="+", db_index=False)
    team = within_workspace(Team, on_delete=models.CASCADE, related_name="+")

    class Meta(WorkspaceModel.Meta):
        constraints = [
            *WorkspaceModel.Meta.constraints,
            SameWorkspace("product", name="productteam_product_here"),
            SameWorkspace("team", name="productteam_team_here"),
            models.UniqueConstraint(fields=["product", "team"], name="productteam_once"),
        ]


class Status(VersionedModel):
    """A step of a product's workflow, in one category."""

    product = within_workspace(Product, on_delete=models.CASCADE, related_name="statuses", db_index=False)
    name = models.CharField(_("name"), max_length=40)
    category = models.CharField(_("category"), max_length=8, choices=Category)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta(VersionedModel.Meta):
        ordering = ["position", "id"]
        constraints = [
            *VersionedModel.Meta.constraints,
            SameWorkspace("product", name="status_product_here"),
            models.UniqueConstraint("product", Lower("name"), name="status_name_once"),
            models.CheckConstraint(
                condition=models.Q(category__in=Category.values),
                name="status_category_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name
