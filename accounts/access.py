"""Who may come in: the door of every workspace page."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils import timezone, translation
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from accounts.models import Member, Workspace
from accounts.permissions import Right, Via, require
from activity.actors import Actor
from core.db import TenantSet

P = ParamSpec("P")
LAST_WORKSPACE = "workspace"  # the session's key for the slug that was used last


class WorkspaceRequest(HttpRequest):
    """What a view behind `workspace_view` receives."""

    workspace: Workspace
    member: Member
    actor: Actor
    htmx: HtmxDetails


View = Callable[Concatenate[WorkspaceRequest, P], HttpResponse]


def workspace_view(right: Right) -> Callable[[View[P]], Callable[..., HttpResponse]]:
    """Turn the URL's slug into `request.workspace`, `request.member`, `request.actor`, and check `right`.

    Nobody signed in: to the sign-in page (told to htmx by HX-Redirect). Not an active member: 404, as for a
    workspace that does not exist. A missing right: 403 naming the role needed. Cost: one SQL statement
    (member with its workspace and user; it sets the tenant too). The view runs in the person's time zone and language.
    """

    def decorate(view: View[P]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def inner(request: Any, slug: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not request.user.is_authenticated:
                return sign_in_first(request)
            enter(request, slug)
            require(request.actor, right)
            if request.session.get(LAST_WORKSPACE) != slug:
                request.session[LAST_WORKSPACE] = slug
            request.GET, request.POST = storable(request.GET), storable(request.POST)
            with timezone.override(request.user.timezone), translation.override(request.user.language):
                answer = view(request, *args, **kwargs)
            # Nothing is left in a browser after signing out.
            answer.headers.setdefault("Cache-Control", "private, no-store")
            return answer

        inner.right = right  # type: ignore[attr-defined]
        return inner

    return decorate


def enter(request: Any, slug: str) -> None:
    """Set workspace, member and actor on the request, and the tenant; 404 unless an active member."""
    member = (
        Member.objects.active()
        .select_related("workspace", "user")
        .filter(workspace__slug=slug, user_id=request.user.pk)
        .annotate(tenant=TenantSet("workspace_id"))
        .first()
    )
    if member is None:
        raise Http404
    request.member, request.workspace, request.actor = (
        member,
        member.workspace,
        member.actor(via=Via.HTML),
    )


def storable(values: QueryDict) -> QueryDict:
    """What was sent, without the character NUL, which no column holds."""
    if not any("\x00" in value for _name, found in values.lists() for value in found):
        return values
    clean = values.copy()
    for name, found in values.lists():
        clean.setlist(name, [value.replace("\x00", "") for value in found])
    return clean


def sign_in_first(request: Any) -> HttpResponse:
    """To the sign-in page and back here; a page fragment is told to go there instead of showing it inside itself."""
    if request.htmx:
        to = redirect_to_login(request.htmx.current_url_abs_path or "/")
        return HttpResponseClientRedirect(to.url)
    return redirect_to_login(request.get_full_path())
