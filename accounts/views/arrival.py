"""Coming in: the front door, the one-time set-up, invitations, a further workspace."""

from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import LAST_WORKSPACE
from accounts.forms import AcceptForm, NewWorkspaceForm, SetUpForm, posted
from accounts.models import Invitation, Member, User
from accounts.permissions import Right, Role, may
from accounts.queries import memberships_of, owns_a_workspace
from accounts.services import accept_invitation as accept
from accounts.services import create_workspace, find_invitation
from accounts.services import set_up as set_up_first
from core.errors import Gone


def landing(member: Member) -> str:
    """Where a member begins: my work, or for who may not read the backlog the roadmaps."""
    page = "backlog:my_work" if may(member.actor(), Right.READ_BACKLOG) else "roadmap:roadmaps"
    return reverse(page, args=[member.workspace.slug])


@require_safe
@never_cache
def home(request: HttpRequest) -> HttpResponse:
    """`/`: to the workspace last used or the only one; else a choice. Signed out: to sign in, or to set up."""
    user = request.user
    if not user.is_authenticated:
        return redirect(settings.LOGIN_URL if User.objects.exists() else "accounts:set_up")
    found = memberships_of(user)
    last = request.session.get(LAST_WORKSPACE)
    for member in found:
        if len(found) == 1 or member.workspace.slug == last:
            return redirect(landing(member))
    doors = [(member, landing(member)) for member in found]
    owner = any(member.role == Role.OWNER for member in found)
    return render(request, "accounts/home.html", {"doors": doors, "may_make": owner})


@require_http_methods(["GET", "HEAD", "POST"])
def set_up(request: HttpRequest) -> HttpResponse:
    """The first account with the first workspace; closed once there is one."""
    if User.objects.exists():
        return redirect("accounts:home")
    form = SetUpForm(posted(request))
    member = form.send(set_up_first, language=_language(request)) if request.method == "POST" else None
    if member is None:
        return render(request, "accounts/set_up.html", {"form": form}, status=_status(request))
    return _signed_in(request, member)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def accept_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """An invitation's link: join as who is signed in, sign in first, or make an account."""
    try:
        invitation = find_invitation(token)
    except Gone:
        return render(request, "accounts/invitation_gone.html", status=404)
    user = request.user if request.user.is_authenticated else None
    form = AcceptForm(posted(request))
    member = None
    if request.method == "POST" and user is not None and _is_for(invitation, user):
        member = accept(token, user=user)
    elif request.method == "POST" and user is None:
        member = form.send(accept, token, language=_language(request))
    if member is not None:
        return _signed_in(request, member)
    context = {"invitation": invitation, "form": form, **_who(invitation, user)}
    return render(request, "accounts/accept_invitation.html", context, status=_status(request))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_workspace(request: HttpRequest) -> HttpResponse:
    """A further workspace, owned by who makes it; for owners of one."""
    assert isinstance(request.user, User)
    if not owns_a_workspace(request.user):
        raise PermissionDenied(_("Only an owner of a workspace may make another one."))
    form = NewWorkspaceForm(posted(request), initial={"timezone": request.user.timezone})
    member = form.send(create_workspace, request.user) if request.method == "POST" else None
    if member is None:
        return render(request, "accounts/new_workspace.html", {"form": form}, status=_status(request))
    return redirect(landing(member))


def _is_for(invitation: Invitation, user: User) -> bool:
    return user.email.lower() == invitation.email.lower()


def _who(invitation: Invitation, user: User | None) -> dict[str, Any]:
    """Which of the page's four cases it is."""
    if user is not None:
        return {"case": "join" if _is_for(invitation, user) else "other"}
    return {"case": "sign_in" if User.objects.filter(email__iexact=invitation.email).exists() else "new"}


def _signed_in(request: HttpRequest, member: Member) -> HttpResponse:
    if not request.user.is_authenticated:
        assert member.user is not None
        login(request, member.user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return redirect(landing(member))


def _language(request: HttpRequest) -> str:
    return getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE)


def _status(request: HttpRequest) -> int:
    """A form that comes back with errors is 422."""
    return 422 if request.method == "POST" else 200
