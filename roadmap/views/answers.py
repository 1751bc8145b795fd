"""How roadmap pages answer a change: a fragment and a word to a script, a redirect to a plain form."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django_htmx.http import trigger_client_event

from accounts.access import WorkspaceRequest
from roadmap.models import Roadmap


def undo_url(request: WorkspaceRequest) -> str:
    """Where what this request did can be taken back."""
    return reverse("backlog:undo", args=[request.workspace.slug, request.actor.action])


def told(
    request: WorkspaceRequest,
    response: HttpResponse,
    message: str = "",
    *,
    undo: bool = False,
    href: str = "",
    kind: str = "entry",
    close: bool = False,
) -> HttpResponse:
    """The answer with a toast, with news for the views on the page (`kind`), and perhaps the dialog closed."""
    if message:
        toast = {
            "message": message,
            "kind": "success",
            "undoUrl": undo_url(request) if undo else "",
            "href": href,
        }
        trigger_client_event(response, "toast", toast)
    if kind:
        trigger_client_event(response, "live", {"kind": kind})
    if close:
        trigger_client_event(response, "dialog:close", {})
    return response


def back_to(request: WorkspaceRequest, roadmap: Roadmap) -> HttpResponse:
    """To the roadmap's page, for a plain form."""
    return redirect("roadmap:roadmap", request.workspace.slug, roadmap.pk)


def panel(
    request: WorkspaceRequest,
    roadmap: Roadmap,
    partial: str,
    title: str,
    context: dict[str, Any],
    status: int = 200,
) -> HttpResponse:
    """`dialog` of something on a roadmap."""
    slug = request.workspace.slug
    crumbs = [
        (_("Roadmaps"), reverse("roadmap:roadmaps", args=[slug])),
        (roadmap.name, reverse("roadmap:roadmap", args=[slug, roadmap.pk])),
    ]
    return dialog(request, partial, title, {"roadmap": roadmap, **context}, crumbs=crumbs, status=status)


def dialog(
    request: WorkspaceRequest,
    partial: str,
    title: str,
    context: dict[str, Any],
    *,
    crumbs: Sequence[tuple[str, str]],
    status: int = 200,
) -> HttpResponse:
    """A partial for a dialog, or a page around it for a browser without scripts, below `crumbs` (name, address)."""
    if request.htmx:
        return render(request, partial, context, status=status)
    around = {"partial": partial, "title": title, "crumbs": crumbs}
    return render(request, "roadmap/panel.html", {**context, **around}, status=status)
