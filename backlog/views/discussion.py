"""Comments and acceptance criteria of an item."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import WorkspaceRequest, workspace_view
from accounts.permissions import Right, may
from backlog.models import AcceptanceCriterion, Comment
from backlog.queries.keys import addresses
from backlog.reactions import SIGNS
from backlog.services.criteria import move_criterion
from backlog.services.discussion import (
    add_comment,
    add_criterion,
    delete_comment,
    edit_comment,
    remove_criterion,
    update_criterion,
)
from backlog.services.reactions import react
from backlog.views.answers import done, refused
from backlog.views.common import files_of, item_or_404
from core.errors import OutOfDate
from core.markdown import render as markdown


@workspace_view(Right.READ_ROADMAPS)
@require_POST
def preview(request: WorkspaceRequest) -> HttpResponse:
    """Markdown as it will look; keys of items are links for who may read these."""
    text = request.POST.get("text", "")
    reads = may(request.actor, Right.READ_BACKLOG)
    links = addresses(request.workspace, [text] if reads else [])
    return HttpResponse(markdown(text, link_keys=links, own_files=files_of(request) if reads else ""))


@workspace_view(Right.READ_BACKLOG)
@require_POST
def comment_on(request: WorkspaceRequest, key: str) -> HttpResponse:
    """Say something about the item."""
    item = item_or_404(request, key)
    try:
        add_comment(item, by=request.actor, text=_text(request))
    except ValidationError as error:
        return refused(request, item, "comment", error)
    return done(request, item, _("Comment added."))


@workspace_view(Right.READ_BACKLOG)
@require_POST
def change_comment(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Edit one's own words; where they changed elsewhere meanwhile, nothing is lost and the page says so."""
    comment = _comment(request, pk)
    version = request.POST.get("version", "")
    try:
        expected = int(version) if version.isascii() and version.isdigit() else None
        changed = edit_comment(comment, by=request.actor, text=_text(request), expected_version=expected)
    except (ValidationError, OutOfDate) as error:
        wrong = error if isinstance(error, ValidationError) else ValidationError(str(error))
        return refused(request, comment.item, f"comment-{comment.pk}", wrong)
    return done(request, comment.item, _("Comment changed.") if changed.version != comment.version else "")


@workspace_view(Right.READ_BACKLOG)
@require_POST
def react_to(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Put the sign `on` under a comment, or take one's sign `off` away."""
    comment = _comment(request, pk)
    sign, on = (request.POST["on"], True) if "on" in request.POST else (request.POST.get("off", ""), False)
    try:
        changed = react(comment, by=request.actor, sign=sign, on=on)
    except ValidationError as error:
        return refused(request, comment.item, f"comment-{comment.pk}", error)
    said = _("%(sign)s: added.") if on else _("%(sign)s: taken away.")
    return done(request, comment.item, said % {"sign": SIGNS[sign]} if changed else "")


@workspace_view(Right.READ_BACKLOG)
@require_POST
def remove_comment(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Delete a comment; Undo brings it back."""
    comment = _comment(request, pk)
    delete_comment(comment, by=request.actor)
    return done(request, comment.item, _("Comment deleted."))


@workspace_view(Right.READ_BACKLOG)
@require_POST
def add_to_criteria(request: WorkspaceRequest, key: str) -> HttpResponse:
    """One more acceptance criterion."""
    item = item_or_404(request, key)
    try:
        add_criterion(item, by=request.actor, text=_text(request))
    except ValidationError as error:
        return refused(request, item, "criterion", error)
    return done(request, item, _("Criterion added."))


@workspace_view(Right.READ_BACKLOG)
@require_POST
def change_criterion(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Reword (`text`) or tick and untick (`met`) a criterion."""
    criterion = _criterion(request, pk)
    version = criterion.version
    try:
        if "text" in request.POST:
            changed = update_criterion(criterion, by=request.actor, text=_text(request))
            message = _("Criterion reworded.")
        else:
            changed = update_criterion(criterion, by=request.actor, is_met="met" in request.POST)
            message = _("Criterion ticked.") if changed.is_met else _("Criterion unticked.")
    except ValidationError as error:
        return refused(request, criterion.item, "criterion", error)
    return done(request, criterion.item, message if changed.version != version else "")


@workspace_view(Right.READ_BACKLOG)
@require_POST
def reorder_criterion(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """One place `up` or, without it, down."""
    criterion = _criterion(request, pk)
    moved = move_criterion(criterion, by=request.actor, up="up" in request.POST)
    return done(request, criterion.item, _("Criterion moved.") if moved else "")


@workspace_view(Right.READ_BACKLOG)
@require_POST
def drop_criterion(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Take a criterion away."""
    criterion = _criterion(request, pk)
    item = criterion.item
    remove_criterion(criterion, by=request.actor)
    return done(request, item, _("Criterion removed."))


def _text(request: WorkspaceRequest) -> str:
    return request.POST.get("text", "").replace("\r\n", "\n")


def _comment(request: WorkspaceRequest, pk: UUID) -> Comment:
    comments = Comment.objects.of_items().select_related("item__product", "item__workspace")
    return get_object_or_404(comments, workspace=request.workspace, pk=pk)


def _criterion(request: WorkspaceRequest, pk: UUID) -> AcceptanceCriterion:
    criteria = AcceptanceCriterion.objects.select_related("item__product", "item__workspace")
    return get_object_or_404(criteria, workspace=request.workspace, pk=pk, item__deleted_at=None)
