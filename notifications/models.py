"""What a person is told, and the mail that tells it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Member
from accounts.permissions import ROLE_RIGHTS, Right, roles_with
from backlog.models import Item
from core.models import SameWorkspace, UUIDModel, WorkspaceModel, within_workspace
from roadmap.models import Roadmap

# Editions, digests, steps of a launch, and what is said about entries and objectives: news that every reader of a roadmap may have.
_OF_ROADMAPS = models.Q(kind__in=("published", "launch", "digest")) | models.Q(
    data__has_any_keys=["entry", "objective"]
)


class NotificationQuerySet(models.QuerySet["Notification"]):
    def shown_to(self, member: Member) -> "NotificationQuerySet":
        """A member's inbox; without the lines about items where their role may no longer read those."""
        mine = self.filter(member=member)
        return mine if Right.READ_BACKLOG in ROLE_RIGHTS[member.role] else mine.filter(_OF_ROADMAPS)

    def readable(self) -> "NotificationQuerySet":
        """`shown_to` for lines of many members."""
        return self.filter(_OF_ROADMAPS | models.Q(member__role__in=roles_with(Right.READ_BACKLOG)))

    def unread(self) -> "NotificationQuerySet":
        return self.filter(read_at=None)


class Notification(WorkspaceModel):
    """One line in a member's inbox. `key` names what it tells, so that nothing is told twice."""

    class Kind(models.TextChoices):
        ASSIGNED = "assigned"
        MENTIONED = "mentioned"
        COMMENTED = "commented"
        DONE = "done"
        DUE = "due"
        PUBLISHED = "published"
        RATING = "rating"
        LAUNCH = "launch"
        DIGEST = "digest"
        VISITOR = "visitor"

    member = within_workspace(Member, on_delete=models.CASCADE, related_name="notifications", db_index=False)
    kind = models.CharField(max_length=30)
    key = models.CharField(max_length=120)
    data = models.JSONField(default=dict)
    item = within_workspace(Item, on_delete=models.CASCADE, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta(WorkspaceModel.Meta):
        constraints = [
            *WorkspaceModel.Meta.constraints,
            SameWorkspace("member", name="notification_member_here"),
            SameWorkspace("item", name="notification_item_here"),
            models.UniqueConstraint(fields=["member", "key"], name="notification_once"),
        ]
        indexes = [
            models.Index(fields=["member", "-id"], name="notification_of_member"),
            models.Index(
                fields=["member"],
                condition=models.Q(read_at=None),
                name="notification_unread",
            ),
        ]


class Reminder(WorkspaceModel):
    """A deadline that a member has been told of: `offset` days ahead of `due_on` (-1: overdue)."""

    member = within_workspace(Member, on_delete=models.CASCADE, related_name="+", db_index=False)
    item = within_workspace(Item, on_delete=models.CASCADE, related_name="+")
    due_on = models.DateField()
    offset = models.SmallIntegerField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta(WorkspaceModel.Meta):
        constraints = [
            *WorkspaceModel.Meta.constraints,
            SameWorkspace("member", name="reminder_member_here"),
            SameWorkspace("item", name="reminder_item_here"),
            models.UniqueConstraint(fields=["member", "item", "due_on", "offset"], name="reminder_once"),
        ]


class RoadmapDigest(WorkspaceModel):
    """A member's wish to be told each day or week what changed on a roadmap: `told_on` is the day they were told last, of all
    up to the edition `told_edition` (0: of nothing yet).
    """

    class Frequency(models.TextChoices):
        DAILY = "daily", _("Every day")
        WEEKLY = "weekly", _("Every week, on Monday")

    roadmap = within_workspace(Roadmap, on_delete=models.CASCADE, related_name="+", db_index=False)
    member = within_workspace(Member, on_delete=models.CASCADE, related_name="+")
    frequency = models.CharField(max_length=6, choices=Frequency)
    told_on = models.DateField()
    told_edition = models.PositiveIntegerField(default=0)

    class Meta(WorkspaceModel.Meta):
        constraints = [
            *WorkspaceModel.Meta.constraints,
            SameWorkspace("roadmap", name="roadmapdigest_roadmap_here"),
            SameWorkspace("member", name="roadmapdigest_member_here"),
            models.UniqueConstraint(fields=["roadmap", "member"], name="roadmapdigest_once"),
            models.CheckConstraint(
                condition=models.Q(frequency__in=["daily", "weekly"]), name="roadmapdigest_frequency_known"
            ),
        ]


class Mail(UUIDModel):
    """An e-mail to be sent: claimed first, then sent, under a Message-ID that a repetition shares.

    `unsubscribe` is the address that ends such letters in one click (RFC 8058), empty for those that nobody can end.
    """

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, null=True, related_name="+")
    key = models.CharField(max_length=160, unique=True)
    to = models.EmailField()
    subject = models.CharField(max_length=300)
    text = models.TextField()
    html = models.TextField(blank=True)
    unsubscribe = models.CharField(max_length=300, blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["created_at"],
                condition=models.Q(sent_at=None),
                name="mail_unsent",
            )
        ]
