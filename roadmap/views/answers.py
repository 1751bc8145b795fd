"""How roadmap pages answer a change: a fragment and a word to a script, a redirect to a plain form."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
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
    """A partial for a dialog, or a page around it for a browser without scripts."""
    context = {
        "roadmap": roadmap,
        "home": reverse("roadmap:roadmap", args=[request.workspace.slug, roadmap.pk]),
        **context,
    }
    if request.htmx:
        return render(request, partial, context, status=status)
    return render(
        request, "roadmap/panel.html", {**context, "partial": partial, "title": title}, status=status
    )
