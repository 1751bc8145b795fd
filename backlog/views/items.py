"""The page of one item, and what is done on it."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import trigger_client_event

from accounts.access import WorkspaceRequest, workspace_view
from accounts.permissions import Right
from backlog.cells import CELLS, Cell, edit_cell
from backlog.models import Item
from backlog.queries.item import digest
from backlog.services.items import delete_item, update_item
from backlog.services.templates import begin_item
from backlog.services.watching import unwatch, watch
from backlog.views.answers import clash, done, refused, show
from backlog.views.common import is_fragment, item_or_404, with_undo
from core.errors import OutOfDate

DESCRIPTION = Cell("description", gettext_lazy("Description"))
TEXTS = {"title": CELLS["title"], "description": DESCRIPTION}  # the short fields are edited through `cells`


@workspace_view(Right.READ_BACKLOG)
@require_safe
def item(request: WorkspaceRequest, key: str) -> HttpResponse:
    """One item; a former key, or one in small letters, leads to the present one."""
    found = item_or_404(request, key)
    if found.key != key:
        return redirect("backlog:item", slug=request.workspace.slug, key=found.key)
    return show(request, found, panel=False)


@workspace_view(Right.READ_BACKLOG)
@require_safe
def item_panel(request: WorkspaceRequest, key: str) -> HttpResponse:
    """The item without the shell: what the drawer shows, and what an open page fetches when it hears of a change."""
    return show(request, item_or_404(request, key), panel=True)


@workspace_view(Right.READ_BACKLOG)
@require_POST
def edit_item(request: WorkspaceRequest, key: str, field: str) -> HttpResponse:
    """A text's new `value`, with what stands for the `old` one that the person saw."""
    found = item_or_404(request, key)
    if field not in TEXTS:
        raise Http404
    try:
        with transaction.atomic():
            changed = _edit(request, found, TEXTS[field])
    except ValidationError as error:
        return refused(request, found, field, error)
    except OutOfDate:
        return clash(request, item_or_404(request, key), TEXTS[field], mine=_value(request))
    if changed.version == found.version:
        return done(request, found)
    message = _("%(key)s · %(field)s changed.") % {"key": found.key, "field": TEXTS[field].label}
    return done(request, found, message)


@workspace_view(Right.CONTRIBUTE)
@require_POST
def add_child(request: WorkspaceRequest, key: str) -> HttpResponse:
    """A new item under this one, in its product."""
    parent = item_or_404(request, key)
    kind = {"initiative": "epic", "epic": "story", "feature": "story"}.get(parent.kind, "chore")
    try:
        child = begin_item(
            parent.product, by=request.actor, title=request.POST.get("title", ""), parent=parent, kind=kind
        )
    except ValidationError as error:
        return refused(request, parent, "child", error)
    return done(request, parent, _("%(key)s added.") % {"key": child.key})


@workspace_view(Right.CONTRIBUTE)
@require_POST
def remove_item(request: WorkspaceRequest, key: str) -> HttpResponse:
    """Delete the item; Undo brings it back."""
    found = item_or_404(request, key)
    delete_item(found, by=request.actor)
    backlog = reverse(
        "backlog:backlog", kwargs={"slug": request.workspace.slug, "product_key": found.product.key}
    )
    if not is_fragment(request):
        return redirect(backlog)
    response = with_undo(HttpResponse(status=204), request, _("%(key)s deleted.") % {"key": found.key})
    return trigger_client_event(response, "item:deleted", {"id": str(found.pk), "to": backlog})


@workspace_view(Right.READ_BACKLOG)
@require_POST
def watch_item(request: WorkspaceRequest, key: str) -> HttpResponse:
    """Be told of what happens to the item; `on=0` no longer."""
    found = item_or_404(request, key)
    act = unwatch if request.POST.get("on") == "0" else watch
    act(found, by=request.actor, member=request.member)
    return done(request, found)


def _value(request: WorkspaceRequest) -> str:
    return request.POST.get("value", "").replace("\r\n", "\n")


def _edit(request: WorkspaceRequest, found: Item, cell: Cell) -> Item:
    text = _value(request)
    old = request.POST.get("old_now") or request.POST.get("old")
    if cell is DESCRIPTION:
        was = found.description if old in (None, digest(found.description)) else None
        return update_item(found, by=request.actor, fields={"description": text}, seen={"description": was})
    return edit_cell(found, cell, by=request.actor, values=[text], old=old, today=timezone.localdate())
