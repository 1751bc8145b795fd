"""What a scenario has otherwise of an item: its panel, what is added, what is merged into the plan."""

import json
from functools import partial
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import WorkspaceRequest, workspace_view
from accounts.permissions import Right
from backlog.queries.references import uuid_or_none
from core.errors import Conflict, OutOfDate
from roadmap import queries
from roadmap.changes import line_of
from roadmap.models import Milestone
from roadmap.scenario_forms import ScenarioItemForm, chosen_and_seen
from roadmap.scenario_words import conflict_lines
from roadmap.scenarios import Laid, items_beyond, laid_over, meant_by, plan_in
from roadmap.services.merging import merge_scenario
from roadmap.services.scenarios import change_scenario
from roadmap.views.answers import panel, told
from roadmap.views.finding import offered
from roadmap.views.scenarios import back_to_scenario, laid_here, say, scenario_here, view_asked_from


@require_http_methods(["GET", "POST"])
@workspace_view(Right.MANAGE_PLANS)
def scenario_item(request: WorkspaceRequest, pk: UUID, scenario_pk: UUID, item_pk: UUID) -> HttpResponse:
    """One item as the scenario has it, and a form for it."""
    laid = _with_item(laid_here(request, pk, scenario_pk), item_pk)
    values = {**laid.planned(item_pk), **laid.values.get(item_pk, {})}
    form = ScenarioItemForm(request.POST or None, plan=laid.plan, values=values)
    if form.is_valid():
        try:
            change_scenario(laid.scenario, {item_pk: form.values()}, by=request.actor)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            say(request, _("Saved in the scenario"))
            return back_to_scenario(request, pk, scenario_pk)
    context = {
        "roadmap": laid.plan.roadmap, "scenario": laid.scenario, "form": form, "item_pk": item_pk,
        "one": laid.entries.get(item_pk) or laid.items[item_pk], "is_on": values["on"], "is_other": item_pk in laid.values,
        "view": request.POST.get("view") or view_asked_from(request),
    }  # fmt: skip
    return render(request, "roadmap/scenario_item.html", context, status=422 if form.errors else 200)


@require_POST
@workspace_view(Right.MANAGE_PLANS)
def leave_out_of_scenario(
    request: WorkspaceRequest, pk: UUID, scenario_pk: UUID, item_pk: UUID
) -> HttpResponse:
    """In the scenario the item is not on the roadmap."""
    change_scenario(scenario_here(request, pk, scenario_pk), {item_pk: {"on": False}}, by=request.actor)
    say(request, _("Taken off in the scenario"))
    return back_to_scenario(request, pk, scenario_pk)


@require_POST
@workspace_view(Right.MANAGE_PLANS)
def have_as_planned(request: WorkspaceRequest, pk: UUID, scenario_pk: UUID, item_pk: UUID) -> HttpResponse:
    """The scenario has nothing otherwise of the item, or the milestone, any more."""
    laid = laid_here(request, pk, scenario_pk)
    if not laid.is_mark(item_pk):
        _with_item(laid, item_pk)
    change_scenario(laid.scenario, {item_pk: laid.planned(item_pk)}, by=request.actor)
    say(request, _("As in the plan again"))
    return redirect("roadmap:compare_scenario", request.workspace.slug, pk, scenario_pk)


@require_safe
@workspace_view(Right.MANAGE_PLANS)
def scenario_milestones(request: WorkspaceRequest, pk: UUID, scenario_pk: UUID) -> HttpResponse:
    """The milestones on the days that the scenario has."""
    laid = laid_here(request, pk, scenario_pk)
    rows = [(mark, laid.milestones[mark.pk]) for mark in plan_in(laid).milestones]
    context = {"scenario": laid.scenario, "milestones": rows}
    return panel(request, laid.plan.roadmap, "roadmap/_scenario_milestones.html", _("Milestones"), context)


