"""Goals: the tree, one objective, a new one, its words and its place."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from accounts.access import WorkspaceRequest, workspace_view
from accounts.permissions import Right, may
from backlog.queries.references import uuid_or_none
from roadmap import objective_queries as queries
from roadmap.models import Objective
from roadmap.objective_forms import ObjectiveForm
from roadmap.services import objectives as services
from roadmap.views.answers import told

ALL = "all"


@require_safe
@workspace_view(Right.READ_ROADMAPS)
def goals(request: WorkspaceRequest) -> HttpResponse:
    """What is to be reached, as a tree with how far it is; `?show=all` with what is achieved or dropped."""
    shows_all = request.GET.get("show") == ALL
    found = queries.goals_of(request.workspace.pk, only_open=not shows_all)
    context = {**rights(request), "goals": found, "shows_all": shows_all}
    if not found and not shows_all:
        context["has_closed"] = Objective.objects.filter(workspace=request.workspace).exists()
    return render(request, "roadmap/goals/goals.html", context)


@require_http_methods(["GET", "POST"])
@workspace_view(Right.MANAGE_PLANS)
def new_objective(request: WorkspaceRequest) -> HttpResponse:
    """The dialog of a new objective (`?parent=` what it stands below)."""
    first = {"parent": uuid_or_none(request.GET.get("parent", "")), "owner": request.member.pk}
    form = ObjectiveForm(request.POST or None, workspace_id=request.workspace.pk, initial=first)
    if form.is_valid():
        try:
            made = services.create_objective(request.workspace, by=request.actor, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            where = reverse("roadmap:objective", args=[request.workspace.slug, made.pk])
            return HttpResponseClientRedirect(where) if request.htmx else redirect(where)
    context = {"form": form, "action": request.path, "send": _("Add objective")}
    return panel(request, "_form.html", _("New objective"), context)


@require_safe
@workspace_view(Right.READ_ROADMAPS)
def objective(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """What it is measured by, what serves it, what stands below it."""
    today = timezone.localdate()
    page = queries.goal_page(request.workspace.pk, pk, actor=request.actor, today=today)
    context = {**rights(request), "page": page, "goal": page.goal, "objective": page.goal.objective}
    return render(request, "roadmap/goals/objective.html", context)


@require_http_methods(["GET", "POST"])
@workspace_view(Right.MANAGE_PLANS)
def objective_settings(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """The dialog of all that is said of it."""
    found = objective_of(request, pk)
    form = ObjectiveForm(request.POST or None, workspace_id=request.workspace.pk, row=found)
    if form.is_valid():
        fields = form.cleaned_data
        try:
            services.update_objective(found, by=request.actor, fields=fields, seen=form.saw())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return answer(request, found, _("%(name)s changed.") % {"name": fields["name"]}, close=True)
    context = {"form": form, "objective": found, "action": request.path, "send": _("Save")}
    return panel(request, "_form.html", _("Edit objective"), context)


@require_POST
@workspace_view(Right.MANAGE_PLANS)
def move_objective(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """One place up or down among its siblings."""
    found = objective_of(request, pk)
    services.step_objective(found, 1 if request.POST.get("to") == "down" else -1, by=request.actor)
    return answer(request, found, _("%(name)s moved.") % {"name": found.name}, home=True)


@require_POST
@workspace_view(Right.MANAGE_PLANS)
def delete_objective(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Hide it; what serves it and what stands below it stays."""
    found = objective_of(request, pk)
    services.delete_objective(found, by=request.actor)
    if not request.htmx:
        return redirect("roadmap:goals", request.workspace.slug)
    gone = render(request, "roadmap/goals/_gone.html", {"objective": found})
    return told(request, gone, _("%(name)s deleted.") % {"name": found.name}, undo=True, kind="")


def objective_of(request: WorkspaceRequest, pk: UUID) -> Objective:
    """The workspace's objective with its owner, or 404. One statement."""
    rows = Objective.objects.filter(workspace=request.workspace).select_related("owner")
    return get_object_or_404(rows, pk=pk)


def answer(
    request: WorkspaceRequest, found: Objective, message: str, *, close: bool = False, home: bool = False
) -> HttpResponse:
    """204 with a toast that offers Undo and news for the page to a script; the objective's page (`home`: the tree) to a form."""
    if not request.htmx:
        where = ("roadmap:goals",) if home else ("roadmap:objective", found.pk)
        return redirect(where[0], request.workspace.slug, *where[1:])
    return told(request, HttpResponse(status=204), message, undo=True, kind="objective", close=close)


def panel(request: WorkspaceRequest, partial: str, title: str, context: dict[str, Any]) -> HttpResponse:
    """A partial for a dialog, or a page around it for a browser without scripts; 422 where its form has errors."""
    form = context.get("form")
    status = 422 if (form is not None and form.errors) or context.get("problem") else 200
    name = f"roadmap/goals/{partial}"
    if request.htmx:
        return render(request, name, context, status=status)
    context = {**context, "partial": name, "title": title}
    return render(request, "roadmap/goals/panel.html", context, status=status)


def rights(request: WorkspaceRequest) -> dict[str, Any]:
    """What this member may do with goals, for the templates."""
    return {
        "may_plan": may(request.actor, Right.MANAGE_PLANS),
        "may_fill": may(request.actor, Right.GROOM),
        "may_open": may(request.actor, Right.READ_BACKLOG),
        "today": timezone.localdate(),
        "unit": request.workspace.get_estimate_unit_display(),
    }
