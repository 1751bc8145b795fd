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


class LaneSource(models.TextChoices):
    """What lanes can come from that is not the roadmap's own: a field of its items."""

    OBJECTIVE = "objective", _("Objective")
    TEAM = "team", _("Team")
    PRODUCT = "product", _("Product")
    ASSIGNEE = "assignee", _("Assignee")
    PARENT = "parent", _("Parent")


class RoadmapQuerySet(models.QuerySet["Roadmap"]):
    def visible_to(self, actor: Actor) -> "RoadmapQuerySet":
        """Those shared with the workspace, and one's own private ones; the rest does not exist for the actor."""
        return self.readable_by(actor).filter(deleted_at=None)

    def readable_by(self, actor: Actor) -> "RoadmapQuerySet":
        """`visible_to`, with those that were deleted."""
        shared = models.Q(visibility=Roadmap.Visibility.WORKSPACE)
        return self.filter(shared | models.Q(owner_id=actor.member_id), workspace_id=actor.workspace_id)


class Roadmap(VersionedModel):
    """A view of chosen items for one audience; dates live on the items, once.

    Its lanes are its own, or come from a field of its items (`lanes_from`); `grouped_by` puts them below another one.
    """

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
    lanes_from = models.CharField(_("lanes"), max_length=9, choices=LaneSource, blank=True, default="")
    grouped_by = models.CharField(_("grouped by"), max_length=9, choices=LaneSource, blank=True, default="")
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
            models.CheckConstraint(
                condition=models.Q(lanes_from__in=["", *LaneSource.values])
                & models.Q(grouped_by__in=["", *LaneSource.values]),
                name="roadmap_lanes_known",
            ),
            models.CheckConstraint(
                condition=models.Q(grouped_by="") | ~models.Q(grouped_by=models.F("lanes_from")),
                name="roadmap_grouped_otherwise",
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


class RoadmapLook(WorkspaceModel):
    """How one member looks at a roadmap: the lanes and groups that are folded, by their ids on the page."""

    roadmap = within_workspace(Roadmap, on_delete=models.CASCADE, related_name="looks", db_index=False)
    member = within_workspace(Member, on_delete=models.CASCADE, related_name="+")
    folded: Any = models.JSONField(default=list)

    class Meta(WorkspaceModel.Meta):
        constraints = [
            *WorkspaceModel.Meta.constraints,
            SameWorkspace("roadmap", name="roadmaplook_roadmap_here"),
            SameWorkspace("member", name="roadmaplook_member_here"),
            models.UniqueConstraint(fields=["roadmap", "member"], name="roadmaplook_once"),
        ]


class Milestone(VersionedModel):
    """A dated mark on a roadmap: a day that its readers plan by."""

    roadmap = within_workspace(Roadmap, on_delete=models.CASCADE, related_name="milestones")
    name = models.CharField(_("name"), max_length=80)
    on = models.DateField(_("day"))

    class Meta(VersionedModel.Meta):
        ordering = ["on", "name", "id"]
        constraints = [
            *VersionedModel.Meta.constraints,
            SameWorkspace("roadmap", name="milestone_roadmap_here"),
        ]

    def __str__(self) -> str:
        return self.name


class LivingEntries(models.Manager["Entry"]):
    """Hides what was taken off; `Entry.all_objects` sees it, so that undo brings it back with its comments."""

    def get_queryset(self) -> "models.QuerySet[Entry]":
        return super().get_queryset().filter(deleted_at=None)


class Entry(VersionedModel):
    """One item's place on one roadmap: lane, horizon, order, and what the audience reads of it.

    `confidence` is how sure one is of its dates, empty where nobody has said. What was taken off stands in no lane and
    gives its place free.
    """

    class Confidence(models.TextChoices):
        HIGH = "high", _("High")
        MEDIUM = "medium", _("Medium")
        LOW = "low", _("Low")

    roadmap = within_workspace(Roadmap, on_delete=models.CASCADE, related_name="entries", db_index=False)
    item = within_workspace(Item, on_delete=models.CASCADE, related_name="entries")
    lane = within_workspace(Lane, on_delete=models.PROTECT, null=True, blank=True, related_name="entries")
    horizon = models.CharField(_("horizon"), max_length=5, choices=Horizon, default=Horizon.LATER)
    rank = models.CharField(max_length=200, db_collation="C")
    public_title = models.CharField(_("public title"), max_length=300, blank=True)
    public_note = models.CharField(_("public note"), max_length=1000, blank=True)
    confidence = models.CharField(_("confidence"), max_length=6, choices=Confidence, blank=True, default="")
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
            models.CheckConstraint(
                condition=models.Q(confidence__in=["", "high", "medium", "low"]),
                name="entry_confidence_known",
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
