"""Roadmaps: the list, one of them, its settings."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import WorkspaceRequest, workspace_view
from accounts.permissions import Right
from roadmap import queries
from roadmap.axis import Zoom
from roadmap.drawing import draw_horizons, draw_list, draw_timeline
from roadmap.forms import RoadmapForm
from roadmap.preview import draw_previews
from roadmap.services import roadmaps as services
from roadmap.services.lanes import add_lane
from roadmap.waiting import links_on

VIEWS = ("timeline", "horizons", "list")


@require_safe
@workspace_view(Right.READ_ROADMAPS)
def roadmaps(request: WorkspaceRequest) -> HttpResponse:
    """Every roadmap the member may read."""
    found = list(queries.roadmaps_of(request.actor))
    cards = draw_previews(found, today=timezone.localdate())
    return render(request, "roadmap/roadmaps.html", {"cards": cards})


@require_http_methods(["GET", "POST"])
@workspace_view(Right.MANAGE_PLANS)
def new_roadmap(request: WorkspaceRequest) -> HttpResponse:
    """A form for a new roadmap; it begins with three lanes to rename."""
    form = RoadmapForm(request.POST or None)
    if form.is_valid():
        roadmap = services.create_roadmap(request.workspace, by=request.actor, **form.cleaned_data)
        for name in () if roadmap.lanes_from else (_("First goal"), _("Second goal"), _("Keep it running")):
            add_lane(roadmap, by=request.actor, name=name)
        return redirect("roadmap:roadmap", request.workspace.slug, roadmap.pk)
    return render(request, "roadmap/new.html", {"form": form}, status=422 if form.is_bound else 200)


@require_safe
@workspace_view(Right.READ_ROADMAPS)
def roadmap(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """One roadmap as timeline, horizons or list (`?view=`)."""
    shown = queries.roadmap_of(request.actor, pk)
    view = request.GET.get("view", "")
    view = view if view in VIEWS else VIEWS[0]
    plan = queries.plan_of(shown)
    context = {
        "roadmap": shown,
        "plan": plan,
        "view": view,
        "edition": queries.last_published(shown),
        "can_plan": shown.editable_by(request.actor),
        **_drawn(request, plan, view),
    }
    return render(request, "roadmap/roadmap.html", context)


@require_safe
@workspace_view(Right.READ_ROADMAPS)
def timeline(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """The timeline alone, at `?zoom=`."""
    plan = queries.plan_of(queries.roadmap_of(request.actor, pk))
    return render(request, "roadmap/_timeline.html", _drawn(request, plan, "timeline"))


@require_safe
@workspace_view(Right.READ_ROADMAPS)
def horizons(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Now, Next, Later alone."""
    plan = queries.plan_of(queries.roadmap_of(request.actor, pk))
    return render(request, "roadmap/_horizons.html", _drawn(request, plan, "horizons"))


@require_POST
@workspace_view(Right.READ_ROADMAPS)
def fold(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """A lane or group (`row`) is folded or, without `folded`, unfolded, for this member alone."""
    shown, row = queries.roadmap_of(request.actor, pk), request.POST.get("row", "")
    services.fold_row(shown, request.member, row=row, is_folded=bool(request.POST.get("folded")))
    return HttpResponse(status=204)


@require_http_methods(["GET", "POST"])
@workspace_view(Right.MANAGE_PLANS)
def roadmap_settings(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Name, purpose, who may read it; and the way to delete it."""
    shown = queries.roadmap_of(request.actor, pk)
    now = {name: getattr(shown, name) for name in services.EDITABLE}
    form = RoadmapForm(request.POST or None, initial=now)
    if form.is_valid():
        services.update_roadmap(shown, by=request.actor, fields=form.cleaned_data)
        return redirect("roadmap:roadmap", request.workspace.slug, shown.pk)
    status = 422 if form.is_bound else 200
    return render(request, "roadmap/settings.html", {"roadmap": shown, "form": form}, status=status)


@require_POST
@workspace_view(Right.MANAGE_PLANS)
def delete_roadmap(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Hide the roadmap; the list then offers Undo."""
    services.delete_roadmap(queries.roadmap_of(request.actor, pk), by=request.actor)
    return redirect("roadmap:roadmaps", request.workspace.slug)


def zoom_of(values: Any) -> Zoom:
    """`zoom` of a query or a form; months where it is missing or unknown."""
    text = values.get("zoom", "")
    return Zoom(text) if text in list(Zoom) else Zoom.MONTHS


def _drawn(request: WorkspaceRequest, plan: queries.Plan, view: str) -> dict[str, Any]:
    """What the partial of a view needs, under the name it knows."""
    slug, today = request.workspace.slug, timezone.localdate()
    if view == "timeline":
        zoom = zoom_of(request.GET)
        links = links_on(plan.roadmap)
        folded = queries.folded_by(plan.roadmap, request.member)
        drawn = draw_timeline(
            plan, by=request.actor, slug=slug, zoom=zoom, today=today, links=links, folded=folded
        )
        return {"timeline": drawn}
    if view == "horizons":
        return {"horizons": draw_horizons(plan, by=request.actor, slug=slug, today=today)}
    return {"lanes": draw_list(plan, slug=slug, today=today)}
