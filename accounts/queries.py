"""What pages and lists of accounts read."""

from django.db.models import F, Prefetch, QuerySet

from accounts.models import Invitation, Member, Team, Token, User, Workspace
from accounts.permissions import Role


def memberships_of(user: User) -> list[Member]:
    """A person's active memberships with their workspaces, by name. One statement."""
    return list(
        Member.objects.active()
        .filter(user=user)
        .select_related("workspace")
        .order_by("workspace__name", "pk")
    )


def owns_a_workspace(user: User) -> bool:
    """Whether somebody is an owner somewhere here, and so may make a further workspace. One statement."""
    return Member.objects.active().filter(user=user, role=Role.OWNER).exists()


def members_of(workspace: Workspace) -> "QuerySet[Member]":
    """Everyone of the workspace, active ones first, by name; with the account they sign in by."""
    active_first = F("deactivated_at").asc(nulls_first=True)
    return (
        Member.objects.filter(workspace=workspace).select_related("user").order_by(active_first, "name", "pk")
    )


def open_invitations(workspace: Workspace) -> "QuerySet[Invitation]":
    """Invitations that nobody has accepted or revoked; those past their day too, so that they can be renewed."""
    return Invitation.objects.filter(workspace=workspace, accepted_at=None, revoked_at=None).order_by("email")


def teams_of(workspace: Workspace) -> "QuerySet[Team]":
    """Teams by name with their active members. Two statements."""
    people = Prefetch("members", Member.objects.active().order_by("name"))
    return Team.objects.filter(workspace=workspace).prefetch_related(people).order_by("name", "pk")


def tokens_for(member: Member, *, all_members: bool) -> "QuerySet[Token]":
    """The member's own tokens, or with `all_members` everybody's of the workspace; without revoked ones."""
    rows = Token.objects.filter(workspace_id=member.workspace_id, revoked_at=None).select_related("member")
    return (rows if all_members else rows.filter(member=member)).order_by("-created_at", "pk")
