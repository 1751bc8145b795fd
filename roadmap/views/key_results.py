"""Key results of an objective, and check-ins."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import WorkspaceRequest, workspace_view
from accounts.permissions import Right, refusal
from core.numbers import typed
from roadmap.models import CheckIn, KeyResult
from roadmap.objective_forms import CheckInForm, KeyResultForm
from roadmap.objective_queries import newest_check_ins
from roadmap.services import check_ins as checking
from roadmap.services import key_results as services
from roadmap.views.goals import objective_of
from roadmap.views.places import answer, panel


@require_http_methods(["GET", "POST"])
@workspace_view(Right.MANAGE_PLANS)
def new_key_result(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """The dialog of a new key result."""
    found = objective_of(request, pk)
    first = {"owner": found.owner_id, "due_on": found.end_on}
    form = KeyResultForm(request.POST or None, workspace_id=request.workspace.pk, initial=first)
    if form.is_valid():
        try:
            made = services.create_key_result(found, by=request.actor, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return answer(request, found, _("%(name)s added.") % {"name": made.name}, close=True)
    context = {"form": form, "action": request.path, "send": _("Add key result")}
    return panel(request, "objective", "_form.html", _("New key result"), context, found)


@require_http_methods(["GET", "POST"])
@workspace_view(Right.MANAGE_PLANS)
def key_result_settings(request: WorkspaceRequest, pk: UUID, result_pk: UUID) -> HttpResponse:
    """The dialog of all that is said of it."""
    row = _result(request, pk, result_pk)
    form = KeyResultForm(request.POST or None, workspace_id=request.workspace.pk, row=row)
    if form.is_valid():
        fields = form.cleaned_data
        try:
            services.update_key_result(row, by=request.actor, fields=fields, seen=form.saw())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return answer(
                request, row.objective, _("%(name)s changed.") % {"name": fields["name"]}, close=True
            )
    context = {"form": form, "action": request.path, "send": _("Save")}
    return panel(request, "objective", "_form.html", _("Edit key result"), context, row.objective)


@require_POST
@workspace_view(Right.MANAGE_PLANS)
def delete_key_result(request: WorkspaceRequest, pk: UUID, result_pk: UUID) -> HttpResponse:
    """Hide it with its check-ins."""
    row = _result(request, pk, result_pk)
    services.delete_key_result(row, by=request.actor)
    return answer(request, row.objective, _("%(name)s deleted.") % {"name": row.name})


@require_http_methods(["GET", "POST"])
@workspace_view(Right.READ_ROADMAPS)
def check_in(request: WorkspaceRequest, pk: UUID, result_pk: UUID) -> HttpResponse:
    """The dialog in which one says where it stands: for who manages goals, and for its owner."""
    row = _result(request, pk, result_pk)
    if not checking.may_check_in(row, request.actor):
        raise refusal(Right.MANAGE_PLANS)
    form = CheckInForm(request.POST or None, initial=_last(row))
    if form.is_valid():
        try:
            checking.check_in(row, by=request.actor, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return answer(request, row.objective, _("Checked in: %(name)s") % {"name": row.name}, close=True)
    context = {"form": form, "result": row, "action": request.path, "send": _("Check in")}
    return panel(request, "objective", "_form.html", _("Check in"), context, row.objective)


@require_POST
@workspace_view(Right.READ_ROADMAPS)
def remove_check_in(request: WorkspaceRequest, pk: UUID, result_pk: UUID, check_in_pk: UUID) -> HttpResponse:
    """Take a check-in back: for who manages goals, and for who made it."""
    row = _result(request, pk, result_pk)
    made = get_object_or_404(CheckIn, pk=check_in_pk, key_result=row)
    checking.remove_check_in(made, by=request.actor)
    return answer(request, row.objective, _("Check-in taken back."))


def _result(request: WorkspaceRequest, pk: UUID, result_pk: UUID) -> KeyResult:
    """The objective's key result, or 404. One statement."""
    rows = KeyResult.objects.filter(workspace=request.workspace, objective=pk, objective__deleted_at=None)
    return get_object_or_404(rows.select_related("objective", "owner"), pk=result_pk)


def _last(row: KeyResult) -> dict[str, Any]:
    """What the form begins with: where it stands, and the last confidence. One statement."""
    last = newest_check_ins([row.pk], 1).get(row.pk)
    return {"value": typed(row.current), **({"confidence": last[0].confidence} if last else {})}
