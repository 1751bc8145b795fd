"""The inbox."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import trigger_client_event

from accounts.access import WorkspaceRequest, workspace_view
from accounts.permissions import Right
from notifications import queries
from notifications.models import Notification
from notifications.services import mark_all_read, mark_read


@require_safe
@workspace_view(Right.READ_ROADMAPS)
def inbox(request: WorkspaceRequest) -> HttpResponse:
    """What the member was told, the newest first; `?before=` goes on after a line, `?show=unread` hides what is read."""
    only_unread = request.GET.get("show") == "unread"
    page = queries.inbox(request.member, before=_uuid(request.GET.get("before", "")), only_unread=only_unread)
    return render(request, "notifications/inbox.html", {"inbox": page, "only_unread": only_unread})


@require_POST
@workspace_view(Right.READ_ROADMAPS)
def read(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Mark one line as read."""
    return _mark(request, pk, read=True)


@require_POST
@workspace_view(Right.READ_ROADMAPS)
def unread(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Mark one line as unread again."""
    return _mark(request, pk, read=False)


@require_POST
@workspace_view(Right.READ_ROADMAPS)
def read_all(request: WorkspaceRequest) -> HttpResponse:
    """Mark every line as read, up to the newest one that the page showed."""
    count = mark_all_read(request.member, before=_uuid(request.POST.get("newest", "")))
    if count:
        text = ngettext(
            "%(count)d notification marked as read.", "%(count)d notifications marked as read.", count
        )
        messages.success(request, text % {"count": count})
    return redirect("notifications:inbox", request.workspace.slug)


def _mark(request: WorkspaceRequest, pk: UUID, *, read: bool) -> HttpResponse:
    lines = Notification.objects.shown_to(request.member).select_related("item__product")
    line = get_object_or_404(lines, pk=pk)
    line = mark_read(line, read=read)
    if not request.htmx:
        return redirect("notifications:inbox", request.workspace.slug)
    response = render(request, "notifications/_line.html", {"line": line})
    return trigger_client_event(response, "unread", {"count": queries.unread_count(request.member)})


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
