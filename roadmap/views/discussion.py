"""What is said about an entry or an objective: read, say, change, take back."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import WorkspaceRequest, workspace_view
from accounts.permissions import Right
from backlog.models import Comment
from backlog.services.discussion import add_comment, delete_comment, edit_comment
from backlog.targets import target_of
from core.errors import OutOfDate
from roadmap import queries
from roadmap.models import Entry, Objective
from roadmap.views.answers import told
from roadmap.views.entries import entry_page
from roadmap.views.goals import goal_page, objective_of
from roadmap.views.talk import shown_talk, talk_about

Subject = Entry | Objective


@require_safe
@workspace_view(Right.READ_ROADMAPS)
def comments(request: WorkspaceRequest, pk: UUID, entry_pk: UUID) -> HttpResponse:
    """The comments of an entry as they are now, for a panel that shows them."""
    return _read(request, queries.entry_of(request.actor, pk, entry_pk))


@require_POST
@workspace_view(Right.READ_ROADMAPS)
def comment_on(request: WorkspaceRequest, pk: UUID, entry_pk: UUID) -> HttpResponse:
    """Say something about the entry."""
    return _say(request, queries.entry_of(request.actor, pk, entry_pk))


@require_POST
@workspace_view(Right.READ_ROADMAPS)
def change_comment(request: WorkspaceRequest, pk: UUID, entry_pk: UUID, comment_pk: UUID) -> HttpResponse:
    """Edit one's own words about the entry."""
    return _change(request, queries.entry_of(request.actor, pk, entry_pk), comment_pk)


@require_POST
@workspace_view(Right.READ_ROADMAPS)
def remove_comment(request: WorkspaceRequest, pk: UUID, entry_pk: UUID, comment_pk: UUID) -> HttpResponse:
    """Delete a comment of the entry; Undo brings it back."""
    return _remove(request, queries.entry_of(request.actor, pk, entry_pk), comment_pk)


@require_safe
@workspace_view(Right.READ_ROADMAPS)
def objective_comments(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """The comments of an objective as they are now, for a page that shows them."""
    return _read(request, objective_of(request, pk))


@require_POST
@workspace_view(Right.READ_ROADMAPS)
def comment_on_objective(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Say something about the objective."""
    return _say(request, objective_of(request, pk))


@require_POST
@workspace_view(Right.READ_ROADMAPS)
def change_objective_comment(request: WorkspaceRequest, pk: UUID, comment_pk: UUID) -> HttpResponse:
    """Edit one's own words about the objective."""
    return _change(request, objective_of(request, pk), comment_pk)


@require_POST
@workspace_view(Right.READ_ROADMAPS)
def remove_objective_comment(request: WorkspaceRequest, pk: UUID, comment_pk: UUID) -> HttpResponse:
    """Delete a comment of the objective; Undo brings it back."""
    return _remove(request, objective_of(request, pk), comment_pk)


def _read(request: WorkspaceRequest, found: Subject) -> HttpResponse:
    return _shown(request, found) if _is_script(request) else _back(request, found)


def _say(request: WorkspaceRequest, found: Subject) -> HttpResponse:
    try:
        add_comment(found, by=request.actor, text=_text(request))
    except ValidationError as error:
        return _refused(request, found, "new", error)
    return _done(request, found, _("Comment added."))


def _change(request: WorkspaceRequest, found: Subject, comment_pk: UUID) -> HttpResponse:
    """Where the words changed elsewhere meanwhile, nothing is lost and the page says so."""
    comment, version = _comment(found, comment_pk), request.POST.get("version", "")
    expected = int(version) if version.isascii() and version.isdigit() else None
    try:
        edit_comment(comment, by=request.actor, text=_text(request), expected_version=expected)
    except (ValidationError, OutOfDate) as error:
        return _refused(request, found, str(comment.pk), error)
    return _done(request, found)


def _remove(request: WorkspaceRequest, found: Subject, comment_pk: UUID) -> HttpResponse:
    delete_comment(_comment(found, comment_pk), by=request.actor)
    return _done(request, found, _("Comment deleted."))


def _comment(found: Subject, pk: UUID) -> Comment:
    return get_object_or_404(Comment, pk=pk, deleted_at=None, **{target_of(found).field: found})


def _text(request: WorkspaceRequest) -> str:
    return request.POST.get("text", "").replace("\r\n", "\n")


def _is_script(request: WorkspaceRequest) -> bool:
    return bool(request.htmx) or request.headers.get("X-Requested-With") == "fetch"


def _shown(
    request: WorkspaceRequest, found: Subject, status: int = 200, problem: dict[str, str] | None = None
) -> HttpResponse:
    context = shown_talk(request, found, problem)
    return render(request, "roadmap/_comments.html", context, status=status)


def _done(request: WorkspaceRequest, found: Subject, message: str = "") -> HttpResponse:
    if not _is_script(request):
        return _back(request, found)
    kind = "entry" if isinstance(found, Entry) else ""
    return told(request, _shown(request, found), message, undo=bool(message), kind=kind)


def _refused(request: WorkspaceRequest, found: Subject, on: str, error: Exception) -> HttpResponse:
    """422: what is wrong, beside the text; what was typed stays in it."""
    why = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
    problem = {"on": on, "text": why, "typed": _text(request) if on == "new" else ""}
    if _is_script(request):
        return _shown(request, found, 422, problem)
    if isinstance(found, Entry):
        return entry_page(request, found, problem=problem, status=422)
    return goal_page(request, found.pk, problem=problem, status=422)


def _back(request: WorkspaceRequest, found: Subject) -> HttpResponse:
    return redirect(f"{talk_about(request, found).page}#comments")
