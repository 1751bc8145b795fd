"""Settings: members, invitations, teams."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import WorkspaceRequest, workspace_view
from accounts.forms import InviteForm, RoleForm, ServiceForm, TeamForm, posted
from accounts.models import Invitation, Member, Team
from accounts.permissions import Right, Role
from accounts.queries import members_of, open_invitations, teams_of
from accounts.services import (
    change_role,
    create_team,
    deactivate_member,
    invitation_link,
    invite_member,
    reactivate_member,
    revoke_invitation,
    update_team,
)


@require_safe
@workspace_view(Right.MANAGE_WORKSPACE)
def members(request: WorkspaceRequest) -> HttpResponse:
    """Everyone of the workspace, their roles, and who is invited."""
    return _members_page(request, InviteForm())


@require_POST
@workspace_view(Right.MANAGE_WORKSPACE)
def invite(request: WorkspaceRequest) -> HttpResponse:
    """Invite an address; the mail goes out by its event."""
    form = InviteForm(request.POST)
    invitation = form.send(invite_member, by=request.actor)
    if invitation is None:
        return _members_page(request, form, status=422)
    messages.success(request, _("%(email)s is invited.") % {"email": invitation.email})
    return redirect("accounts:members", request.workspace.slug)


@require_POST
@workspace_view(Right.MANAGE_WORKSPACE)
def revoke(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Make an invitation's link useless."""
    invitation = get_object_or_404(Invitation, workspace=request.workspace, pk=pk)
    revoke_invitation(invitation, by=request.actor)
    messages.success(request, _("The invitation of %(email)s is revoked.") % {"email": invitation.email})
    return redirect("accounts:members", request.workspace.slug)


@require_POST
@workspace_view(Right.MANAGE_WORKSPACE)
def role(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Give a member another role."""
    member = get_object_or_404(Member, workspace=request.workspace, pk=pk)
    form = RoleForm(request.POST)
    changed = form.send(change_role, member, by=request.actor)
    if changed is None:
        return _members_page(request, InviteForm(), problem=form, status=422)
    words = {"name": changed.name, "role": Role(changed.role).label}
    messages.success(request, _("%(name)s: %(role)s.") % words)
    return redirect("accounts:settings", request.workspace.slug)


@require_POST
@workspace_view(Right.MANAGE_WORKSPACE)
def deactivate(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Close the door to a member."""
    member = get_object_or_404(Member, workspace=request.workspace, pk=pk)
    form = ServiceForm(request.POST)
    if form.send(deactivate_member, member, by=request.actor) is None:
        return _members_page(request, InviteForm(), problem=form, status=422)
    messages.success(request, _("%(name)s can no longer come in.") % {"name": member.name})
    return redirect("accounts:settings", request.workspace.slug)


@require_POST
@workspace_view(Right.MANAGE_WORKSPACE)
def reactivate(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Open the door to a member again."""
    member = reactivate_member(
        get_object_or_404(Member, workspace=request.workspace, pk=pk), by=request.actor
    )
    messages.success(request, _("%(name)s can come in again.") % {"name": member.name})
    return redirect("accounts:members", request.workspace.slug)


def _members_page(
    request: WorkspaceRequest, form: InviteForm, *, problem: ServiceForm | None = None, status: int = 200
) -> HttpResponse:
    invitations = [
        (invitation, invitation_link(invitation)) for invitation in open_invitations(request.workspace)
    ]
    context = {
        "form": form,
        "problem": problem,
        "members": members_of(request.workspace),
        "invitations": invitations,
        "roles": Role.choices,
    }
    return render(request, "accounts/members.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@workspace_view(Right.MANAGE_TEAMS)
def teams(request: WorkspaceRequest) -> HttpResponse:
    """The teams; a form for another one."""
    form = TeamForm(posted(request), people=_people(request))
    if request.method == "POST" and (team := form.send(create_team, by=request.actor)):
        messages.success(request, _("Team %(name)s is there.") % {"name": team.name})
        return redirect("accounts:teams", request.workspace.slug)
    context = {"form": form, "teams": teams_of(request.workspace)}
    return render(request, "accounts/teams.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@workspace_view(Right.MANAGE_TEAMS)
def team(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """One team: its name, capacity and members."""
    found = get_object_or_404(Team, workspace=request.workspace, pk=pk)
    initial = {"name": found.name, "capacity": found.capacity, "members": found.members.all()}
    form = TeamForm(posted(request), initial=initial, people=_people(request))
    if request.method == "POST" and form.send(update_team, found, by=request.actor) is not None:
        messages.success(request, _("Saved."))
        return redirect("accounts:teams", request.workspace.slug)
    return render(
        request, "accounts/team.html", {"form": form, "team": found}, status=422 if form.errors else 200
    )


def _people(request: WorkspaceRequest) -> object:
    return Member.objects.active().filter(workspace=request.workspace).order_by("name")
