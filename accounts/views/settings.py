"""Settings: the workspace, one's profile, one's tokens."""

from uuid import UUID

from django.conf import settings as django_settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import WorkspaceRequest, workspace_view
from accounts.forms import ProfileForm, TokenForm, WorkspaceForm, posted
from accounts.permissions import Right, may
from accounts.queries import tokens_for
from accounts.services import create_token, revoke_token, update_profile, update_workspace
from core.shown_once import keep_secret, take_secret

_PAGES = (
    (Right.MANAGE_WORKSPACE, "accounts:members"),
    (Right.MANAGE_TEAMS, "accounts:teams"),
    (Right.READ_ROADMAPS, "accounts:profile"),
)


@require_safe
@workspace_view(Right.READ_ROADMAPS)
def settings(request: WorkspaceRequest) -> HttpResponse:
    """To the first page of the settings that the member may see."""
    page = next(name for right, name in _PAGES if may(request.actor, right))
    return redirect(page, request.workspace.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@workspace_view(Right.MANAGE_WORKSPACE)
def workspace(request: WorkspaceRequest) -> HttpResponse:
    """Name, time zone and unit of estimates."""
    here = request.workspace
    initial = {name: getattr(here, name) for name in ("name", "timezone", "estimate_unit")}
    form = WorkspaceForm(posted(request), initial=initial)
    if request.method == "POST" and form.send(update_workspace, here, by=request.actor) is not None:
        messages.success(request, _("Saved."))
        return redirect("accounts:workspace", here.slug)
    return render(request, "accounts/workspace.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@workspace_view(Right.READ_ROADMAPS)
def profile(request: WorkspaceRequest) -> HttpResponse:
    """One's own name, time zone and language."""
    user = request.member.user
    assert user is not None
    initial = {name: getattr(user, name) for name in ("name", "timezone", "language")}
    form = ProfileForm(posted(request), initial=initial)
    saved = form.send(update_profile, user) if request.method == "POST" else None
    if saved is None:
        return render(request, "accounts/profile.html", {"form": form}, status=422 if form.errors else 200)
    with override(saved.language):
        messages.success(request, _("Saved."))
    answer = redirect("accounts:profile", request.workspace.slug)
    answer.set_cookie(
        django_settings.LANGUAGE_COOKIE_NAME,
        saved.language,
        max_age=365 * 86400,
        samesite="Lax",
        secure=django_settings.SESSION_COOKIE_SECURE,
    )
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@workspace_view(Right.USE_TOKENS)
def tokens(request: WorkspaceRequest) -> HttpResponse:
    """API tokens. A new one's secret is shown once, on the page that the form leads to: a reload makes no other token."""
    form = TokenForm(posted(request))
    if request.method == "POST" and (made := form.send(create_token, request.member, by=request.actor)):
        keep_secret(request, f"token:{request.workspace.pk}", made[1])
        return redirect("accounts:tokens", request.workspace.slug)
    everyone = may(request.actor, Right.MANAGE_WORKSPACE)
    context = {
        "form": form,
        "secret": take_secret(request, f"token:{request.workspace.pk}") if request.method == "GET" else "",
        "tokens": tokens_for(request.member, all_members=everyone),
        "everyone": everyone,
    }
    return render(request, "accounts/tokens.html", context, status=422 if form.errors else 200)


@require_POST
@workspace_view(Right.USE_TOKENS)
def revoke_one(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Make a token useless at once; somebody else's only an owner finds."""
    mine = tokens_for(request.member, all_members=may(request.actor, Right.MANAGE_WORKSPACE))
    token = get_object_or_404(mine, pk=pk)
    revoke_token(token, by=request.actor)
    messages.success(request, _("The token %(name)s is revoked.") % {"name": token.name})
    return redirect("accounts:tokens", request.workspace.slug)
