"""How items belong together beside parent and child."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Member
from backlog.models.items import Item
from core.models import SameWorkspace, VersionedModel, within_workspace


class ItemLink(VersionedModel):
    """“`source` blocks, relates to or duplicates `target`”. Those that block never form a circle."""

    class Kind(models.TextChoices):
        BLOCKS = "blocks", _("blocks")
        RELATES = "relates", _("relates to")
        DUPLICATES = "duplicates", _("duplicates")

    source = within_workspace(Item, on_delete=models.CASCADE, related_name="links_out", db_index=False)
    target = within_workspace(Item, on_delete=models.CASCADE, related_name="links_in")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    created_by = within_workspace(Member, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta(VersionedModel.Meta):
        constraints = [
            *VersionedModel.Meta.constraints,
            SameWorkspace("source", name="itemlink_source_here"),
            SameWorkspace("target", name="itemlink_target_here"),
            SameWorkspace("created_by", name="itemlink_created_by_here"),
            models.UniqueConstraint(fields=["source", "target", "kind"], name="itemlink_once"),
            models.CheckConstraint(condition=~models.Q(source=models.F("target")), name="itemlink_of_two"),
        ]
