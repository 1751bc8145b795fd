"""Editing one field of one item in place, and one field of many at once."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import WorkspaceRequest, workspace_view
from accounts.permissions import Right
from backlog.cells import CELLS, Cell, LabelsCell, edit_cell, edit_labels
from backlog.models import Item
from backlog.permissions import require_edit
from backlog.services.items import delete_item
from backlog.views.backlog import render_rows
from backlog.views.board import render_cards
from backlog.views.common import item_or_404, items_of, product_or_404, with_undo
from core.errors import OutOfDate

BULK = ("status", "assignee", "labels")


@workspace_view(Right.READ_BACKLOG)
@require_http_methods(["GET", "HEAD", "POST"])
def cell(request: WorkspaceRequest, key: str, field: str) -> HttpResponse:
    """GET: the editor of one field (`?search=` only its options). POST: the new value; answers the item's row.

    422 brings the editor back with what is wrong, 412 with what someone else has made of the field meanwhile.
    `?as=card` answers a card of the board, `?as=none` nothing.
    """
    item, editor = item_or_404(request, key), _cell(field)
    require_edit(item, request.actor)
    if request.method != "POST":
        part = "options" if "search" in request.GET else editor.editor
        return _editor(request, item, editor, part=part)
    values = request.POST.getlist("value")
    try:
        with transaction.atomic():
            changed = edit_cell(
                item,
                editor,
                by=request.actor,
                values=values,
                old=request.POST.get("old"),
                today=timezone.localdate(),
            )
    except ValidationError as error:
        return _editor(request, item, editor, status=422, error=" ".join(error.messages), typed=values)
    except OutOfDate:
        return _editor(request, item_or_404(request, key), editor, status=412, typed=values)
    return _changed(request, item, changed, editor)


@workspace_view(Right.READ_BACKLOG)
@require_http_methods(["GET", "HEAD", "POST"])
def bulk(request: WorkspaceRequest, product_key: str, field: str) -> HttpResponse:
    """One field of many items: GET the choices, POST `items` and `value`. All or nothing."""
    product, editor = product_or_404(request, product_key), _cell(field)
    if field not in BULK:
        raise Http404
    if request.method != "POST":
        options = editor.options(None, product=product, by=request.actor, today=timezone.localdate())
        context = {"cell": editor, "options": options, "action": request.path, "old": ""}
        return render(request, "backlog/cells/_choice.html", context)
    items = items_of(product, request.POST.getlist("items"))
    for item in items:
        _edit_one(request, item, editor)
    message = ngettext("%(count)d item changed.", "%(count)d items changed.", len(items)) % {
        "count": len(items)
    }
    return with_undo(render_rows(request, items), request, message)


@workspace_view(Right.CONTRIBUTE)
@require_POST
def delete_items(request: WorkspaceRequest, product_key: str) -> HttpResponse:
    """Delete the `items`. All or nothing; children before their parents."""
    items = items_of(product_or_404(request, product_key), request.POST.getlist("items"))
    parents = {item.parent_id for item in items}
    for item in sorted(items, key=lambda item: item.pk in parents):
        delete_item(item, by=request.actor)
    message = ngettext("%(count)d item deleted.", "%(count)d items deleted.", len(items)) % {
        "count": len(items)
    }
    return with_undo(HttpResponse(status=204), request, message)


def _cell(field: str) -> Cell:
    if field not in CELLS:
        raise Http404
    return CELLS[field]


def _edit_one(request: WorkspaceRequest, item: Item, editor: Cell) -> None:
    """The same edit on one of many; what is wrong names the item."""
    values = request.POST.getlist("value")
    try:
        if isinstance(editor, LabelsCell):
            edit_labels(item, by=request.actor, wanted=values, old="")
        else:
            edit_cell(item, editor, by=request.actor, values=values, old=None, today=timezone.localdate())
    except PermissionDenied as error:
        raise PermissionDenied(f"{item.key}: {error}") from error
    except ValidationError as error:
        raise ValidationError(f"{item.key}: {' '.join(error.messages)}") from error


def _editor(
    request: WorkspaceRequest,
    item: Item,
    editor: Cell,
    *,
    part: str = "",
    status: int = 200,
    error: str = "",
    typed: list[str] | None = None,
) -> HttpResponse:
    """The editor; with a clash (412) it holds what the person typed and names what stands there now."""
    context: dict[str, Any] = {
        "cell": editor,
        "item": item,
        "old": editor.value(item),
        "shown": editor.shown(item),
        "text": typed[0] if typed else _text(editor, item),
        "typed": typed,
        "error": error,
        "clash": status == 412,
        "action": request.path,
        "options": editor.options(
            item,
            product=item.product,
            by=request.actor,
            text=request.GET.get("search", ""),
            today=timezone.localdate(),
        ),
    }
    template = {"options": "_options", "choice": "_choice", "choices": "_choice"}.get(
        part or editor.editor, "_text"
    )
    return render(request, f"backlog/cells/{template}.html", context, status=status)


def _text(editor: Cell, item: Item) -> str:
    return editor.shown(item) if editor.editor == "date" else editor.value(item)


def _changed(request: WorkspaceRequest, before: Item, item: Item, editor: Cell) -> HttpResponse:
    shape = request.GET.get("as", "row")
    if shape == "none":
        response = HttpResponse(status=204)
    else:
        response = render_cards(request, [item]) if shape == "card" else render_rows(request, [item])
    if item.version == before.version:
        return response
    names = {"key": item.key, "field": editor.label, "value": editor.shown(item) or "–"}
    return with_undo(response, request, _("%(key)s · %(field)s: %(value)s") % names)
