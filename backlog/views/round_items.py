"""One item of a round: one's own numbers with their reasons, then everybody's, and what is said about it."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import WorkspaceRequest, workspace_view
from accounts.permissions import Right
from activity.undo import can_undo
from backlog.models import Comment, Item, RatingRound
from backlog.number_words import read_number
from backlog.queries.rounds import line_of
from backlog.services.blind_rating import Vote, take_over, vote
from backlog.services.discussion import add_comment
from backlog.services.rating import Given, RatingErrors, why_not
from backlog.views.common import is_fragment, item_or_404, tell, with_undo
from backlog.views.rounds import round_or_404, version_of

MOST_COMMENTS = 20


@workspace_view(Right.READ_BACKLOG)
@require_safe
def round_item(request: WorkspaceRequest, product_key: str, pk: UUID, key: str) -> HttpResponse:
    """One item of the round as the member may see it."""
    round_ = round_or_404(request, product_key, pk)
    return _show(request, round_, item_or_404(request, key))


@workspace_view(Right.CONTRIBUTE)
@require_POST
def vote_item(request: WorkspaceRequest, product_key: str, pk: UUID, key: str) -> HttpResponse:
    """One's own numbers for an item, `value_<criterion>` and `note_<criterion>` each; all or none."""
    round_, item = round_or_404(request, product_key, pk), item_or_404(request, key)
    try:
        votes = _votes(request, round_, item)
        vote(round_, votes, by=request.actor, expected_version=version_of(request))
    except RatingErrors as error:
        wrong = {votes[at].criterion.key: why_not(why) for at, why in error.refused.items()}
        return _show(request, round_, item, status=422, wrong=wrong)
    except ValidationError as error:
        wrong = {name: " ".join(said) for name, said in error.message_dict.items()}
        return _show(request, round_, item, status=422, wrong=wrong)
    return _done(request, round_, item, _("Your numbers are saved."))


@workspace_view(Right.READ_BACKLOG)
@require_POST
def comment_in_round(request: WorkspaceRequest, product_key: str, pk: UUID, key: str) -> HttpResponse:
    """Say something about the item, as on its own page."""
    round_, item = round_or_404(request, product_key, pk), item_or_404(request, key)
    try:
        add_comment(item, by=request.actor, text=request.POST.get("text", ""))
    except ValidationError as error:
        return _show(
            request,
            round_,
            item,
            status=422,
            comment_problem=" ".join(error.messages),
            comment_text=request.POST.get("text", ""),
        )
    return _done(request, round_, item, _("Comment added."))


@workspace_view(Right.GROOM)
@require_POST
def agree_on(request: WorkspaceRequest, product_key: str, pk: UUID, key: str, criterion: str) -> HttpResponse:
    """Make `value` the item's rating by a criterion, after everybody's numbers are known."""
    round_, item = round_or_404(request, product_key, pk), item_or_404(request, key)
    asked = get_object_or_404(round_.criteria, key=criterion)
    try:
        chosen = [Given(item, asked, read_number(request.POST.get("value", "")))]
        take_over(round_, by=request.actor, way=None, chosen=chosen, expected_version=version_of(request))
    except ValidationError as error:
        return _show(request, round_, item, status=422, wrong={asked.key: " ".join(error.messages)})
    return _done(request, round_, item, _("%(name)s is set.") % {"name": asked.name})


def _votes(request: WorkspaceRequest, round_: RatingRound, item: Item) -> list[Vote]:
    """What the form gives. Raises ValidationError by criterion for what is no number."""
    found, wrong = list[Vote](), dict[str, Any]()
    for criterion in round_.criteria.all():
        if f"value_{criterion.key}" not in request.POST:
            continue
        try:
            number = read_number(request.POST[f"value_{criterion.key}"])
        except ValidationError as error:
            wrong[criterion.key] = error
            continue
        found.append(Vote(item, criterion, number, request.POST.get(f"note_{criterion.key}", "")))
    if wrong:
        raise ValidationError(wrong)
    return found


def _show(
    request: WorkspaceRequest, round_: RatingRound, item: Item, *, status: int = 200, **more: Any
) -> HttpResponse:
    line, following = line_of(round_, item, actor=request.actor)
    if line is None:
        raise Http404
    comments = Comment.objects.filter(item=item, deleted_at=None).select_related("author").order_by("-id")
    context = {
        "round": round_, "product": round_.product, "slug": request.workspace.slug, "item": line.item, "next": following,
        "comments": list(comments[:MOST_COMMENTS])[::-1],
        "cells": _cells(line.cells, request, more.get("wrong", {})), **more,
    }  # fmt: skip
    template = "backlog/rounds/_item.html" if is_fragment(request) else "backlog/rounds/item.html"
    return render(request, template, context, status=status)


def _cells(cells: Any, request: WorkspaceRequest, wrong: dict[str, str]) -> list[dict[str, Any]]:
    """Each cell with what its field holds: what was typed where something is wrong, else what is kept."""
    typed = request.POST if wrong else {}
    return [
        {
            "cell": cell,
            "wrong": wrong.get(cell.column.key, ""),
            "value": typed.get(f"value_{cell.column.key}", cell.mine),
            "note": typed.get(f"note_{cell.column.key}", cell.note),
        }
        for cell in cells
    ]


def _done(request: WorkspaceRequest, round_: RatingRound, item: Item, message: str) -> HttpResponse:
    if not is_fragment(request):
        tell(request, message)
        where = [request.workspace.slug, round_.product.key, round_.pk, item.key]
        return redirect(reverse("backlog:round_item", args=where))
    response = _show(request, round_or_404(request, round_.product.key, round_.pk), item)
    return with_undo(response, request, message) if can_undo(request.actor) else response
