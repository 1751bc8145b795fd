"""What a product is for: the page that everybody reads before they read its plans."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from backlog.models import Product
from core.models import Living, SameWorkspace, VersionedModel, within_workspace

MOST_WORDS = 5000


class ProductPage(VersionedModel):
    """Whom a product is for, which problem of theirs it solves, and where it begins; its vision is the product's own.

    `wedge` is the first narrow market, `expansion` how it goes on from there. All Markdown; a product without a row has said
    nothing yet.
    """

    product = within_workspace(Product, on_delete=models.CASCADE, related_name="pages", db_index=False)
    users = models.TextField(_("target users"), max_length=MOST_WORDS, blank=True)
    problem = models.TextField(_("problem"), max_length=MOST_WORDS, blank=True)
    wedge = models.TextField(_("first market"), max_length=MOST_WORDS, blank=True)
    expansion = models.TextField(_("expansion"), max_length=MOST_WORDS, blank=True)

    class Meta(VersionedModel.Meta):
        constraints = [
            *VersionedModel.Meta.constraints,
            SameWorkspace("product", name="productpage_product_here"),
            models.UniqueConstraint(fields=["product"], name="productpage_once"),
        ]


class Principle(VersionedModel):
    """What decides where two good things stand against each other; `position` is its place among the product's."""

    product = within_workspace(Product, on_delete=models.CASCADE, related_name="principles")
    name = models.CharField(_("principle"), max_length=160)
    text = models.TextField(_("what it means"), max_length=2000, blank=True)
    position = models.PositiveIntegerField(default=0)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = Living["Principle"]()
    all_objects = models.Manager["Principle"]()

    class Meta(VersionedModel.Meta):
        base_manager_name = "all_objects"
        default_manager_name = "objects"
        constraints = [
            *VersionedModel.Meta.constraints,
            SameWorkspace("product", name="principle_product_here"),
        ]

    def __str__(self) -> str:
        return self.name
