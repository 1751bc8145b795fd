"""Themes: areas that one invests in, the share of the effort each is meant to get, and the items that belong to it."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from backlog.models import Item
from core.models import Living, SameWorkspace, VersionedModel, WorkspaceModel, within_workspace

MOST_HUE = 11


class Theme(VersionedModel):
    """An area of investment; `hue` is one of the twelve of `css/components/tag.css`, `position` its place among all."""

    name = models.CharField(_("name"), max_length=80)
    description = models.TextField(_("description"), max_length=10_000, blank=True)
    hue = models.PositiveSmallIntegerField(_("colour"), default=7, validators=[MaxValueValidator(MOST_HUE)])
    position = models.PositiveIntegerField(default=0)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = Living["Theme"]()
    all_objects = models.Manager["Theme"]()

    class Meta(VersionedModel.Meta):
        base_manager_name = "all_objects"
        default_manager_name = "objects"
        constraints = [
            *VersionedModel.Meta.constraints,
            models.UniqueConstraint(
                "workspace", Lower("name"), condition=models.Q(deleted_at=None), name="theme_name_once"
            ),
            models.CheckConstraint(condition=models.Q(hue__lte=MOST_HUE), name="theme_hue_known"),
        ]

    def __str__(self) -> str:
        return self.name


class ThemeTarget(WorkspaceModel):
    """The share, in percent, of a period's effort that a theme is meant to get; `start_on` is the period's first day."""

    class Length(models.TextChoices):
        QUARTER = "quarter", _("Quarter")
        HALF = "half", _("Half-year")
        YEAR = "year", _("Year")

    theme = within_workspace(Theme, on_delete=models.CASCADE, related_name="targets", db_index=False)
    length = models.CharField(_("period"), max_length=7, choices=Length)
    start_on = models.DateField(_("start"))
    percent = models.DecimalField(_("target share"), max_digits=5, decimal_places=2)

    class Meta(WorkspaceModel.Meta):
        constraints = [
            *WorkspaceModel.Meta.constraints,
            SameWorkspace("theme", name="themetarget_theme_here"),
            models.UniqueConstraint(fields=["theme", "length", "start_on"], name="themetarget_once"),
            models.CheckConstraint(
                condition=models.Q(length__in=["quarter", "half", "year"]), name="themetarget_length_known"
            ),
            models.CheckConstraint(
                condition=models.Q(percent__gt=0, percent__lte=100), name="themetarget_is_share"
            ),
        ]


class ThemeItem(WorkspaceModel):
    """An item's theme: one at a time."""

    theme = within_workspace(Theme, on_delete=models.CASCADE, related_name="places")
    item = within_workspace(Item, on_delete=models.CASCADE, related_name="theme_places", db_index=False)
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta(WorkspaceModel.Meta):
        constraints = [
            *WorkspaceModel.Meta.constraints,
            SameWorkspace("theme", name="themeitem_theme_here"),
            SameWorkspace("item", name="themeitem_item_here"),
            models.UniqueConstraint(fields=["item"], name="themeitem_one_at_a_time"),
        ]
