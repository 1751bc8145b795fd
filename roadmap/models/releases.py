"""Releases: what is shipped together."""

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from backlog.models import Item, Product
from core.models import Living, SameWorkspace, VersionedModel, WorkspaceModel, within_workspace


class Release(VersionedModel):
    """A shippable set of items with a date. It is one product's, but what is shipped with it may come from any.

    Its `notes` (Markdown) stand on the changelog from `published_at` on.
    """

    product = within_workspace(Product, on_delete=models.CASCADE, related_name="releases", db_index=False)
    name = models.CharField(_("name"), max_length=80)
    date = models.DateField(_("date"), null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    notes = models.TextField(_("notes"), max_length=20_000, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = Living["Release"]()
    all_objects = models.Manager["Release"]()

    class Meta(VersionedModel.Meta):
        base_manager_name = "all_objects"
        default_manager_name = "objects"
        constraints = [
            *VersionedModel.Meta.constraints,
            SameWorkspace("product", name="release_product_here"),
            models.UniqueConstraint(
                "product", Lower("name"), condition=models.Q(deleted_at=None), name="release_name_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ReleaseItem(WorkspaceModel):
    """An item's place in a release: one at a time."""

    release = within_workspace(Release, on_delete=models.CASCADE, related_name="places")
    item = within_workspace(Item, on_delete=models.CASCADE, related_name="release_places", db_index=False)
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta(WorkspaceModel.Meta):
        constraints = [
            *WorkspaceModel.Meta.constraints,
            SameWorkspace("release", name="releaseitem_release_here"),
            SameWorkspace("item", name="releaseitem_item_here"),
            models.UniqueConstraint(fields=["item"], name="releaseitem_one_at_a_time"),
        ]
