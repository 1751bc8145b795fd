"""Sprints: a product's list, a new one, its settings."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import WorkspaceRequest, workspace_view
from accounts.models import Team
from accounts.permissions import Right, may
from core.errors import Conflict
from sprints.forms import NewSprintForm, SprintForm
from sprints.queries.sprints import sprints_of
from sprints.services import sprints as services
from sprints.views.common import home, product_of, sprint_of, tell


@workspace_view(Right.READ_BACKLOG)
@require_safe
def sprints(request: WorkspaceRequest, product_key: str) -> HttpResponse:
    """The sprints of the product's teams."""
    product = product_of(request, product_key)
    teams = sprints_of(product)
    context = {
        "product": product,
        "slug": request.workspace.slug,
        "teams": teams,
        "teamless": not teams and not Team.objects.filter(workspace=request.workspace).exists(),
        "unit": request.workspace.get_estimate_unit_display(),
        "today": timezone.localdate(),
        "may_plan": may(request.actor, Right.GROOM),
    }
    return render(request, "sprints/sprints.html", context)


@workspace_view(Right.GROOM)
@require_http_methods(["GET", "POST"])
def new_sprint(request: WorkspaceRequest, product_key: str) -> HttpResponse:
    """A form that proposes the team's next sprint (`?team=`); to the list where no team works on the product."""
    product = product_of(request, product_key)
    teams = product.teams.order_by("name")
    if not teams:
        return redirect("sprints:sprints", request.workspace.slug, product.key)  # which says what comes first
    form = NewSprintForm(request.POST or None, teams=teams, initial=_proposal(request, teams))
    if form.is_valid():
        fields = dict(form.cleaned_data)
        try:
            made = services.create_sprint(fields.pop("team"), by=request.actor, **fields)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            tell(request, _("%(sprint)s is planned.") % {"sprint": made.name})
            return redirect(home(request, product, made))
    context = {"product": product, "slug": request.workspace.slug, "form": form}
    return render(request, "sprints/new.html", context, status=422 if form.errors else 200)


@workspace_view(Right.GROOM)
@require_http_methods(["GET", "POST"])
def sprint_settings(request: WorkspaceRequest, product_key: str, pk: UUID) -> HttpResponse:
    """Name, goal and days; and the way to delete a sprint that is planned and empty."""
    product, sprint = product_of(request, product_key), sprint_of(request, pk)
    now = {name: getattr(sprint, name) for name in services.EDITABLE}
    form = SprintForm(request.POST or None, initial=now)
    if form.is_valid():
        try:
            changed = services.update_sprint(sprint, by=request.actor, fields=form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        except Conflict as error:
            form.add_error(None, str(error))
        else:
            tell(request, _("%(sprint)s changed.") % {"sprint": changed.name})
            return redirect(home(request, product, sprint))
    context = {
        "product": product,
        "slug": request.workspace.slug,
        "sprint": sprint,
        "form": form,
        "is_empty": not sprint.places.exists(),
    }
    return render(request, "sprints/settings.html", context, status=422 if form.errors else 200)


@workspace_view(Right.GROOM)
@require_POST
def delete_sprint(request: WorkspaceRequest, product_key: str, pk: UUID) -> HttpResponse:
    """Remove a planned sprint that holds nothing."""
    product, sprint = product_of(request, product_key), sprint_of(request, pk)
    try:
        services.delete_sprint(sprint, by=request.actor)
    except Conflict as error:
        messages.error(request, str(error))
        return redirect(home(request, product, sprint))
    tell(request, _("%(sprint)s is deleted.") % {"sprint": sprint.name})
    return redirect("sprints:sprints", request.workspace.slug, product.key)


def _proposal(request: WorkspaceRequest, teams: Any) -> dict[str, Any]:
    """What the form begins with: the next sprint of the team that is asked for, else of the first."""
    chosen = [team for team in teams if str(team.pk) == request.GET.get("team")] or list(teams[:1])
    if not chosen:
        return {}
    plan = services.next_sprint(chosen[0], today=timezone.localdate())
    return {"team": chosen[0].pk, "name": plan.name, "start_on": plan.start_on, "end_on": plan.end_on}
