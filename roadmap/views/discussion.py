"""What is said about an entry: read, say, change, take back."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import WorkspaceRequest, workspace_view
from accounts.permissions import Right
from backlog.models import Comment
from backlog.services.discussion import add_comment, delete_comment, edit_comment
from core.errors import OutOfDate
from roadmap import queries
from roadmap.models import Entry
from roadmap.views.answers import told
from roadmap.views.entries import entry_page


@require_safe
@workspace_view(Right.READ_ROADMAPS)
def comments(request: WorkspaceRequest, pk: UUID, entry_pk: UUID) -> HttpResponse:
    """The comments as they are now, for a panel that shows them."""
    found = queries.entry_of(request.actor, pk, entry_pk)
    return _shown(request, found) if _is_script(request) else _back(request, found)


@require_POST
@workspace_view(Right.READ_ROADMAPS)
def comment_on(request: WorkspaceRequest, pk: UUID, entry_pk: UUID) -> HttpResponse:
    """Say something about the entry."""
    found = queries.entry_of(request.actor, pk, entry_pk)
    try:
        add_comment(found, by=request.actor, text=_text(request))
    except ValidationError as error:
        return _refused(request, found, "new", error)
    return _done(request, found, _("Comment added."))


@require_POST
@workspace_view(Right.READ_ROADMAPS)
def change_comment(request: WorkspaceRequest, pk: UUID, entry_pk: UUID, comment_pk: UUID) -> HttpResponse:
    """Edit one's own words; where they changed elsewhere meanwhile, nothing is lost and the page says so."""
    found, comment = _comment(request, pk, entry_pk, comment_pk)
    version = request.POST.get("version", "")
    expected = int(version) if version.isascii() and version.isdigit() else None
    try:
        edit_comment(comment, by=request.actor, text=_text(request), expected_version=expected)
    except (ValidationError, OutOfDate) as error:
        return _refused(request, found, str(comment.pk), error)
    return _done(request, found)


@require_POST
@workspace_view(Right.READ_ROADMAPS)
def remove_comment(request: WorkspaceRequest, pk: UUID, entry_pk: UUID, comment_pk: UUID) -> HttpResponse:
    """Delete a comment; Undo brings it back."""
    found, comment = _comment(request, pk, entry_pk, comment_pk)
    delete_comment(comment, by=request.actor)
    return _done(request, found, _("Comment deleted."))


def _comment(request: WorkspaceRequest, pk: UUID, entry_pk: UUID, comment_pk: UUID) -> tuple[Entry, Comment]:
    found = queries.entry_of(request.actor, pk, entry_pk)
    return found, get_object_or_404(Comment, entry=found, pk=comment_pk, deleted_at=None)


def _text(request: WorkspaceRequest) -> str:
    return request.POST.get("text", "").replace("\r\n", "\n")


def _is_script(request: WorkspaceRequest) -> bool:
    return bool(request.htmx) or request.headers.get("X-Requested-With") == "fetch"


def _shown(request: WorkspaceRequest, found: Entry, status: int = 200, problem: Any = None) -> HttpResponse:
    discussion = queries.discussion_of(found, request.actor)
    context = {"entry": found, "discussion": discussion, "problem": problem}
    return render(request, "roadmap/_comments.html", context, status=status)


def _done(request: WorkspaceRequest, found: Entry, message: str = "") -> HttpResponse:
    if not _is_script(request):
        return _back(request, found)
    return told(request, _shown(request, found), message, undo=bool(message))


def _refused(request: WorkspaceRequest, found: Entry, on: str, error: Exception) -> HttpResponse:
    """422: what is wrong, beside the text; what was typed stays in it."""
    why = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
    problem = {"on": on, "text": why, "typed": _text(request) if on == "new" else ""}
    if _is_script(request):
        return _shown(request, found, 422, problem)
    return entry_page(request, found, problem=problem, status=422)


def _back(request: WorkspaceRequest, found: Entry) -> HttpResponse:
    page = reverse("roadmap:entry", args=[request.workspace.slug, found.roadmap_id, found.pk])
    return redirect(f"{page}#comments")
