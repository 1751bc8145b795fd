"""The dialog in which lanes are added, renamed, put in order and removed. Each change answers the whole list."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import WorkspaceRequest, workspace_view
from accounts.permissions import Right
from backlog.queries.references import uuid_or_none
from roadmap import queries
from roadmap.forms import LaneForm
from roadmap.models import Lane, Roadmap
from roadmap.services import lanes as services
from roadmap.views.answers import back_to, panel, told


@require_safe
@workspace_view(Right.MANAGE_PLANS)
def lanes(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """The lanes as a list of small forms."""
    return _list(request, queries.roadmap_of(request.actor, pk))


@require_POST
@workspace_view(Right.MANAGE_PLANS)
def add_lane(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """One more lane below the others."""
    roadmap = queries.roadmap_of(request.actor, pk)
    form = LaneForm(request.POST)
    if not form.is_valid():
        return _list(request, roadmap, error=_("A lane needs a name."), status=422)
    services.add_lane(roadmap, by=request.actor, **form.cleaned_data)
    return _changed(request, roadmap)


@require_POST
@workspace_view(Right.MANAGE_PLANS)
def update_lane(request: WorkspaceRequest, pk: UUID, lane_pk: UUID) -> HttpResponse:
    """A lane's name and note."""
    roadmap, lane = _find(request, pk, lane_pk)
    form = LaneForm(request.POST)
    if not form.is_valid():
        return _list(request, roadmap, error=_("A lane needs a name."), status=422)
    seen = {name: request.POST[f"from_{name}"] for name in ("name", "note") if f"from_{name}" in request.POST}
    services.update_lane(lane, by=request.actor, fields=form.cleaned_data, seen=seen)
    return _changed(request, roadmap)


@require_POST
@workspace_view(Right.MANAGE_PLANS)
def move_lane(request: WorkspaceRequest, pk: UUID, lane_pk: UUID) -> HttpResponse:
    """One place up or down (`to`), or directly `before` or `after` another lane."""
    roadmap, lane = _find(request, pk, lane_pk)
    where = _where(request, lane)
    if where:
        services.move_lane(lane, by=request.actor, **where)
    if request.headers.get("X-Requested-With") == "fetch":
        message = _("Moved “%(title)s”") % {"title": lane.name}
        return told(request, HttpResponse(status=204), message, undo=bool(where), kind="lane")
    return _changed(request, roadmap)


@require_POST
@workspace_view(Right.MANAGE_PLANS)
def remove_lane(request: WorkspaceRequest, pk: UUID, lane_pk: UUID) -> HttpResponse:
    """Remove a lane; with `keep_entries` what it holds stays on the roadmap without a lane."""
    roadmap, lane = _find(request, pk, lane_pk)
    services.remove_lane(lane, by=request.actor, keep_entries="keep_entries" in request.POST)
    return _changed(request, roadmap)


def _where(request: WorkspaceRequest, lane: Lane) -> dict[str, Any]:
    """Where the lane is to stand; nothing where it is at the end already."""
    for side in ("before", "after"):
        if side in request.POST:
            pk = uuid_or_none(request.POST[side])
            return {side: get_object_or_404(Lane, pk=pk, roadmap=lane.roadmap_id)}
    is_up = request.POST.get("to") == "up"
    neighbour = services.neighbour_of(lane, -1 if is_up else 1)
    return {"before" if is_up else "after": neighbour} if neighbour else {}


def _find(request: WorkspaceRequest, pk: UUID, lane_pk: UUID) -> tuple[Roadmap, Lane]:
    roadmap = queries.roadmap_of(request.actor, pk)
    return roadmap, get_object_or_404(Lane, pk=lane_pk, roadmap=roadmap)


def _list(request: WorkspaceRequest, roadmap: Roadmap, *, error: str = "", status: int = 200) -> HttpResponse:
    context = {"lanes": queries.lanes_with_counts(roadmap), "error": error}
    return panel(request, roadmap, "roadmap/_lanes.html", _("Lanes"), context, status)


def _changed(request: WorkspaceRequest, roadmap: Roadmap) -> HttpResponse:
    if not request.htmx:
        return back_to(request, roadmap)
    return told(request, _list(request, roadmap), kind="lane")
