"""Earlier descriptions of an item: looked at, compared, brought back."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import WorkspaceRequest, workspace_view
from accounts.permissions import Right
from backlog.models import Item
from backlog.permissions import may_edit
from backlog.queries.descriptions import (
    MOST_EARLIER,
    DescriptionChange,
    description_change,
    earlier_descriptions,
)
from backlog.queries.keys import addresses
from backlog.queries.references import uuid_or_none
from backlog.services.items import update_item
from backlog.views.common import files_of, is_fragment, item_or_404, with_undo


@workspace_view(Right.READ_BACKLOG)
@require_safe
def descriptions(request: WorkspaceRequest, key: str) -> HttpResponse:
    """What the description was before, the latest first; `?before=` goes on from an event."""
    item = item_or_404(request, key)
    found = earlier_descriptions(item, before=uuid_or_none(request.GET.get("before", "")))
    shown = found[:MOST_EARLIER]
    context = {
        "item": item,
        "earlier": shown,
        "next": shown[-1].event if len(found) > MOST_EARLIER else None,
        "paged": "before" in request.GET,
        "slug": request.workspace.slug,
    }
    return render(request, "backlog/descriptions.html", context)


@workspace_view(Right.READ_BACKLOG)
@require_safe
def description(request: WorkspaceRequest, key: str, event: UUID) -> HttpResponse:
    """What one rewriting changed, and the description as it was before."""
    item = item_or_404(request, key)
    return render(request, "backlog/description.html", _context(request, item, _change(item, event)))


@workspace_view(Right.CONTRIBUTE)
@require_POST
def restore_description(request: WorkspaceRequest, key: str, event: UUID) -> HttpResponse:
    """Make the description what it was before that rewriting: a new change, which Undo takes back."""
    item = item_or_404(request, key)
    change = _change(item, event)
    item = update_item(item, by=request.actor, fields={"description": change.before})
    if not is_fragment(request):
        return redirect("backlog:item", slug=request.workspace.slug, key=item.key)
    context = _context(request, item_or_404(request, key), _change(item, event))
    answer = render(request, "backlog/item/_description_change.html", context)
    return with_undo(answer, request, _("%(key)s · description restored.") % {"key": item.key})


def _change(item: Item, event: UUID) -> DescriptionChange:
    found = description_change(item, event)
    if found is None:
        raise Http404
    return found


def _context(request: WorkspaceRequest, item: Item, change: DescriptionChange) -> dict[str, object]:
    return {
        "item": item,
        "change": change,
        "slug": request.workspace.slug,
        "files": files_of(request),
        "addresses": addresses(request.workspace, [change.before]),
        "editable": may_edit(item, request.actor),
    }
