"""Editing one field of one item in place, and one field of many at once."""

from collections.abc import Sequence
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
from activity.undo import can_undo
from backlog.cells import CELLS, Cell, LabelsCell, edit_cell, labels_named
from backlog.container_cells import ContainerCell, container_cell
from backlog.custom_cells import custom_cell
from backlog.models import Item, Product
from backlog.permissions import require_edit
from backlog.services.bulk import Edit, ItemErrors, edit_items
from backlog.services.bulk import delete_items as remove_items
from backlog.views.backlog import render_rows
from backlog.views.board import render_cards
from backlog.views.common import MOST_ITEMS, chosen_items, item_or_404, product_or_404, with_undo
from core.errors import OutOfDate

BULK = ("status", "assignee", "labels")


@workspace_view(Right.READ_BACKLOG)
@require_http_methods(["GET", "HEAD", "POST"])
def cell(request: WorkspaceRequest, key: str, field: str) -> HttpResponse:
    """GET: the editor of one field (`?search=` only its options). POST: the new value; answers the item's row.

    422 brings the editor back with what is wrong, 412 with what someone else has made of the field meanwhile.
    `?as=card` answers a card of the board, `?as=none` nothing.
    """
    item = item_or_404(request, key)
    editor = _cell(field, item.product)
    require_edit(item, request.actor)
    if request.method != "POST":
        part = "options" if "search" in request.GET else editor.editor
        return _editor(request, item, editor, part=part)
    values = request.POST.getlist("value")
    try:
        with transaction.atomic():
            item, is_changed = _edit(request, item, editor, values)
    except ValidationError as error:
        return _editor(request, item, editor, status=422, error=" ".join(error.messages), typed=values)
    except OutOfDate:
        return _editor(request, item_or_404(request, key), editor, status=412, typed=values)
    return _changed(request, item, editor, is_changed=is_changed)


@workspace_view(Right.READ_BACKLOG)
@require_http_methods(["GET", "HEAD", "POST"])
def bulk(request: WorkspaceRequest, product_key: str, field: str) -> HttpResponse:
    """One field of many items: GET the choices, POST `items` and `value`. All or nothing; answers the first rows."""
    product = product_or_404(request, product_key)
    editor = _cell(field, product)
    if field not in BULK:
        raise Http404
    if request.method != "POST":
        options = editor.options(None, product=product, by=request.actor, today=timezone.localdate())
        context = {"cell": editor, "options": options, "action": request.path, "old": ""}
        return render(request, "backlog/cells/_choice.html", context)
    items = chosen_items(request, product)
    try:
        edit_items(_edits(request, items, editor), by=request.actor)
    except ItemErrors as error:
        _refuse(error)
    message = ngettext("%(count)d item changed.", "%(count)d items changed.", len(items)) % {
        "count": len(items)
    }
    return with_undo(render_rows(request, items[:MOST_ITEMS]), request, message)


@workspace_view(Right.CONTRIBUTE)
@require_POST
def delete_items(request: WorkspaceRequest, product_key: str) -> HttpResponse:
    """Delete the `items`. All or nothing; children before their parents."""
    items = chosen_items(request, product_or_404(request, product_key))
    try:
        remove_items(items, by=request.actor)
    except ItemErrors as error:
        _refuse(error)
    message = ngettext("%(count)d item deleted.", "%(count)d items deleted.", len(items)) % {
        "count": len(items)
    }
    return with_undo(HttpResponse(status=204), request, message)


def _cell(field: str, product: Product) -> Cell:
    """The cell of a field that every item has, of what it is put into, or of one of the product's own."""
    found = CELLS.get(field) or container_cell(field) or custom_cell(product, field)
    if found is None:
        raise Http404
    return found


def _edits(request: WorkspaceRequest, items: Sequence[Item], editor: Cell) -> list[Edit]:
    """The same edit for all; labels are added to those that are there."""
    values = request.POST.getlist("value")
    if isinstance(editor, LabelsCell):
        labels = labels_named(values, request.workspace, by=request.actor)
        return [Edit(item, add=labels) for item in items]
    fields = editor.read(
        values[0] if values else "", workspace_id=request.workspace.pk, today=timezone.localdate()
    )
    return [Edit(item, fields) for item in items]


def _refuse(error: ItemErrors) -> None:
    """Say what is wrong as for one item: a missing right is 403, naming the first."""
    for change in error.refused.values():
        if isinstance(change.error, PermissionDenied):
            raise PermissionDenied(f"{change.item.key}: {change.why}") from error
    raise error


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


def _edit(request: WorkspaceRequest, item: Item, editor: Cell, values: list[str]) -> tuple[Item, bool]:
    """The item as it is now, and whether the edit changed it."""
    by, old = request.actor, request.POST.get("old")
    if isinstance(editor, ContainerCell):
        return item, editor.put(item, by=by, values=values, old=old)
    now = edit_cell(item, editor, by=by, values=values, old=old, today=timezone.localdate())
    # Where others were at it meanwhile the version says nothing about this act.
    return now, now.version != item.version and can_undo(by)


def _changed(request: WorkspaceRequest, item: Item, editor: Cell, *, is_changed: bool) -> HttpResponse:
    shape = request.GET.get("as", "row")
    if shape == "none":
        response = HttpResponse(status=204)
    else:
        response = render_cards(request, [item]) if shape == "card" else render_rows(request, [item])
    if not is_changed:
        return response
    names = {"key": item.key, "field": editor.label, "value": editor.shown(item) or "–"}
    return with_undo(response, request, _("%(key)s · %(field)s: %(value)s") % names)
