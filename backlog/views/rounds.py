"""Rounds of blind ratings: their list, opening one, the sheet, and the steps of a round."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import WorkspaceRequest, workspace_view
from accounts.permissions import Right
from activity.undo import can_undo
from backlog.models import Item, Product, RatingRound
from backlog.number_words import read_number
from backlog.queries.backlog import matching_items
from backlog.queries.rounds import round_page, rounds_page
from backlog.queries.rows import active_model
from backlog.queries.similar import instead
from backlog.rating_block import read_block
from backlog.services.blind_rating import Vote, take_over, vote
from backlog.services.rating_rounds import end_round, open_round, reopen, reveal
from backlog.views.common import is_fragment, items_of, mended, product_or_404, tell, undo_url, with_undo
from backlog.views.rating import SAID
from core.query import QueryError

UNSCORED = "-has:score"
MOST_FOUND = 25
MOST_LOOKED_AT = 200
State = RatingRound.State


@workspace_view(Right.READ_BACKLOG)
@require_safe
def rating_rounds(request: WorkspaceRequest, product_key: str) -> HttpResponse:
    """The rounds that are going on, and those that are over."""
    product = product_or_404(request, product_key)
    going, over = rounds_page(product, actor=request.actor)
    context = {"product": product, "slug": request.workspace.slug, "going": going, "over": over}
    return render(request, "backlog/rounds/rounds.html", context)


@workspace_view(Right.GROOM)
@require_http_methods(["GET", "HEAD", "POST"])
def open_rating_round(request: WorkspaceRequest, product_key: str) -> HttpResponse:
    """Choose items (`?items=` keys, or what `?q=` finds) and a name; POST asks for ratings."""
    product = product_or_404(request, product_key)
    if request.method != "POST":
        return _choose(request, product)
    try:
        items = items_of(product, request.POST.getlist("items"))
        round_ = open_round(items, by=request.actor, name=request.POST.get("name", ""))
    except ValidationError as error:
        return _choose(request, product, problem=" ".join(error.messages))
    tell(request, _("Those who are asked find it in their inbox."))
    return _home(request, round_)


@workspace_view(Right.READ_BACKLOG)
@require_safe
def rating_round(request: WorkspaceRequest, product_key: str, pk: UUID) -> HttpResponse:
    """One's own sheet while the round is open, what everybody gave after that; to a script the part that changes."""
    return show_round(request, round_or_404(request, product_key, pk))


@workspace_view(Right.CONTRIBUTE)
@require_POST
def vote_cell(
    request: WorkspaceRequest, product_key: str, pk: UUID, key: str, criterion: str
) -> HttpResponse:
    """One's own number for an item and a criterion; the empty text takes it away."""
    round_ = round_or_404(request, product_key, pk)
    [item] = items_of(round_.product, [key])
    asked = get_object_or_404(round_.criteria, key=criterion)
    number = read_number(request.POST.get("value", ""))
    vote(round_, [Vote(item, asked, number)], by=request.actor, expected_version=version_of(request))
    if not is_fragment(request):
        return _home(request, round_)
    response = HttpResponse(status=204)
    if can_undo(request.actor):
        response["X-Undo"] = undo_url(request)  # for Ctrl-Z alone: a number needs no message
    return response


@workspace_view(Right.CONTRIBUTE)
@require_POST
def vote_cells(request: WorkspaceRequest, product_key: str, pk: UUID) -> HttpResponse:
    """One's own numbers for `items` and `criteria` (by commas) as a spreadsheet copies them: all or nothing.

    Answers as `rate_cells` does.
    """
    round_ = round_or_404(request, product_key, pk)
    items = items_of(round_.product, [key for key in request.POST.get("items", "").split(",") if key])
    known = {row.key: row for row in round_.criteria.all()}
    keys = request.POST.get("criteria", "").split(",")
    if not known.keys() >= set(keys):
        raise Http404
    criteria = [known[key] for key in keys]
    block = read_block(items, criteria, request.POST.get("text", ""), kinds=())
    if block.wrong:
        return JsonResponse({"detail": block.refusal(), "cells": block.refusals()}, status=422)
    votes = [Vote(each.item, each.criterion, each.value) for each in block.given]
    vote(round_, votes, by=request.actor, expected_version=version_of(request))
    response = JsonResponse({"values": block.values()})
    said = SAID.get(request.POST.get("act", ""), SAID["paste"]) % {"count": block.cells}
    return with_undo(response, request, str(said)) if can_undo(request.actor) else response


@workspace_view(Right.GROOM)
@require_POST
def reveal_round(request: WorkspaceRequest, product_key: str, pk: UUID) -> HttpResponse:
    """Show everybody's numbers."""
    return _step(request, product_key, pk, reveal)


