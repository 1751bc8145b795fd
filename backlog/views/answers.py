"""How the doors of an item answer: its page, its panel, or what is wrong beside one editor."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.access import WorkspaceRequest
from backlog.cells import Cell
from backlog.models import Item
from backlog.queries.item import digest, item_page
from backlog.views.common import files_of, is_fragment, item_or_404, with_undo
from core.periods import moment
from core.textdiff import compare


def show(
    request: WorkspaceRequest,
    item: Item,
    *,
    panel: bool,
    status: int = 200,
    problem: dict[str, Any] | None = None,
) -> HttpResponse:
    """The item's page, or the panel of it that the drawer holds; `problem` stands beside its editor."""
    context = {
        "page": item_page(item, actor=request.actor, before=moment(request.GET.get("before", ""))),
        "item": item,
        "today": timezone.localdate(),
        "unit": request.workspace.get_estimate_unit_display(),
        "slug": request.workspace.slug,
        "files": files_of(request),
        "problem": problem,
        "paged": "before" in request.GET,
    }
    return render(
        request, "backlog/item/_item.html" if panel else "backlog/item.html", context, status=status
    )


def done(request: WorkspaceRequest, item: Item, message: str = "") -> HttpResponse:
    """The item as it is now, to a script, with a message that offers Undo where there is one; to a form its page."""
    if not is_fragment(request):
        return redirect("backlog:item", slug=request.workspace.slug, key=item.key)
    response = show(request, item_or_404(request, item.key), panel=True)
    response["X-Action"] = str(request.actor.action)
    return with_undo(response, request, message) if message else response


def refused(request: WorkspaceRequest, item: Item, field: str, error: ValidationError) -> HttpResponse:
    """422: what is wrong, beside the field; what was typed stays in it."""
    return _say(request, item, {"field": field, "text": " ".join(error.messages)}, 422)


def clash(request: WorkspaceRequest, item: Item, cell: Cell, *, mine: str) -> HttpResponse:
    """412: what someone else has made of the field meanwhile, what `mine` would change in it, and the choice."""
    long = cell.field == "description"
    theirs = item.description if long else cell.shown(item)
    old = digest(item.description) if long else cell.value(item)
    pieces = compare(theirs, mine)
    problem = {
        "field": cell.field,
        "clash": True,
        "theirs": theirs,
        "mine": mine,
        "pieces": pieces,
        "old": old,
        "long": long,
    }
    return _say(request, item, problem, 412)


def _say(request: WorkspaceRequest, item: Item, problem: dict[str, Any], status: int) -> HttpResponse:
    if not is_fragment(request):
        return show(request, item, panel=False, status=status, problem=problem)
    context = {"problem": problem, "field": problem["field"], "item": item}
    return render(request, "backlog/item/_problem.html", context, status=status)
