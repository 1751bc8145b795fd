"""Roadmaps: chosen items for one audience, and what was published of them."""

from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Member
from accounts.permissions import Right, may
from activity.actors import Actor
from backlog.models import Item
from core.models import Living, SameWorkspace, VersionedModel, WorkspaceModel, within_workspace

LONGEST_QUERY = 500


class Horizon(models.TextChoices):
    """The usual horizons; a roadmap may have its own (`Roadmap.horizons`)."""

    NOW = "now", _("Now")
    NEXT = "next", _("Next")
    LATER = "later", _("Later")


class LaneSource(models.TextChoices):
    """What lanes can come from that is not the roadmap's own: a field of its items."""

    THEME = "theme", _("Theme")
    OBJECTIVE = "objective", _("Objective")
    TEAM = "team", _("Team")
    PRODUCT = "product", _("Product")
    ASSIGNEE = "assignee", _("Assignee")
    PARENT = "parent", _("Parent")


class ReadersSee(models.TextChoices):
    """What members see of a roadmap who have no part in planning it."""

    LIVE = "live", _("The roadmap as it is now")
    PUBLISHED = "published", _("The last published edition")


class RoadmapQuerySet(models.QuerySet["Roadmap"]):
    def visible_to(self, actor: Actor) -> "RoadmapQuerySet":
        """Those shared with the workspace, and one's own private ones; the rest does not exist for the actor."""
        return self.readable_by(actor).filter(deleted_at=None)

    def live_to(self, actor: Actor) -> "RoadmapQuerySet":
        """Of those visible to the actor the ones that are shown as they are now; of the rest only editions may be read."""
        rows = self.visible_to(actor)
        return rows if may(actor, Right.READ_BACKLOG) else rows.filter(readers_see=ReadersSee.LIVE)

    def readable_by(self, actor: Actor) -> "RoadmapQuerySet":
        """`visible_to`, with those that were deleted."""
        shared = models.Q(visibility=Roadmap.Visibility.WORKSPACE)
        return self.filter(shared | models.Q(owner_id=actor.member_id), workspace_id=actor.workspace_id)


class Roadmap(VersionedModel):
    """A view of chosen items for one audience; dates live on the items, once.

    Its lanes are its own, or come from a field of its items (`lanes_from`); `grouped_by` puts them below another one.
    Items that `query` fits join and leave by themselves (into `joined_lane`), others by hand. `horizons` are `{"id", "name"}`
    from left to right, empty for the usual three (`horizons_of`); `look` is how it looks to who has not said otherwise (`looks.py`).
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
    readers_see = models.CharField(
        _("readers see"), max_length=9, choices=ReadersSee, default=ReadersSee.LIVE
    )
    lanes_from = models.CharField(_("lanes"), max_length=9, choices=LaneSource, blank=True, default="")
    grouped_by = models.CharField(_("grouped by"), max_length=9, choices=LaneSource, blank=True, default="")
    query = models.CharField(_("items join by"), max_length=LONGEST_QUERY, blank=True, default="")
    joined_lane = within_workspace("Lane", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    horizons: Any = models.JSONField(default=list, blank=True)
    look: Any = models.JSONField(default=dict, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = RoadmapQuerySet.as_manager()

    class Meta(VersionedModel.Meta):
        constraints = [
            *VersionedModel.Meta.constraints,
            SameWorkspace("owner", name="roadmap_owner_here"),
            SameWorkspace("joined_lane", name="roadmap_joined_lane_here"),
            models.CheckConstraint(
                condition=models.Q(visibility__in=["private", "workspace"]),
                name="roadmap_visibility_known",
            ),
            models.CheckConstraint(
                condition=models.Q(readers_see__in=["live", "published"]), name="roadmap_readers_see_known"
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

    def shows_now_to(self, actor: Actor) -> bool:
        """True where the actor sees the roadmap as it is now, else what was published of it: who reads the backlog sees the
        dates there anyway.
        """
        return self.readers_see == ReadersSee.LIVE or may(actor, Right.READ_BACKLOG)

    def editable_by(self, actor: Actor) -> bool:
        """True where the actor may change lanes, entries and titles."""
        return may(actor, Right.MANAGE_PLANS)

    def about(self) -> dict[str, Any]:
        """What surrounds an event of the roadmap: the page that shows it, and who may read that."""
        return {"roadmap": str(self.pk), "visibility": self.visibility, "owner": str(self.owner_id)}

    def horizon_names(self) -> dict[str, str]:
        """Its horizons from left to right: names by id, the usual ones in the active language."""
        if self.horizons:
            return {each["id"]: each["name"] for each in self.horizons}
        return {value: str(label) for value, label in Horizon.choices}


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
    """How one member looks at a roadmap: the lanes and groups that are folded, by their ids on the page, and what else they
    have chosen (`look`, see `looks.py`).
    """

    roadmap = within_workspace(Roadmap, on_delete=models.CASCADE, related_name="looks", db_index=False)
    member = within_workspace(Member, on_delete=models.CASCADE, related_name="+")
    folded: Any = models.JSONField(default=list)
    look: Any = models.JSONField(default=dict, blank=True)

    class Meta(WorkspaceModel.Meta):
        constraints = [
            *WorkspaceModel.Meta.constraints,
            SameWorkspace("roadmap", name="roadmaplook_roadmap_here"),
            SameWorkspace("member", name="roadmaplook_member_here"),
            models.UniqueConstraint(fields=["roadmap", "member"], name="roadmaplook_once"),
        ]


class Milestone(VersionedModel):
    """A dated mark on a roadmap: a day that its readers plan by. What scenarios have otherwise of a removed one stays with it."""

    roadmap = within_workspace(Roadmap, on_delete=models.CASCADE, related_name="milestones")
    name = models.CharField(_("name"), max_length=80)
    on = models.DateField(_("day"))
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = Living["Milestone"]()
    all_objects = models.Manager["Milestone"]()

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
    gives its place free. What joined by the roadmap's query leaves by it (`is_joined`), and what somebody took off a roadmap
    that has one does not join again (`is_kept_out`).
    """

    class Confidence(models.TextChoices):
        HIGH = "high", _("High")
        MEDIUM = "medium", _("Medium")
        LOW = "low", _("Low")

    roadmap = within_workspace(Roadmap, on_delete=models.CASCADE, related_name="entries", db_index=False)
    item = within_workspace(Item, on_delete=models.CASCADE, related_name="entries")
    lane = within_workspace(Lane, on_delete=models.PROTECT, null=True, blank=True, related_name="entries")
    horizon = models.CharField(_("horizon"), max_length=5, default=Horizon.LATER)
    rank = models.CharField(max_length=200, db_collation="C")
    public_title = models.CharField(_("public title"), max_length=300, blank=True)
    public_note = models.CharField(_("public note"), max_length=1000, blank=True)
    confidence = models.CharField(_("confidence"), max_length=6, choices=Confidence, blank=True, default="")
    is_joined = models.BooleanField(default=False)
    is_kept_out = models.BooleanField(default=False)
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
                condition=models.Q(is_kept_out=False) | models.Q(deleted_at__isnull=False),
                name="entry_kept_out_is_off",
            ),
            models.CheckConstraint(
                condition=models.Q(confidence__in=["", "high", "medium", "low"]),
                name="entry_confidence_known",
            ),
        ]

    @property
    def horizon_name(self) -> str:
        """What its roadmap calls its horizon."""
        names: dict[str, str] = self.roadmap.horizon_names()
        return names.get(self.horizon, self.horizon)


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