@workspace_view(Right.GROOM)
@require_POST
def reopen_round(request: WorkspaceRequest, product_key: str, pk: UUID) -> HttpResponse:
    """Hide them again, to be changed."""
    return _step(request, product_key, pk, reopen, _("The round is open again."))


@workspace_view(Right.GROOM)
@require_POST
def finish_round(request: WorkspaceRequest, product_key: str, pk: UUID) -> HttpResponse:
    """End the round."""
    return _step(request, product_key, pk, end_round, _("The round is over."))


@workspace_view(Right.GROOM)
@require_POST
def take_over_ratings(request: WorkspaceRequest, product_key: str, pk: UUID) -> HttpResponse:
    """Make ratings of the means (`way=median`: medians) of all items or of one `item`."""
    round_ = round_or_404(request, product_key, pk)
    key = request.POST.get("item", "")
    items = [item.pk for item in items_of(round_.product, [key])] if key else None
    way: Any = "median" if request.POST.get("way") == "median" else "mean"
    rated = take_over(round_, by=request.actor, way=way, items=items, expected_version=version_of(request))
    said = ngettext("%(count)d rating set.", "%(count)d ratings set.", rated.count) % {"count": rated.count}
    return _done(request, round_, said if rated.changes else _("The ratings were these already."))


def round_or_404(request: WorkspaceRequest, product_key: str, pk: UUID) -> RatingRound:
    """The product's round with who opened it. Two statements."""
    product = product_or_404(request, product_key)
    round_ = get_object_or_404(
        RatingRound.objects.select_related("opened_by", "model"), pk=pk, product=product
    )
    round_.product = product
    return round_


def show_round(request: WorkspaceRequest, round_: RatingRound) -> HttpResponse:
    by_rank = request.GET.get("order") == "rank"
    page = round_page(round_, actor=request.actor, apart_first=not by_rank)
    context = {
        "page": page, "round": round_, "product": round_.product, "slug": request.workspace.slug, "by_rank": by_rank,
        "address": request.get_full_path() if request.method == "GET" else _address(request, round_),
    }  # fmt: skip
    template = "backlog/rounds/_round.html" if is_fragment(request) else "backlog/rounds/round.html"
    return render(request, template, context)


def version_of(request: WorkspaceRequest) -> int | None:
    """The version of the round that the page showed."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _step(
    request: WorkspaceRequest, product_key: str, pk: UUID, service: Callable[..., Any], message: str = ""
) -> HttpResponse:
    """Do one step of a round whose `version` the page showed, and show the round as it is now."""
    round_ = round_or_404(request, product_key, pk)
    service(round_, by=request.actor, expected_version=version_of(request))
    return _done(request, round_, message)


def _done(request: WorkspaceRequest, round_: RatingRound, message: str) -> HttpResponse:
    if not is_fragment(request):
        if message:
            tell(request, message)
        return _home(request, round_)
    response = show_round(request, round_or_404(request, round_.product.key, round_.pk))
    return with_undo(response, request, message) if message and can_undo(request.actor) else response


def _address(request: WorkspaceRequest, round_: RatingRound) -> str:
    return reverse("backlog:rating_round", args=[request.workspace.slug, round_.product.key, round_.pk])


def _home(request: WorkspaceRequest, round_: RatingRound) -> HttpResponse:
    return redirect(_address(request, round_))


def _choose(request: WorkspaceRequest, product: Product, problem: str = "") -> HttpResponse:
    """What could be rated, ticked; 422 with the reason where it was refused."""
    given = request.POST or request.GET
    keys = [key for text in given.getlist("items") for key in text.split(",") if key]
    query, mistake, items = request.GET.get("q", UNSCORED), None, list[Item]()
    try:
        items = items_of(product, keys) if keys else _found(request, product, query)
    except QueryError as error:
        mistake = error
    except ValidationError as error:
        problem = problem or " ".join(error.messages)
    context = {
        "product": product, "slug": request.workspace.slug, "items": items, "query": "" if keys else query,
        "mistake": mistake, "mended": mended(query, mistake), "instead": partial(instead, query, actor=request.actor), "problem": problem, "most": MOST_FOUND,
        "name": request.POST.get("name", ""), "model": active_model(product),
        "home": reverse("backlog:rating_rounds", args=[request.workspace.slug, product.key]),
    }  # fmt: skip
    return render(request, "backlog/rounds/open.html", context, status=422 if problem else 200)


def _found(request: WorkspaceRequest, product: Product, query: str) -> list[Item]:
    """The first items that a query finds, of the kinds that are scored. Raises QueryError."""
    model = active_model(product)
    found = matching_items(
        product, actor=request.actor, query=query, today=timezone.localdate(), most=MOST_LOOKED_AT
    )
    kinds = model.kinds if model else []
    return [item for item in found if not kinds or item.kind in kinds][:MOST_FOUND]
