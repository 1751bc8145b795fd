"""Goals: the tree, one objective, a new one, its words and its place."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from accounts.access import WorkspaceRequest, workspace_view
from accounts.permissions import Right
from activity.undo import can_undo
from backlog.queries.references import uuid_or_none
from roadmap import objective_queries as queries
from roadmap.models import Objective
from roadmap.objective_forms import ObjectiveForm
from roadmap.services import objectives as services
from roadmap.views.answers import told
from roadmap.views.places import answer, gone, panel, rights, shown
from roadmap.views.talk import shown_talk

ALL = "all"


@require_safe
@workspace_view(Right.READ_ROADMAPS)
def goals(request: WorkspaceRequest) -> HttpResponse:
    """What is to be reached, as a tree with how far it is; `?show=all` with what is achieved or dropped."""
    shows_all = request.GET.get("show") == ALL
    found = queries.goals_of(request.workspace.pk, only_open=not shows_all)
    rows = [goal for top in found for goal in top.everything()]
    context = {**rights(request), "goals": rows, "shows_all": shows_all}
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
    return panel(request, "objective", "_form.html", _("New objective"), context)


@require_safe
@workspace_view(Right.READ_ROADMAPS)
def objective(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """What it is measured by, what serves it, what stands below it, what is said about it."""
    return goal_page(request, pk)


def goal_page(
    request: WorkspaceRequest, pk: UUID, *, problem: dict[str, str] | None = None, status: int = 200
) -> HttpResponse:
    """The page of one objective; `problem` stands beside the comment that was refused."""
    today = timezone.localdate()
    page = queries.goal_page(request.workspace.pk, pk, actor=request.actor, today=today)
    below = list(page.goal.everything())[1:]
    own = {"page": page, "goal": page.goal, "objective": page.goal.objective, "below": below}
    own["offset"] = -page.goal.level
    talk = shown_talk(request, page.goal.objective, problem)
    context = {**rights(request), **shown(page.items), **own, **talk}
    return render(request, "roadmap/goals/objective.html", context, status=status)


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
    context = {"form": form, "action": request.path, "send": _("Save")}
    return panel(request, "objective", "_form.html", _("Edit objective"), context, found)


@require_POST
@workspace_view(Right.MANAGE_PLANS)
def move_objective(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """One place up or down among its siblings."""
    found = objective_of(request, pk)
    services.step_objective(found, 1 if request.POST.get("to") == "down" else -1, by=request.actor)
    return answer(request, found, _("%(name)s moved.") % {"name": found.name}, home=True)


@require_POST
@workspace_view(Right.MANAGE_PLANS)
def put_below(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Put it below `parent` (an id; "": at the top), `before` or `after` one there. `from` is what it stood below for the
    person. Answers 204.

    412 where it stands elsewhere by now, 422 for a ring or too deep a tree, and where that one is not there.
    """
    found = objective_of(request, pk)
    parent, before, after = (_named(request, name) for name in ("parent", "before", "after"))
    seen = {"parent": uuid_or_none(request.POST["from"])} if "from" in request.POST else None
    try:
        services.place_objective(
            found, by=request.actor, parent=parent, before=before, after=after, seen=seen
        )
    except ValidationError as error:
        raise ValidationError(error.messages) from error
    words = {"name": found.name, "parent": parent.name if parent else ""}
    said = _("%(name)s is below %(parent)s.") if parent else _("%(name)s is at the top.")
    if found.parent_id == (parent.pk if parent else None):
        said = _("%(name)s moved.")
    response = HttpResponse(status=204, headers={"X-Action": str(request.actor.action)})
    return told(request, response, said % words, undo=can_undo(request.actor), kind="")


@require_POST
@workspace_view(Right.MANAGE_PLANS)
def delete_objective(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Hide it; what serves it and what stands below it stays."""
    found = objective_of(request, pk)
    services.delete_objective(found, by=request.actor)
    return gone(request, found)


def objective_of(request: WorkspaceRequest, pk: UUID) -> Objective:
    """The workspace's objective with its owner, or 404. One statement."""
    return get_object_or_404(_objectives(request), pk=pk)


def _named(request: WorkspaceRequest, field: str) -> Objective | None:
    """The objective whose id a field holds, None where it is empty; else 404."""
    name = request.POST.get(field, "")
    return get_object_or_404(_objectives(request), pk=uuid_or_none(name)) if name else None


def _objectives(request: WorkspaceRequest) -> "QuerySet[Objective]":
    return Objective.objects.filter(workspace=request.workspace).select_related("owner")
