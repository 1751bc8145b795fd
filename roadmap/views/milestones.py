"""The dialog in which milestones are added, changed and removed, and the drag of a flag."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import WorkspaceRequest, workspace_view
from accounts.permissions import Right
from roadmap import queries
from roadmap.forms import DayForm, MilestoneForm
from roadmap.models import Milestone, Roadmap
from roadmap.services import milestones as services
from roadmap.views.answers import back_to, panel, told


@require_safe
@workspace_view(Right.MANAGE_PLANS)
def milestones(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """The milestones as a list of small forms."""
    return _list(request, queries.roadmap_of(request.actor, pk))


@require_POST
@workspace_view(Right.MANAGE_PLANS)
def add_milestone(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """One more."""
    roadmap = queries.roadmap_of(request.actor, pk)
    form = MilestoneForm(request.POST)
    if not form.is_valid():
        return _asked_again(request, roadmap)
    services.add_milestone(roadmap, by=request.actor, **form.values())
    return _changed(request, roadmap)


@require_POST
@workspace_view(Right.MANAGE_PLANS)
def update_milestone(request: WorkspaceRequest, pk: UUID, milestone_pk: UUID) -> HttpResponse:
    """A milestone's name and day."""
    roadmap, milestone = _find(request, pk, milestone_pk)
    form = MilestoneForm(request.POST)
    if not form.is_valid():
        return _asked_again(request, roadmap)
    services.update_milestone(milestone, by=request.actor, fields=form.values(), seen=form.seen())
    return _changed(request, roadmap)


@require_POST
@workspace_view(Right.MANAGE_PLANS)
def move_milestone(request: WorkspaceRequest, pk: UUID, milestone_pk: UUID) -> HttpResponse:
    """A flag dragged to another day; the timeline fetches itself anew."""
    _roadmap, milestone = _find(request, pk, milestone_pk)
    form = DayForm(request.POST)
    if not form.is_valid():
        raise ValidationError(_("This date or place cannot be used."))
    services.update_milestone(milestone, by=request.actor, fields=form.values(), seen=form.seen())
    message = _("Moved “%(title)s”") % {"title": milestone.name}
    return told(request, HttpResponse(status=204), message, undo=True, kind="milestone")


@require_POST
@workspace_view(Right.MANAGE_PLANS)
def remove_milestone(request: WorkspaceRequest, pk: UUID, milestone_pk: UUID) -> HttpResponse:
    """Take it away."""
    roadmap, milestone = _find(request, pk, milestone_pk)
    services.remove_milestone(milestone, by=request.actor)
    return _changed(request, roadmap)


def _find(request: WorkspaceRequest, pk: UUID, milestone_pk: UUID) -> tuple[Roadmap, Milestone]:
    roadmap = queries.roadmap_of(request.actor, pk)
    return roadmap, get_object_or_404(Milestone, pk=milestone_pk, roadmap=roadmap)


def _asked_again(request: WorkspaceRequest, roadmap: Roadmap) -> HttpResponse:
    return _list(request, roadmap, error=_("A milestone needs a name and a day."), status=422)


def _list(request: WorkspaceRequest, roadmap: Roadmap, *, error: str = "", status: int = 200) -> HttpResponse:
    context = {"milestones": roadmap.milestones.all(), "error": error}
    return panel(request, roadmap, "roadmap/_milestones.html", _("Milestones"), context, status)


def _changed(request: WorkspaceRequest, roadmap: Roadmap) -> HttpResponse:
    if not request.htmx:
        return back_to(request, roadmap)
    return told(request, _list(request, roadmap), kind="milestone")
