"""Roadmaps: the list, one of them, its settings."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import WorkspaceRequest, workspace_view
from accounts.permissions import Right
from roadmap import queries
from roadmap.axis import Zoom, zoom_named
from roadmap.drawing import draw_horizons, draw_timeline
from roadmap.forms import RoadmapForm
from roadmap.kept_rows import PageRows
from roadmap.listing import draw_list
from roadmap.looks import VIEWS
from roadmap.models import LaneSource, Roadmap
from roadmap.preview import draw_previews
from roadmap.services import roadmaps as services
from roadmap.services.joining import mistake_in_query
from roadmap.services.lanes import add_lane
from roadmap.viewing import Seen, seen_by
from roadmap.views.looking import looking
from roadmap.views.reading import edition_instead
from roadmap.visits import since_last_visit
from roadmap.waiting import links_on

PORTFOLIO = "kind:initiative,epic status:open"


@require_safe
@workspace_view(Right.READ_ROADMAPS)
def roadmaps(request: WorkspaceRequest) -> HttpResponse:
    """Every roadmap the member may read."""
    found = list(queries.roadmaps_of(request.actor))
    cards = draw_previews(found, by=request.actor, today=timezone.localdate())
    return render(request, "roadmap/roadmaps.html", {"cards": cards})


@require_http_methods(["GET", "POST"])
@workspace_view(Right.MANAGE_PLANS)
def new_roadmap(request: WorkspaceRequest) -> HttpResponse:
    """A form for a new roadmap; it begins with three lanes to rename."""
    form = RoadmapForm(request.POST or None)
    if form.is_valid() and (roadmap := _created(request, form)):
        for name in () if roadmap.lanes_from else (_("First goal"), _("Second goal"), _("Keep it running")):
            add_lane(roadmap, by=request.actor, name=name)
        return redirect("roadmap:roadmap", request.workspace.slug, roadmap.pk)
    return render(request, "roadmap/new.html", {"form": form}, status=422 if form.is_bound else 200)


@require_POST
@workspace_view(Right.MANAGE_PLANS)
def new_portfolio(request: WorkspaceRequest) -> HttpResponse:
    """In one click a roadmap over all products and teams: every open initiative and epic, a lane for each product."""
    made = services.create_roadmap(
        request.workspace,
        by=request.actor,
        name=_("Portfolio"),
        purpose=_("Every open initiative and epic of all products."),
        lanes_from=LaneSource.PRODUCT,
        query=PORTFOLIO,
    )
    return redirect("roadmap:roadmap", request.workspace.slug, made.pk)


@require_safe
@workspace_view(Right.READ_ROADMAPS)
def roadmap(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """One roadmap as timeline, horizons or list (`?view=`), narrowed by `?q=`; a mistake in it is said, and all is shown."""
    if edition := edition_instead(request, pk):
        return edition
    shown = queries.roadmap_of(request.actor, pk, with_visitors=True)
    view = request.GET.get("view", "")
    seen = _seen(request, shown, view if view in VIEWS else VIEWS[0])
    can_plan = shown.editable_by(request.actor)
    context = {
        "roadmap": shown,
        "seen": seen,
        "view": seen.view,
        "looking": looking(request, seen),
        "edition": queries.last_published(shown),
        "can_plan": can_plan,
        "since_visit": since_last_visit(shown, request.member, by=request.actor),
        "query_mistake": mistake_in_query(shown) if can_plan else None,
        **drawn(request, seen),
    }
    return render(request, "roadmap/roadmap.html", context, status=422 if seen.mistake else 200)


@require_safe
@workspace_view(Right.READ_ROADMAPS)
def timeline(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """The timeline alone, at `?zoom=`."""
    shown = queries.roadmap_of(request.actor, pk)
    return render(request, "roadmap/_timeline.html", drawn(request, _seen(request, shown, "timeline")))


@require_safe
@workspace_view(Right.READ_ROADMAPS)
def horizons(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Now, Next, Later alone."""
    shown = queries.roadmap_of(request.actor, pk)
    return render(request, "roadmap/_horizons.html", drawn(request, _seen(request, shown, "horizons")))


@require_safe
@workspace_view(Right.READ_ROADMAPS)
def roadmap_list(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """The list alone, sorted by `?sort=`."""
    shown = queries.roadmap_of(request.actor, pk)
    return render(request, "roadmap/_list.html", drawn(request, _seen(request, shown, "list")))


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
    now = {name: getattr(shown, name) for name in RoadmapForm.base_fields}
    mistake = None if request.POST else mistake_in_query(shown)
    form = RoadmapForm(request.POST or None, initial=now, roadmap=shown, mistake=mistake)
    if form.is_valid():
        try:
            services.update_roadmap(shown, by=request.actor, fields=form.values())
            return redirect("roadmap:roadmap", request.workspace.slug, shown.pk)
        except ValidationError as error:
            form.add_error(None, error)
    status = 422 if form.is_bound else 200
    return render(request, "roadmap/settings.html", {"roadmap": shown, "form": form}, status=status)


@require_POST
@workspace_view(Right.MANAGE_PLANS)
def delete_roadmap(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Hide the roadmap; the list then offers Undo."""
    services.delete_roadmap(queries.roadmap_of(request.actor, pk), by=request.actor)
    return redirect("roadmap:roadmaps", request.workspace.slug)


def _created(request: WorkspaceRequest, form: RoadmapForm) -> Roadmap | None:
    """The roadmap that the form describes, None with the form's errors where its query cannot be used."""
    try:
        return services.create_roadmap(request.workspace, by=request.actor, **form.values())
    except ValidationError as error:
        form.add_error(None, error)
        return None


def zoom_of(values: Any) -> Zoom:
    """`zoom` of a query or a form; months where it is missing or unknown."""
    return zoom_named(values.get("zoom", ""))


def _seen(request: WorkspaceRequest, shown: Roadmap, view: str) -> Seen:
    """A roadmap as the member sees it, narrowed by `?q=`."""
    return seen_by(
        request.member, shown, view, by=request.actor, today=timezone.localdate(), query=request.GET.get("q")
    )


def page_rows(request: WorkspaceRequest, of: UUID) -> PageRows:
    """The rows in which the page that asks shows its bars."""
    return PageRows(of, request.POST.get("page") or request.GET.get("page", ""))


def drawn(request: WorkspaceRequest, seen: Seen, *, zoom: Zoom | None = None) -> dict[str, Any]:
    """What the partial of a view needs, under the name it knows."""
    by, slug, today = request.actor, request.workspace.slug, timezone.localdate()
    if seen.view == "timeline":
        zoom, links = zoom or zoom_of(request.GET), links_on(seen.plan.roadmap, by_item=bool(seen.base))
        rows = page_rows(request, seen.plan.roadmap.pk)
        view = draw_timeline(seen, by=by, slug=slug, zoom=zoom, today=today, links=links, kept=rows.kept())
        return {"timeline": rows.shown(view)}
    if seen.view == "horizons":
        return {"horizons": draw_horizons(seen, by=by, slug=slug, today=today)}
    return {"list": draw_list(seen, by=by, slug=slug, sort=request.GET.get("sort", ""))}
