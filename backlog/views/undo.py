"""Undo."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST
from django_htmx.http import trigger_client_event

from accounts.access import WorkspaceRequest, workspace_view
from accounts.permissions import Right
from activity.undo import undo_action
from backlog.views.common import is_fragment

MOST_NAMED = 50
"""Objects that the answer names, so that a list fetches these alone; after more it fetches what it shows."""


@workspace_view(Right.READ_ROADMAPS)
@require_POST
def undo(request: WorkspaceRequest, action: UUID) -> HttpResponse:
    """Take back one's own act, and say what could not be; each reversal judges today's rights itself."""
    undone = undo_action(action, by=request.actor)
    if not is_fragment(request):
        messages.info(request, undone.message())
        return redirect("backlog:my_work", slug=request.workspace.slug)
    kind = "error" if undone.refused else "info"
    response = HttpResponse(status=204)
    if len(undone.objects) <= MOST_NAMED:
        response["X-Undone"] = ",".join(map(str, undone.objects))
    return trigger_client_event(response, "toast", {"message": undone.message(), "kind": kind})
