"""The tray of the timeline: items that are not on the roadmap yet are found there and put on it where one drops them."""

from functools import partial
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import WorkspaceRequest, workspace_view
from accounts.permissions import Right
from backlog.models import Item
from roadmap import queries
from roadmap.forms import MoveForm
from roadmap.models import Roadmap
from roadmap.services import moving
from roadmap.services.entries import add_entry
from roadmap.views.answers import told
from roadmap.views.entries import dragged_view
from roadmap.views.finding import offered

DATES = frozenset(moving.DATES)


@require_safe
@workspace_view(Right.MANAGE_PLANS)
def tray(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Items that `?q=` finds and that are not on the roadmap, as chips; none without a query."""
    roadmap, text = queries.roadmap_of(request.actor, pk), request.GET.get("q", "")
    lane = None if roadmap.lanes_from or roadmap.grouped_by else roadmap.lanes.first()
    context = {"roadmap": roadmap, "lane": lane.pk if lane else ""}
    if text.strip():
        context |= offered(request, text, partial(queries.candidates, roadmap))
    return render(request, "roadmap/_tray_found.html", context)


@require_POST
@workspace_view(Right.MANAGE_PLANS)
def place_item(request: WorkspaceRequest, pk: UUID, item_pk: UUID) -> HttpResponse:
    """Put an item on the roadmap, with the dates and the row that it was dropped on, else as it is planned; the answer is the timeline."""
    roadmap = queries.roadmap_of(request.actor, pk)
    rows = Item.objects.filter(workspace=request.workspace).select_related("product")
    item, form = get_object_or_404(rows, pk=item_pk), MoveForm(request.POST)
    if not form.is_valid():
        raise ValidationError(_("This date or place cannot be used."))
    _place(request, roadmap, item, form)
    message = _("%(key)s is on this roadmap") % {"key": item.key}
    return told(request, dragged_view(request, roadmap, is_timeline=True), message, undo=True, kind="")


@transaction.atomic
def _place(request: WorkspaceRequest, roadmap: Roadmap, item: Item, form: MoveForm) -> None:
    """Of its row, what the item has already stays; its dates give way to those it was dropped on."""
    move = form.move(roadmap)
    lane = move.fields.pop("lane", None)
    entry = add_entry(roadmap, item, by=request.actor, lane=lane)
    seen = {name: value for name, value in move.seen.items() if name not in (*DATES, "lane")}
    fields = {name: value for name, value in move.fields.items() if name not in seen or seen[name] != value}
    if fields.get("product") == item.product:
        del fields["product"]
    if fields:
        moving.move_shown(entry, by=request.actor, fields=fields, seen={})
