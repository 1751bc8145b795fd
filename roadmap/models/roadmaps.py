"""Roadmaps: chosen items for one audience, and what was published of them."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Member
from accounts.permissions import Right, may
from activity.actors import Actor
from backlog.models import Item
from core.models import SameWorkspace, VersionedModel, WorkspaceModel, within_workspace


class Horizon(models.TextChoices):
    NOW = "now", _("Now")
    NEXT = "next", _("Next")
    LATER = "later", _("Later")


class RoadmapQuerySet(models.QuerySet["Roadmap"]):
    def visible_to(self, actor: Actor) -> "RoadmapQuerySet":
        """Those shared with the workspace, and one's own private ones; the rest does not exist for the actor."""
        return self.readable_by(actor).filter(deleted_at=None)

    def readable_by(self, actor: Actor) -> "RoadmapQuerySet":
        """`visible_to`, with those that were deleted."""
        shared = models.Q(visibility=Roadmap.Visibility.WORKSPACE)
        return self.filter(shared | models.Q(owner_id=actor.member_id), workspace_id=actor.workspace_id)


class Roadmap(VersionedModel):
    """A view of chosen items for one audience; dates live on the items, once."""

    class Visibility(models.TextChoices):
        PRIVATE = "private", _("Only me")
        WORKSPACE = "workspace", _("Everyone in the workspace")

    name = models.CharField(_("name"), max_length=120)
    purpose = models.CharField(_("what it is for"), max_length=500, blank=True)
    visibility = models.CharField(
        _("who may read it"),
        max_length=10,
        choices=Visibility,
        default=Visibility.WORKSPACE,
    )
    owner = within_workspace(Member, on_delete=models.PROTECT, related_name="roadmaps")
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = RoadmapQuerySet.as_manager()

    class Meta(VersionedModel.Meta):
        constraints = [
            *VersionedModel.Meta.constraints,
            SameWorkspace("owner", name="roadmap_owner_here"),
            models.CheckConstraint(
                condition=models.Q(visibility__in=["private", "workspace"]),
                name="roadmap_visibility_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def editable_by(self, actor: Actor) -> bool:
        """True where the actor may change lanes, entries and titles."""
        return may(actor, Right.MANAGE_PLANS)


class Lane(VersionedModel):
    """A row of a roadmap."""

    roadmap = within_workspace(Roadmap, on_delete=models.CASCADE, related_name="lanes", db_index=False)
    name = models.CharField(_("name"), max_length=80)
    note = models.CharField(_("note"), max_length=200, blank=True)
    rank = models.CharField(max_length=200, db_collation="C")

    class Meta(VersionedModel.Meta):
        ordering = ["rank"]
        constraints = [
            *VersionedModel.Meta.constraints,
            SameWorkspace("roadmap", name="lane_roadmap_here"),
            models.UniqueConstraint(fields=["roadmap", "rank"], name="lane_rank_once"),
        ]

    def __str__(self) -> str:
        return self.name


class LivingEntries(models.Manager["Entry"]):
    """Hides what was taken off; `Entry.all_objects` sees it, so that undo brings it back with its comments."""

    def get_queryset(self) -> "models.QuerySet[Entry]":
        return super().get_queryset().filter(deleted_at=None)


class Entry(VersionedModel):
    """One item's place on one roadmap: lane, horizon, order, and what the audience reads of it.

    What was taken off stands in no lane and gives its place free.
    """

    roadmap = within_workspace(Roadmap, on_delete=models.CASCADE, related_name="entries", db_index=False)
    item = within_workspace(Item, on_delete=models.CASCADE, related_name="entries")
    lane = within_workspace(Lane, on_delete=models.PROTECT, null=True, blank=True, related_name="entries")
    horizon = models.CharField(_("horizon"), max_length=5, choices=Horizon, default=Horizon.LATER)
    rank = models.CharField(max_length=200, db_collation="C")
    public_title = models.CharField(_("public title"), max_length=300, blank=True)
    public_note = models.CharField(_("public note"), max_length=1000, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = LivingEntries()
    all_objects = models.Manager["Entry"]()

    class Meta(VersionedModel.Meta):
        ordering = ["rank"]
        base_manager_name = "all_objects"
        default_manager_name = "objects"
        constraints = [
            *VersionedModel.Meta.constraints,
            SameWorkspace("roadmap", name="entry_roadmap_here"),
            SameWorkspace("item", name="entry_item_here"),
            SameWorkspace("lane", name="entry_lane_here"),
            models.UniqueConstraint(
                fields=["roadmap", "item"], condition=models.Q(deleted_at=None), name="entry_item_once"
            ),
            models.UniqueConstraint(
                fields=["roadmap", "rank"], condition=models.Q(deleted_at=None), name="entry_rank_once"
            ),
            models.CheckConstraint(
                condition=models.Q(horizon__in=Horizon.values),
                name="entry_horizon_known",
            ),
        ]


class Edition(WorkspaceModel):
    """An immutable published snapshot: one JSON document with a schema number."""

    roadmap = within_workspace(Roadmap, on_delete=models.CASCADE, related_name="editions", db_index=False)
    number = models.PositiveIntegerField()
    schema = models.PositiveSmallIntegerField()
    document: Any = models.JSONField()
    note = models.CharField(_("what changed"), max_length=500, blank=True)
    is_automatic = models.BooleanField(default=False)
    published_by = within_workspace(Member, on_delete=models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField()

    class Meta(WorkspaceModel.Meta):
        ordering = ["-number"]
        constraints = [
            *WorkspaceModel.Meta.constraints,
            SameWorkspace("roadmap", name="edition_roadmap_here"),
            SameWorkspace("published_by", name="edition_by_here"),
            models.UniqueConstraint(fields=["roadmap", "number"], name="edition_number_once"),
        ]


class ShareLink(WorkspaceModel):
    """An unguessable, revocable URL to a read-only roadmap.

    The token is found by its hash; the encrypted copy lets an owner see the address again. `fields` is the
    allow-list of what the page shows of an entry; a field that is not named stays hidden.
    """

    class Source(models.TextChoices):
        PUBLISHED = "published", _("The last published edition")
        LIVE = "live", _("The roadmap as it is now")

    roadmap = within_workspace(Roadmap, on_delete=models.CASCADE, related_name="share_links")
    name = models.CharField(_("for whom"), max_length=80)
    token_hash = models.CharField(max_length=64, unique=True)
    token_encrypted = models.TextField()
    source = models.CharField(_("shows"), max_length=10, choices=Source, default=Source.PUBLISHED)
    fields = models.JSONField(default=list)
    created_by = within_workspace(Member, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta(WorkspaceModel.Meta):
        constraints = [
            *WorkspaceModel.Meta.constraints,
            SameWorkspace("roadmap", name="sharelink_roadmap_here"),
            SameWorkspace("created_by", name="sharelink_by_here"),
        ]

    @property
    def version(self) -> int:
        """For `If-Match`: a link changes once, when it is revoked."""
        return 2 if self.revoked_at else 1
