"""Saved views: a query with its columns, grouping and order, under a name."""

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.models import Member
from backlog.models.products import Product
from core.models import SameWorkspace, VersionedModel, WorkspaceModel, within_workspace


class Page(models.TextChoices):
    """Where a view is shown."""

    BACKLOG = "backlog", _("Backlog")
    BOARD = "board", _("Board")


class SavedView(VersionedModel):
    """How somebody looks at a product's items: private, or shared with who may read the backlog.

    `columns` lists the names of the shown columns in their order; `widths` maps a column to pixels.
    """

    product = within_workspace(Product, on_delete=models.CASCADE, related_name="views", db_index=False)
    owner = within_workspace(Member, on_delete=models.PROTECT, related_name="+")
    page = models.CharField(max_length=10, choices=Page, default=Page.BACKLOG)
    name = models.CharField(_("name"), max_length=80)
    is_shared = models.BooleanField(_("shared"), default=False)
    query = models.CharField(_("query"), max_length=1000, blank=True)
    columns = models.JSONField(default=list, blank=True)
    widths = models.JSONField(default=dict, blank=True)
    group_by = models.CharField(_("grouped by"), max_length=40, blank=True)

    class Meta(VersionedModel.Meta):
        constraints = [
            *VersionedModel.Meta.constraints,
            SameWorkspace("product", name="savedview_product_here"),
            SameWorkspace("owner", name="savedview_owner_here"),
            models.UniqueConstraint("product", "page", "owner", Lower("name"), name="savedview_name_once"),
            models.CheckConstraint(condition=models.Q(page__in=Page.values), name="savedview_page_known"),
            models.CheckConstraint(condition=~models.Q(name=""), name="savedview_has_name"),
        ]

    def __str__(self) -> str:
        return self.name


class DefaultView(WorkspaceModel):
    """The view that a member finds when they open a product's page."""

    member = within_workspace(Member, on_delete=models.CASCADE, related_name="+", db_index=False)
    view = within_workspace(SavedView, on_delete=models.CASCADE, related_name="default_of")
    product = within_workspace(Product, on_delete=models.CASCADE, related_name="+")
    page = models.CharField(max_length=10, choices=Page)

    class Meta(WorkspaceModel.Meta):
        constraints = [
            *WorkspaceModel.Meta.constraints,
            SameWorkspace("member", name="defaultview_member_here"),
            SameWorkspace("view", name="defaultview_view_here"),
            SameWorkspace("product", name="defaultview_product_here"),
            models.UniqueConstraint(fields=["member", "product", "page"], name="defaultview_once"),
        ]
