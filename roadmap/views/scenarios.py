"""Scenarios: one's own what-ifs over a roadmap, tried out on its timeline."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import WorkspaceRequest, workspace_view
from accounts.permissions import Right
from roadmap import queries
from roadmap.models import Scenario
from roadmap.presentation import TimelineView
from roadmap.scenario_drawing import draw_scenario
from roadmap.scenario_forms import ScenarioForm, dragged, dragged_together
from roadmap.scenarios import Laid, laid_over, scenario_of, scenarios_of
from roadmap.services import scenarios as services
from roadmap.services.roadmaps import fold_row
from roadmap.views.answers import told, undo_url
from roadmap.views.roadmaps import page_rows, zoom_of
from roadmap.waiting import links_on


@require_http_methods(["GET", "POST"])
@workspace_view(Right.MANAGE_PLANS)
def scenarios(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """One's own scenarios of a roadmap, and a form for one more."""
    roadmap = queries.roadmap_of(request.actor, pk)
    form = ScenarioForm(request.POST or None)
    if form.is_valid():
        try:
            made = services.create_scenario(roadmap, by=request.actor, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            return redirect("roadmap:scenario", request.workspace.slug, pk, made.pk)
    context = {"roadmap": roadmap, "form": form, "scenarios": scenarios_of(roadmap, request.actor)}
    return render(request, "roadmap/scenarios.html", context, status=422 if form.errors else 200)


@require_safe
@workspace_view(Right.MANAGE_PLANS)
def scenario(request: WorkspaceRequest, pk: UUID, scenario_pk: UUID) -> HttpResponse:
    """The roadmap as it would be, on the same timeline."""
    laid = laid_here(request, pk, scenario_pk)
    context = {
        "roadmap": laid.plan.roadmap, "scenario": laid.scenario, "timeline": _timeline(request, laid),
        "form": ScenarioForm(initial={"name": laid.scenario.name}),
    }  # fmt: skip
    return render(request, "roadmap/scenario.html", context)


@require_safe
@workspace_view(Right.MANAGE_PLANS)
def scenario_timeline(request: WorkspaceRequest, pk: UUID, scenario_pk: UUID) -> HttpResponse:
    """Its timeline alone, at `?zoom=`."""
    return _drawn(request, laid_here(request, pk, scenario_pk))


@require_POST
@workspace_view(Right.MANAGE_PLANS)
def rename_scenario(request: WorkspaceRequest, pk: UUID, scenario_pk: UUID) -> HttpResponse:
    """Another name; an empty one changes nothing."""
    found, form = scenario_here(request, pk, scenario_pk), ScenarioForm(request.POST)
    if form.is_valid():
        services.rename_scenario(found, by=request.actor, name=form.cleaned_data["name"])
    return redirect("roadmap:scenario", request.workspace.slug, pk, scenario_pk)


@require_POST
@workspace_view(Right.MANAGE_PLANS)
def discard_scenario(request: WorkspaceRequest, pk: UUID, scenario_pk: UUID) -> HttpResponse:
    """Put it away; the list then offers Undo."""
    found = scenario_here(request, pk, scenario_pk)
    services.discard_scenario(found, by=request.actor)
    say(request, _("Discarded “%(name)s”") % {"name": found.name})
    return redirect("roadmap:scenarios", request.workspace.slug, pk)


@require_POST
@workspace_view(Right.MANAGE_PLANS)
def move_in_scenario(request: WorkspaceRequest, pk: UUID, scenario_pk: UUID, item_pk: UUID) -> HttpResponse:
    """A drag or its keyboard twin; the answer is the timeline as it would be then."""
    found = scenario_here(request, pk, scenario_pk)
    return _changed(request, found, {item_pk: dragged(request.POST.dict())})


@require_POST
@workspace_view(Right.MANAGE_PLANS)
def move_together_in_scenario(request: WorkspaceRequest, pk: UUID, scenario_pk: UUID) -> HttpResponse:
    """Several bars dragged together, or by keys."""
    found = scenario_here(request, pk, scenario_pk)
    return _changed(request, found, dragged_together(request.POST.get("moves", "")))


@require_POST
@workspace_view(Right.MANAGE_PLANS)
def fold_in_scenario(request: WorkspaceRequest, pk: UUID, scenario_pk: UUID) -> HttpResponse:
    """A lane or group is folded or unfolded, as on the roadmap itself."""
    found, row = scenario_here(request, pk, scenario_pk), request.POST.get("row", "")
    fold_row(found.roadmap, request.member, row=row, is_folded=bool(request.POST.get("folded")))
    return HttpResponse(status=204)


def scenario_here(request: WorkspaceRequest, pk: UUID, scenario_pk: UUID) -> Scenario:
    """The member's own scenario of this roadmap, or 404. One statement."""
    found = scenario_of(request.actor, scenario_pk)
    if found.roadmap_id != pk:
        raise Http404
    return found


def laid_here(request: WorkspaceRequest, pk: UUID, scenario_pk: UUID) -> Laid:
    """The same over its plan."""
    return laid_over(scenario_here(request, pk, scenario_pk))


def say(request: WorkspaceRequest, message: str) -> None:
    """Have the next page say it, with an Undo."""
    messages.success(request, message, extra_tags=undo_url(request))


def _changed(
    request: WorkspaceRequest, found: Scenario, items: Mapping[UUID, Mapping[str, Any]]
) -> HttpResponse:
    found = services.change_scenario(found, items, by=request.actor)
    count = len(items)
    message = ngettext("Moved %(count)d item here", "Moved %(count)d items here", count) % {"count": count}
    return told(request, _drawn(request, laid_over(found)), message, undo=True, kind="")


def _drawn(request: WorkspaceRequest, laid: Laid) -> HttpResponse:
    return render(request, "roadmap/_timeline.html", {"timeline": _timeline(request, laid)})


def _timeline(request: WorkspaceRequest, laid: Laid) -> TimelineView:
    look = queries.look_row_of(laid.plan.roadmap, request.member)
    rows = page_rows(request, laid.scenario.pk)
    view = draw_scenario(
        laid, slug=request.workspace.slug, zoom=zoom_of(request.GET or request.POST), today=timezone.localdate(),
        folded=look.folded if look else (), links=links_on(laid.plan.roadmap), kept=rows.kept(),
    )  # fmt: skip
    return rows.shown(view)