class ShareLink(VersionedModel):
    """An unguessable, revocable URL to a read-only roadmap, for one audience.

    The token is found by its hash; the encrypted copy lets an owner see the address again. `fields` is the
    allow-list of what the page shows of an entry; a field that is not named stays hidden. `lanes` are ids of rows
    (`lanes_from.py`), "" that of no lane; none named is all, also those to come. `password_hash` is empty where none is
    asked; `embed_sites` are the origins that may show the page in a frame. `opened` counts visits without telling them apart.
    """

    class Source(models.TextChoices):
        PUBLISHED = "published", _("The last published edition")
        LIVE = "live", _("The roadmap as it is now")

    class Titles(models.TextChoices):
        """What entries are called, and whether those without a public title are there."""

        PUBLIC = "public", _("Public titles, else the items’ own")
        ONLY_PUBLIC = "only_public", _("Only what has a public title")
        INTERNAL = "internal", _("The items’ own titles")

    class Grain(models.TextChoices):
        """How exact dates are shown at most."""

        PLANNED = "", _("As planned")
        MONTH = "month", _("Months")
        QUARTER = "quarter", _("Quarters")
        HALF = "half", _("Halves of a year")

    roadmap = within_workspace(Roadmap, on_delete=models.CASCADE, related_name="share_links")
    name = models.CharField(_("for whom"), max_length=80)
    token_hash = models.CharField(max_length=64, unique=True)
    token_encrypted = models.TextField()
    source = models.CharField(_("shows"), max_length=10, choices=Source, default=Source.PUBLISHED)
    fields: Any = models.JSONField(default=list)
    lanes: Any = models.JSONField(default=list)
    titles = models.CharField(_("titles"), max_length=11, choices=Titles, default=Titles.PUBLIC)
    precision = models.CharField(_("dates"), max_length=7, choices=Grain, blank=True, default=Grain.PLANNED)
    password_hash = models.CharField(max_length=255, blank=True, default="")
    embed_sites: Any = models.JSONField(default=list)
    has_files = models.BooleanField(_("may be saved as a file"), default=False)
    takes_comments = models.BooleanField(_("takes comments of visitors"), default=False)
    opened = models.PositiveBigIntegerField(default=0)
    last_opened_at = models.DateTimeField(null=True, blank=True)
    created_by = within_workspace(Member, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta(VersionedModel.Meta):
        constraints = [
            *VersionedModel.Meta.constraints,
            SameWorkspace("roadmap", name="sharelink_roadmap_here"),
            SameWorkspace("created_by", name="sharelink_by_here"),
            models.CheckConstraint(
                condition=models.Q(titles__in=["public", "only_public", "internal"])
                & models.Q(precision__in=["", "month", "quarter", "half"]),
                name="sharelink_audience_known",
            ),
            models.CheckConstraint(
                condition=models.Q(password_hash="") | models.Q(embed_sites=[]),
                name="sharelink_protected_unframed",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def last_moment(self) -> datetime | None:
        """The last one at which it opens, which lies on the day that a person chose."""
        return self.expires_at - timedelta(seconds=1) if self.expires_at else None
