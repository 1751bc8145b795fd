"""Who may come in: the door of every workspace page."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.db.models import OuterRef, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from accounts.models import Member, Workspace
from accounts.permissions import Right, Via, require
from activity.actors import Actor
from activity.models import Position
from core.db import TenantSet

P = ParamSpec("P")
_LAST_SEQ = Position.objects.filter(workspace_id=OuterRef("workspace_id")).order_by("-seq").values("seq")[:1]
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
    workspace that does not exist. A missing right: 403 naming the role needed. `X-Member` naming another member: 401.
    Cost: one SQL statement (member with its workspace and user; it sets the tenant too). The view runs in the person's
    time zone and language.
    """

    def decorate(view: View[P]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def inner(request: Any, slug: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not request.user.is_authenticated:
                return sign_in_first(request)
            enter(request, slug)
            if request.headers.get("X-Member", str(request.member.pk)) != str(request.member.pk):
                # A page that someone else was signed in to: what was done there is theirs.
                return HttpResponse(
                    _("Someone else is signed in now."), status=401, content_type="text/plain"
                )
            require(request.actor, right)
            if request.session.get(LAST_WORKSPACE) != slug:
                request.session[LAST_WORKSPACE] = slug
            with timezone.override(request.user.timezone), translation.override(request.user.language):
                answer = view(request, *args, **kwargs)
            # Nothing is left in a browser after signing out.
            answer.headers.setdefault("Cache-Control", "private, no-store")
            return answer

        inner.right = right  # type: ignore[attr-defined]
        return inner

    return decorate


def enter(request: Any, slug: str) -> None:
    """Set workspace, member and actor on the request, and the tenant; 404 unless an active member.

    `member.last_seq` is the workspace's place in the order of commits before anything else is read: the page's live
    stream begins there.
    """
    member = (
        Member.objects.active()
        .select_related("workspace", "user")
        .filter(workspace__slug=slug, user_id=request.user.pk)
        .annotate(tenant=TenantSet("workspace_id"), last_seq=Subquery(_LAST_SEQ))
        .first()
    )
    if member is None:
        raise Http404
    request.member, request.workspace, request.actor = (
        member,
        member.workspace,
        member.actor(via=Via.HTML),
    )


def sign_in_first(request: Any) -> HttpResponse:
    """To the sign-in page and back here; a page fragment is told to go there instead of showing it inside itself."""
    if request.htmx:
        to = redirect_to_login(request.htmx.current_url_abs_path or "/")
        return HttpResponseClientRedirect(to.url)
    return redirect_to_login(request.get_full_path())