@require_POST
@workspace_view(Right.MANAGE_PLANS)
def move_milestone_in_scenario(
    request: WorkspaceRequest, pk: UUID, scenario_pk: UUID, milestone_pk: UUID
) -> HttpResponse:
    """A flag dragged to another day, or its day typed; the timeline fetches itself anew."""
    found = get_object_or_404(Milestone, pk=milestone_pk, roadmap=pk)
    day = {"day": request.POST.get("on", "")}
    change_scenario(scenario_here(request, pk, scenario_pk), {milestone_pk: day}, by=request.actor)
    message = _("Moved “%(title)s” here") % {"title": found.name}
    return told(request, HttpResponse(status=204), message, undo=True, kind="milestone")


@require_http_methods(["GET", "POST"])
@workspace_view(Right.MANAGE_PLANS)
def add_to_scenario(request: WorkspaceRequest, pk: UUID, scenario_pk: UUID) -> HttpResponse:
    """Items that are not on the roadmap (`?q=`); those chosen are on it in the scenario."""
    laid = laid_here(request, pk, scenario_pk)
    if request.method == "POST":
        chosen = [one for text in request.POST.getlist("items") if (one := uuid_or_none(text))]
        change_scenario(laid.scenario, {one: {"on": True} for one in chosen}, by=request.actor)
        return back_to_scenario(request, pk, scenario_pk)
    text, roadmap = request.GET.get("q", ""), laid.plan.roadmap
    ids = [one for text in request.GET.getlist("items") if (one := uuid_or_none(text))]
    chosen_items = items_beyond(laid.plan, ids)
    there = {*laid.items, *chosen_items}
    context = {
        "scenario": laid.scenario,
        "chosen": [*chosen_items.values()],
        **offered(request, text, partial(queries.candidates, roadmap), without=there),
        "view": view_asked_from(request),
    }
    return panel(request, roadmap, "roadmap/_scenario_add.html", _("Add items"), context)


@require_safe
@workspace_view(Right.MANAGE_PLANS)
def compare_scenario(request: WorkspaceRequest, pk: UUID, scenario_pk: UUID) -> HttpResponse:
    """What the scenario would change of the plan, item by item, to choose what is merged."""
    return _comparison(request, laid_here(request, pk, scenario_pk))


@require_POST
@workspace_view(Right.MANAGE_PLANS)
def merge_into_plan(request: WorkspaceRequest, pk: UUID, scenario_pk: UUID) -> HttpResponse:
    """Give the plan what was chosen; where it has moved on since one looked, both are shown again."""
    found = scenario_here(request, pk, scenario_pk)
    try:
        items, seen = chosen_and_seen(request.POST)
        count = merge_scenario(found, items, by=request.actor, seen=seen)
    except ValidationError as error:
        return _comparison(request, laid_over(found), " ".join(error.messages), 422)
    except (Conflict, OutOfDate) as error:
        return _comparison(request, laid_over(found), str(error), 409)
    words = {"count": count, "name": found.name}
    say(
        request,
        ngettext("Merged %(count)d item of “%(name)s”", "Merged %(count)d items of “%(name)s”", count)
        % words,
    )
    return redirect("roadmap:roadmap", request.workspace.slug, pk)


def _with_item(laid: Laid, item: UUID) -> Laid:
    """The same, knowing an item that need not be on the plan. Raises Http404."""
    laid.reach([item])
    if item not in laid.items and item not in laid.entries:
        raise Http404
    return laid


def _comparison(request: WorkspaceRequest, laid: Laid, problem: str = "", status: int = 200) -> HttpResponse:
    today = timezone.localdate()
    rows: list[dict[str, Any]] = [
        {
            "meant": meant,
            "lines": [line_of(change, today=today) for change in meant.changes],
            "conflicts": conflict_lines(laid, meant, today=today),
            "seen": json.dumps(meant.moved_on) if meant.moved_on else "",
        }
        for meant in meant_by(laid)
    ]
    context = {"roadmap": laid.plan.roadmap, "scenario": laid.scenario, "rows": rows, "problem": problem}
    return render(request, "roadmap/scenario_compare.html", context, status=status)
