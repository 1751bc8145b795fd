"""Subscribing to what changes on a roadmap, and the way out of it that each letter holds."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from django_htmx.http import trigger_client_event

from accounts.access import WorkspaceRequest, workspace_view
from accounts.permissions import Right
from notifications.models import RoadmapDigest
from notifications.services.digests import subscribe, unsubscribe_by
from notifications.services.digests import unsubscribe as end
from roadmap.models import Roadmap
from roadmap.queries import published_roadmap_of


@require_http_methods(["GET", "POST"])
@workspace_view(Right.READ_ROADMAPS)
def digest(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """How often one is told what changes on a roadmap: each day, each week, or never."""
    roadmap = published_roadmap_of(request.actor, pk)
    if request.method == "POST":
        return _chosen(request, roadmap)
    found = RoadmapDigest.objects.filter(roadmap=roadmap, member=request.member).first()
    context = {
        "roadmap": roadmap,
        "choices": [("", _("Never")), *RoadmapDigest.Frequency.choices],
        "frequency": found.frequency if found else "",
    }
    return render(
        request, "notifications/_digest.html" if request.htmx else "notifications/digest.html", context
    )


def _chosen(request: WorkspaceRequest, roadmap: Roadmap) -> HttpResponse:
    frequency = request.POST.get("frequency", "")
    if frequency in RoadmapDigest.Frequency.values:
        subscribe(roadmap, request.member, frequency=frequency, by=request.actor)
    else:
        end(roadmap, request.member, by=request.actor)
    if not request.htmx:
        return redirect("roadmap:roadmap", request.workspace.slug, roadmap.pk)
    message = _("You will be told of changes") if frequency else _("You will not be told of changes")
    answer = trigger_client_event(HttpResponse(status=204), "toast", {"message": message, "kind": "success"})
    return trigger_client_event(answer, "dialog:close", {})


@csrf_exempt  # the token is signed, and all that it can do
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """The way out of a letter, without a sign-in: asked by one button, which a mail program presses itself (RFC 8058). Opening it
    changes nothing, since programs open what letters link to.
    """
    is_done = request.method == "POST"
    if is_done and not unsubscribe_by(token):
        return _page("share/gone.html", 404)
    return _page("notifications/unsubscribe.html", 200, token=token, is_done=is_done)


def _page(template: str, status: int, **context: object) -> HttpResponse:
    """Rendered without the request, so that nothing can touch a session."""
    headers = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}
    return HttpResponse(render_to_string(template, context), status=status, headers=headers)
