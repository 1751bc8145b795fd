"""Users, workspaces and who may come in."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Role, Via
from activity.actors import Actor
from core.models import (
    SameWorkspace,
    UUIDModel,
    VersionedModel,
    WorkspaceModel,
    within_workspace,
)


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(UUIDModel, AbstractBaseUser):
    """A person who signs in by e-mail, with how they like to see time and colour."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    timezone = models.CharField(_("time zone"), max_length=64, default="UTC")
    language = models.CharField(_("language"), max_length=12, default="en")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_any_case")]

    def __str__(self) -> str:
        return self.name or self.email


class Workspace(UUIDModel):
    """The tenant: owns everything below it."""

    class EstimateUnit(models.TextChoices):
        POINTS = "points", _("points")
        DAYS = "days", _("days")
        HOURS = "hours", _("hours")

    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(_("address"), max_length=40, unique=True)
    timezone = models.CharField(_("time zone"), max_length=64, default="UTC")
    estimate_unit = models.CharField(max_length=10, choices=EstimateUnit, default=EstimateUnit.POINTS)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class MemberQuerySet(models.QuerySet["Member"]):
    def active(self) -> "MemberQuerySet":
        return self.filter(deactivated_at=None)


class Member(VersionedModel):
    """A user in a workspace with one role.

    A member may have no user yet (a name that came with an import), and is deactivated, never deleted, so that
    history keeps its names.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="members")
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail"), blank=True)
    role = models.CharField(_("role"), max_length=20, choices=Role)
    job_title = models.CharField(_("job title"), max_length=80, blank=True)
    deactivated_at = models.DateTimeField(null=True, blank=True)

    objects = MemberQuerySet.as_manager()

    class Meta(VersionedModel.Meta):
        constraints = [
            *VersionedModel.Meta.constraints,
            models.UniqueConstraint(fields=["workspace", "user"], name="member_once_a_workspace"),
            models.UniqueConstraint(
                "workspace",
                Lower("email"),
                condition=~models.Q(email=""),
                name="member_email_once",
            ),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="member_role_known"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def initials(self) -> str:
        words = self.name.split() or ["?"]
        return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()

    def actor(self, via: Via = Via.HTML) -> Actor:
        """This member as the one who acts; every service takes it as `by`."""
        return Actor(
            workspace_id=self.workspace_id,
            kind="member",
            member_id=self.pk,
            name=self.name,
            role=self.role,
            via=via,
        )


class Team(VersionedModel):
    """A named group of members with a capacity."""

    name = models.CharField(_("name"), max_length=80)
    capacity = models.DecimalField(
        _("capacity"),
        max_digits=7,
        decimal_places=1,
        null=True,
        blank=True,
        help_text=_("What the team usually finishes in two weeks, in the workspace's unit of estimates."),
    )
    members = models.ManyToManyField(Member, through="TeamMember", related_name="teams")

    class Meta(VersionedModel.Meta):
        constraints = [
            *VersionedModel.Meta.constraints,
            models.UniqueConstraint("workspace", Lower("name"), name="team_name_once"),
            models.CheckConstraint(
                condition=models.Q(capacity=None) | models.Q(capacity__gte=0),
                name="team_capacity_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TeamMember(WorkspaceModel):
    team = within_workspace(Team, on_delete=models.CASCADE, related_name="memberships", db_index=False)
    member = within_workspace(Member, on_delete=models.CASCADE, related_name="memberships")

    class Meta(WorkspaceModel.Meta):
        constraints = [
            *WorkspaceModel.Meta.constraints,
            SameWorkspace("team", name="teammember_team_here"),
            SameWorkspace("member", name="teammember_member_here"),
            models.UniqueConstraint(fields=["team", "member"], name="teammember_once"),
        ]


class Invitation(WorkspaceModel):
    """A way in for one e-mail address; the link is the id, signed, so nothing secret is stored."""

    email = models.EmailField(_("e-mail"))
    role = models.CharField(_("role"), max_length=20, choices=Role)
    invited_by = within_workspace(Member, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta(WorkspaceModel.Meta):
        constraints = [
            *WorkspaceModel.Meta.constraints,
            SameWorkspace("invited_by", name="invitation_by_here"),
            models.UniqueConstraint(
                "workspace",
                Lower("email"),
                condition=models.Q(accepted_at=None, revoked_at=None),
                name="invitation_open_once",
            ),
        ]


class Token(WorkspaceModel):
    """API access for a machine: one member of one workspace, at most that member's rights; only the hash is kept."""

    class Scope(models.TextChoices):
        READ = "read", _("read")
        WRITE = "write", _("read and write")

    member = within_workspace(Member, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(_("name"), max_length=80)
    scope = models.CharField(_("scope"), max_length=5, choices=Scope)
    secret_hash = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=12)
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta(WorkspaceModel.Meta):
        constraints = [
            *WorkspaceModel.Meta.constraints,
            SameWorkspace("member", name="token_member_here"),
            models.CheckConstraint(
                condition=models.Q(scope__in=["read", "write"]),
                name="token_scope_known",
            ),
        ]


class IdempotencyKey(WorkspaceModel):
    """The first answer to a POST that named a key, kept for a day; written in the transaction of the change."""

    holder = models.UUIDField(help_text="The token's or the member's id.")
    key = models.CharField(max_length=255)
    request_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    body = models.BinaryField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(WorkspaceModel.Meta):
        constraints = [
            *WorkspaceModel.Meta.constraints,
            models.UniqueConstraint(fields=["holder", "key"], name="idempotency_key_once"),
        ]
        indexes = [models.Index(fields=["created_at"], name="idempotency_age")]


class SetUpCode(models.Model):
    """The one-time code that the set-up page asks for while nobody can sign in; one row at most."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    code = models.CharField(max_length=20)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_set_up_code")]
