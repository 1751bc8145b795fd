"""What surrounds the day of a release: its launch checklist, the template of those to come, and the public changelog."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Member
from backlog.models import Product
from core.models import SameWorkspace, VersionedModel, WorkspaceModel, within_workspace
from roadmap.models.releases import Release


class LaunchStep(VersionedModel):
    """One thing to be done around a release, by its owner, until its day."""

    release = within_workspace(Release, on_delete=models.CASCADE, related_name="steps")
    text = models.CharField(_("step"), max_length=200)
    owner = within_workspace(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    due_on = models.DateField(_("due"), null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta(VersionedModel.Meta):
        constraints = [
            *VersionedModel.Meta.constraints,
            SameWorkspace("release", name="launchstep_release_here"),
            SameWorkspace("owner", name="launchstep_owner_here"),
        ]
        indexes = [
            models.Index(fields=["due_on"], condition=models.Q(done_at=None), name="launchstep_due"),
        ]

    def __str__(self) -> str:
        return self.text


class TemplateStep(WorkspaceModel):
    """A step that a product's next releases begin with: due `days_before` their day (negative: after it)."""

    product = within_workspace(Product, on_delete=models.CASCADE, related_name="launch_template")
    text = models.CharField(max_length=200)
    owner = within_workspace(Member, on_delete=models.PROTECT, null=True, related_name="+")
    days_before = models.SmallIntegerField(null=True)
    position = models.PositiveSmallIntegerField()

    class Meta(WorkspaceModel.Meta):
        ordering = ["position"]
        constraints = [
            *WorkspaceModel.Meta.constraints,
            SameWorkspace("product", name="templatestep_product_here"),
            SameWorkspace("owner", name="templatestep_owner_here"),
        ]


class Changelog(VersionedModel):
    """Whether the workspace's published releases can be read by anybody; without a row they cannot."""

    is_open = models.BooleanField(default=False)

    class Meta(VersionedModel.Meta):
        constraints = [
            *VersionedModel.Meta.constraints,
            models.UniqueConstraint(fields=["workspace"], name="changelog_once"),
        ]

    def __str__(self) -> str:
        return str(_("Changelog"))
