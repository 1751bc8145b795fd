"""Scenarios: one's own what-ifs over a roadmap, tried out on its timeline."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import WorkspaceRequest, workspace_view
from accounts.permissions import Right
from backlog.models import Item
from roadmap import queries
from roadmap.cells import overlay_of
from roadmap.looks import VIEWS
from roadmap.models import Scenario
from roadmap.scenario_drawing import seen_in
from roadmap.scenario_forms import ScenarioForm, dragged, dragged_together
from roadmap.scenarios import Laid, laid_over, scenario_of, scenarios_of
from roadmap.services import scenarios as services
from roadmap.services.roadmaps import fold_row
from roadmap.viewing import Seen
from roadmap.views.answers import told, undo_url
from roadmap.views.looking import kept_look, looking
from roadmap.views.roadmaps import drawn, zoom_of


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
    """The roadmap as it would be, in the same views (`?view=`), narrowed by `?q=`; a mistake in it is said, and all is shown."""
    view = request.GET.get("view", "")
    laid = laid_here(request, pk, scenario_pk)
    seen = _seen(request, laid, view if view in VIEWS else VIEWS[0])
    context = {
        "roadmap": laid.plan.roadmap, "scenario": laid.scenario, "seen": seen, "view": seen.view, "looking": looking(request, seen),
        "form": ScenarioForm(initial={"name": laid.scenario.name}), **drawn(request, seen),
    }  # fmt: skip
    return render(request, "roadmap/scenario.html", context, status=422 if seen.mistake else 200)


@require_safe
@workspace_view(Right.MANAGE_PLANS)
def scenario_timeline(request: WorkspaceRequest, pk: UUID, scenario_pk: UUID) -> HttpResponse:
    """Its timeline alone, at `?zoom=`."""
    return _drawn(request, laid_here(request, pk, scenario_pk), "timeline")


@require_safe
@workspace_view(Right.MANAGE_PLANS)
def scenario_horizons(request: WorkspaceRequest, pk: UUID, scenario_pk: UUID) -> HttpResponse:
    """Its cards alone."""
    return _drawn(request, laid_here(request, pk, scenario_pk), "horizons")


@require_safe
@workspace_view(Right.MANAGE_PLANS)
def scenario_list(request: WorkspaceRequest, pk: UUID, scenario_pk: UUID) -> HttpResponse:
    """Its list alone, sorted by `?sort=`."""
    return _drawn(request, laid_here(request, pk, scenario_pk), "list")


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
def edit_in_scenario(request: WorkspaceRequest, pk: UUID, scenario_pk: UUID, item_pk: UUID) -> HttpResponse:
    """One cell of the list (`name`, `value`); the answer is the row as it would be."""
    laid, data = laid_here(request, pk, scenario_pk), request.POST
    one = laid.entries.get(item_pk) or laid.items.get(item_pk)
    if one is None:
        raise Http404
    own_title = one.title if isinstance(one, Item) else one.own_title
    fields = overlay_of(data.get("name", ""), data.get("value", ""), own_title=own_title)
    found = services.change_scenario(laid.scenario, {item_pk: fields}, by=request.actor)
    shown = drawn(request, _seen(request, laid_over(found), "list"))["list"]
    answer = render(request, "roadmap/_list_row.html", {"list": shown, "rows": shown.rows_of(item_pk)})
    return told(request, answer, _("Saved in the scenario"), undo=True, kind="")


@require_POST
@workspace_view(Right.MANAGE_PLANS)
def fold_in_scenario(request: WorkspaceRequest, pk: UUID, scenario_pk: UUID) -> HttpResponse:
    """A lane or group is folded or unfolded, as on the roadmap itself."""
    found, row = scenario_here(request, pk, scenario_pk), request.POST.get("row", "")
    fold_row(found.roadmap, request.member, row=row, is_folded=bool(request.POST.get("folded")))
    return HttpResponse(status=204)


@require_POST
@workspace_view(Right.MANAGE_PLANS)
def look_in_scenario(request: WorkspaceRequest, pk: UUID, scenario_pk: UUID) -> HttpResponse:
    """Keep colour, fields and filter for oneself, as on the roadmap itself; what everyone sees is chosen there."""
    return kept_look(request, scenario_here(request, pk, scenario_pk).roadmap)


def scenario_here(request: WorkspaceRequest, pk: UUID, scenario_pk: UUID) -> Scenario:
    """The member's own scenario of this roadmap, or 404. One statement."""
    found = scenario_of(request.actor, scenario_pk)
    if found.roadmap_id != pk:
        raise Http404
    return found


def laid_here(request: WorkspaceRequest, pk: UUID, scenario_pk: UUID) -> Laid:
    """The same over its plan."""
    return laid_over(scenario_here(request, pk, scenario_pk))


def view_asked_from(request: WorkspaceRequest) -> str:
    """The view of the scenario's page that asks, as its address says; empty for the first one."""
    [view] = parse_qs(urlsplit(request.headers.get("Referer", "")).query).get("view", [""])[:1]
    return view


def back_to_scenario(request: WorkspaceRequest, pk: UUID, scenario_pk: UUID) -> HttpResponse:
    """To the scenario, in the view that a form came from (`view`)."""
    url, view = (
        reverse("roadmap:scenario", args=[request.workspace.slug, pk, scenario_pk]),
        request.POST.get("view"),
    )
    return redirect(f"{url}?view={view}" if view in VIEWS else url)


def say(request: WorkspaceRequest, message: str) -> None:
    """Have the next page say it, with an Undo."""
    messages.success(request, message, extra_tags=undo_url(request))


def _changed(
    request: WorkspaceRequest, found: Scenario, items: Mapping[UUID, Mapping[str, Any]]
) -> HttpResponse:
    found = services.change_scenario(found, items, by=request.actor)
    answer = _drawn(request, laid_over(found), "timeline" if "zoom" in request.POST else "horizons")
    if not any(items.values()):
        return told(request, answer, _("A scenario keeps the order of the plan."), kind="")
    count = len(items)
    message = ngettext("Moved %(count)d item here", "Moved %(count)d items here", count) % {"count": count}
    return told(request, answer, message, undo=True, kind="")


def _drawn(request: WorkspaceRequest, laid: Laid, view: str) -> HttpResponse:
    context = drawn(request, _seen(request, laid, view), zoom=zoom_of(request.GET or request.POST))
    return render(request, f"roadmap/_{view}.html", context)


def _seen(request: WorkspaceRequest, laid: Laid, view: str) -> Seen:
    query = (request.POST if request.method == "POST" else request.GET).get("q")
    today = timezone.localdate()
    return seen_in(
        laid, request.member, view, by=request.actor, slug=request.workspace.slug, today=today, query=query
    )
