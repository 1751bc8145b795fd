"""Many items at once: the form of a bulk edit with its preview, ranking by score, a column from a spreadsheet."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.access import WorkspaceRequest, workspace_view
from accounts.permissions import Right
from backlog.bulk_form import BulkFields, choices, custom_fields, preview, read_fields
from backlog.bulk_places import edit_all, plan_all
from backlog.custom_cells import custom_cell
from backlog.models import Product
from backlog.pasting import PASTED, read_column
from backlog.services.bulk import ItemErrors, edit_items
from backlog.services.rank_by_score import plan_by_score, rank_by_score
from backlog.views.common import chosen_items, items_of, product_or_404, with_undo

MOST_SHOWN = 30  # of what a preview lists one by one


@workspace_view(Right.GROOM)
@require_safe
def bulk_form(request: WorkspaceRequest, product_key: str) -> HttpResponse:
    """The form, whatever items it will be for."""
    product = product_or_404(request, product_key)
    today = timezone.localdate()
    context = {
        "product": product,
        "choices": choices(product, by=request.actor, today=today),
        "custom": custom_fields(product, by=request.actor, today=today),
        "unit": request.workspace.get_estimate_unit_display(),
    }
    return render(request, "backlog/_bulk_form.html", context)


@workspace_view(Right.GROOM)
@require_POST
def preview_changes(request: WorkspaceRequest, product_key: str) -> HttpResponse:
    """What the form would do to the items chosen; nothing is written."""
    product = product_or_404(request, product_key)
    return _preview(request, product, _read(request, product, make=False))


@workspace_view(Right.GROOM)
@require_POST
def change_items(request: WorkspaceRequest, product_key: str) -> HttpResponse:
    """Do what the form says, all of it or (`leave_out`) without the items that cannot be changed. Answers 204.

    422 brings the preview with what is wrong.
    """
    product = product_or_404(request, product_key)
    items, read = chosen_items(request, product), _read(request, product, make=True)
    if read.errors:
        return _preview(request, product, read, status=422)
    try:
        changed = edit_all(items, read, by=request.actor, leave_out="leave_out" in request.POST)
    except ItemErrors:
        return _preview(request, product, _read(request, product, make=False), status=422)
    return _changed(request, changed)


@workspace_view(Right.GROOM)
@require_POST
def preview_ranks(request: WorkspaceRequest, product_key: str) -> HttpResponse:
    """Where each of the items chosen would go by its score; nothing is written."""
    product = product_or_404(request, product_key)
    planned = plan_by_score(product, chosen_items(request, product), by=request.actor)
    moving = [one for one in planned if one.lift]
    shown = sorted(moving, key=lambda one: -abs(one.lift))[:MOST_SHOWN]
    context = {
        "product": product,
        "count": len(planned),
        "moving": len(moving),
        "unscored": sum(one.score is None for one in planned),
        "shown": sorted(shown, key=lambda one: one.then),
        "further": len(moving) - len(shown),
    }
    return render(request, "backlog/_ranks_preview.html", context)


@workspace_view(Right.GROOM)
@require_POST
def rank_items_by_score(request: WorkspaceRequest, product_key: str) -> HttpResponse:
    """Put the items chosen into the order of their scores. Answers 204."""
    product = product_or_404(request, product_key)
    moved = rank_by_score(product, chosen_items(request, product), by=request.actor)
    message = ngettext("%(count)d item ranked by score.", "%(count)d items ranked by score.", len(moved))
    return with_undo(HttpResponse(status=204), request, message % {"count": len(moved)})


@workspace_view(Right.CONTRIBUTE)
@require_POST
def paste(request: WorkspaceRequest, product_key: str, field: str) -> HttpResponse:
    """Give the `items`, from the first on, the lines of `text` as their `field`. All or nothing. Answers 204.

    422 lists the lines that cannot be taken.
    """
    product = product_or_404(request, product_key)
    cell = custom_cell(product, field)
    if field not in PASTED and cell is None:
        raise Http404
    items = items_of(product, [key for key in request.POST.get("items", "").split(",") if key])
    text, today = request.POST.get("text", ""), timezone.localdate()
    column = read_column(items, field, text, by=request.actor, today=today, cell=cell)
    problems = column.problems
    if not problems:
        try:
            done = edit_items(column.edits, by=request.actor)
        except ItemErrors as error:
            problems = [
                (column.lines[at], change.item.key, change.why) for at, change in error.refused.items()
            ]
    if problems:
        context = {"problems": problems[:MOST_SHOWN], "count": len(problems), "lines": len(column.lines)}
        return render(request, "backlog/_paste_problems.html", context, status=422)
    return _changed(request, sum(bool(change.changes) for change in done))


def _read(request: WorkspaceRequest, product: Product, *, make: bool) -> BulkFields:
    today = timezone.localdate()
    return read_fields(request.POST, product=product, by=request.actor, today=today, make=make)


def _preview(
    request: WorkspaceRequest, product: Product, read: BulkFields, *, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {"errors": read.errors}
    try:
        items = chosen_items(request, product)
        context |= {"count": len(items), "plan": preview(plan_all(items, read, by=request.actor))}
    except ValidationError as error:
        context["problem"] = " ".join(error.messages)
    return render(request, "backlog/_bulk_preview.html", context, status=status)


def _changed(request: WorkspaceRequest, count: int) -> HttpResponse:
    response = HttpResponse(status=204)
    if not count:
        return response
    message = ngettext("%(count)d item changed.", "%(count)d items changed.", count) % {"count": count}
    return with_undo(response, request, message)
