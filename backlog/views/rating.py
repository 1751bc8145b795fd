"""Rating: a number in a cell, a block of them from a spreadsheet, and what the sheet shows now."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import trigger_client_event

from accounts.access import WorkspaceRequest, workspace_view
from accounts.permissions import Right
from backlog.models import Criterion, Product
from backlog.number_words import read_number
from backlog.queries.comparing import unscored
from backlog.queries.rating import lines_of
from backlog.queries.rows import active_model
from backlog.queries.scoring import shown
from backlog.rating_block import Block, read_block
from backlog.services.rating import Rated, rate_item, rate_items
from backlog.views.common import (
    is_fragment,
    item_or_404,
    items_of,
    product_or_404,
    undo_url,
    uuids,
    with_undo,
)
from core.numbers import typed

SAID: Mapping[str, Promise] = {
    "paste": ngettext_lazy("%(count)d cell pasted.", "%(count)d cells pasted.", "count"),
    "fill": ngettext_lazy("%(count)d cell filled.", "%(count)d cells filled.", "count"),
    "clear": ngettext_lazy("%(count)d cell emptied.", "%(count)d cells emptied.", "count"),
}


@workspace_view(Right.READ_BACKLOG)
@require_safe
def scores(request: WorkspaceRequest, product_key: str) -> HttpResponse:
    """The lines of `?ids=` as they are now: numbers and scores, `?by=tried` with those of the model that is tried; and how
    many items have no score, marked where that is what `?q=` asks for.
    """
    product = product_or_404(request, product_key)
    ids, models = uuids(request.GET.get("ids", "")), shown(product, by_tried=request.GET.get("by") == "tried")
    lines = lines_of(product, models, ids, actor=request.actor, today=timezone.localdate())
    context = {
        "lines": lines, "models": models, "slug": request.workspace.slug, "query": request.GET.get("q", ""),
        "unscored": unscored(models.active) if models.active else None,
    }  # fmt: skip
    return render(request, "backlog/scoring/_scores.html", context)


@workspace_view(Right.GROOM)
@require_POST
def rate(request: WorkspaceRequest, key: str, criterion: str) -> HttpResponse:
    """One item's number for one criterion; the empty text takes it away. The worker answers with the score."""
    item = item_or_404(request, key)
    found = get_object_or_404(Criterion, product=item.product, key=criterion)
    number = read_number(request.POST.get("value", ""))
    before = item.ratings.filter(criterion=found).exists()
    changed = rate_item(item, by=request.actor, values={found: number})
    if not is_fragment(request):
        return redirect("backlog:item", slug=request.workspace.slug, key=item.key)
    response = HttpResponse(status=204)
    response["X-Action"] = str(request.actor.action)
    if changed and before:
        said = _("%(key)s · %(name)s: %(value)s")
        message = said % {"key": item.key, "name": found.name, "value": typed(number) or "–"}
        return with_undo(response, request, message)
    if changed:
        response["X-Undo"] = undo_url(request)  # for Ctrl-Z alone: a first number needs no message
    return response


@workspace_view(Right.GROOM)
@require_POST
def rate_cells(request: WorkspaceRequest, product_key: str) -> HttpResponse:
    """Give the `items` and `criteria` (by commas) the cells of `text`, as a spreadsheet copies them. All or nothing.

    Answers {"values": {item: {criterion: number}}} as the cells read now; 422 {"detail", "cells": [{item, criterion, why}]}.
    """
    product = product_or_404(request, product_key)
    items = items_of(product, [key for key in request.POST.get("items", "").split(",") if key])
    criteria = _criteria(product, request.POST.get("criteria", "").split(","))
    model = active_model(product)
    text = request.POST.get("text", "")
    block = read_block(items, criteria, text, kinds=model.kinds if model else ())
    if block.wrong:
        return JsonResponse({"detail": block.refusal(), "cells": block.refusals()}, status=422)
    rated = rate_items(block.given, by=request.actor)
    return _told(request, block, rated)


def _criteria(product: Product, keys: list[str]) -> list[Criterion]:
    """The product's criteria with these keys, in their order. Raises ValidationError. One statement."""
    found = {row.key: row for row in product.criteria.filter(key__in=keys)}
    for key in keys:
        if key not in found:
            raise ValidationError(_("The product has no criterion “%(key)s”.") % {"key": key[:40]})
    return [found[key] for key in keys]


def _told(request: WorkspaceRequest, block: Block, rated: Rated) -> HttpResponse:
    response = JsonResponse({"values": block.values()})
    said = SAID.get(request.POST.get("act", ""), SAID["paste"])
    message = str(said % {"count": block.cells})
    if rated.changes:
        return with_undo(response, request, message)
    same = _("The numbers were these already.")
    return trigger_client_event(response, "toast", {"message": f"{message} {same}"})
