"""The launch checklist of a release."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import WorkspaceRequest, workspace_view
from accounts.permissions import Right
from activity.undo import can_undo
from roadmap import release_queries as queries
from roadmap.models import LaunchStep, TemplateStep
from roadmap.release_forms import StepForm
from roadmap.services import launch_steps as services
from roadmap.services.launch_templates import keep_as_template as keep
from roadmap.views.answers import told
from roadmap.views.places import panel, rights


@require_safe
@workspace_view(Right.READ_ROADMAPS)
def release_launch(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """What is to be done around its day, by whom."""
    found = queries.release_of(request.workspace.pk, pk)
    steps = queries.steps_of(found)
    may_tick = [services.may_tick(step, request.actor) for step in steps]
    context = {
        **rights(request),
        "release": found,
        "here": "launch",
        "steps": list(zip(steps, may_tick, strict=True)),
        "has_template": TemplateStep.objects.filter(product=found.product_id).exists(),
    }
    return render(request, "roadmap/releases/launch.html", context)


@require_http_methods(["GET", "POST"])
@workspace_view(Right.MANAGE_PLANS)
def new_step(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """The dialog of a new step."""
    found = queries.release_of(request.workspace.pk, pk)
    form = StepForm(request.POST or None, workspace_id=request.workspace.pk, initial={"due_on": found.date})
    if form.is_valid():
        try:
            services.add_step(found, by=request.actor, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return _answer(request, pk, _("Step added."), close=True)
    context = {"form": form, "action": request.path, "send": _("Add step")}
    return panel(request, "release", "_form.html", _("New step"), context, found)


@require_http_methods(["GET", "POST"])
@workspace_view(Right.MANAGE_PLANS)
def step_settings(request: WorkspaceRequest, pk: UUID, step_pk: UUID) -> HttpResponse:
    """The dialog of what a step is, whose, until when."""
    step = _step(request, pk, step_pk)
    form = StepForm(request.POST or None, workspace_id=request.workspace.pk, row=step)
    if form.is_valid():
        try:
            services.update_step(step, by=request.actor, fields=form.cleaned_data, seen=form.saw())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return _answer(request, pk, _("Step changed."), close=True)
    context = {"form": form, "action": request.path, "send": _("Save")}
    return panel(request, "release", "_form.html", _("Edit step"), context, step.release)


@require_POST
@workspace_view(Right.READ_ROADMAPS)
def tick_step(request: WorkspaceRequest, pk: UUID, step_pk: UUID) -> HttpResponse:
    """It is done."""
    step = services.tick_step(_step(request, pk, step_pk), by=request.actor)
    return _answer(request, pk, _("Done: %(step)s") % {"step": step.text})


@require_POST
@workspace_view(Right.READ_ROADMAPS)
def untick_step(request: WorkspaceRequest, pk: UUID, step_pk: UUID) -> HttpResponse:
    """It is not done after all."""
    step = services.tick_step(_step(request, pk, step_pk), by=request.actor, is_done=False)
    return _answer(request, pk, _("Not done after all: %(step)s") % {"step": step.text})


@require_POST
@workspace_view(Right.MANAGE_PLANS)
def remove_step(request: WorkspaceRequest, pk: UUID, step_pk: UUID) -> HttpResponse:
    """Take it off the list."""
    services.remove_step(_step(request, pk, step_pk), by=request.actor)
    return _answer(request, pk, _("Step removed."))


@require_POST
@workspace_view(Right.MANAGE_PLANS)
def begin_checklist(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Put in what the template has and the list has not."""
    count = services.begin_checklist(queries.release_of(request.workspace.pk, pk), by=request.actor)
    words = ngettext(
        "%(count)d step came from the template.", "%(count)d steps came from the template.", count
    )
    return _answer(request, pk, words % {"count": count})


@require_POST
@workspace_view(Right.MANAGE_PLANS)
def keep_as_template(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Have the product's next releases begin with these steps."""
    found = queries.release_of(request.workspace.pk, pk)
    keep(found, by=request.actor)
    words = {"product": found.product.name}
    return _answer(request, pk, _("The next releases of %(product)s begin with these steps.") % words)


def _step(request: WorkspaceRequest, pk: UUID, step_pk: UUID) -> LaunchStep:
    rows = LaunchStep.objects.filter(release=queries.release_of(request.workspace.pk, pk))
    return get_object_or_404(rows.select_related("release__product", "owner"), pk=step_pk)


def _answer(request: WorkspaceRequest, pk: UUID, message: str, *, close: bool = False) -> HttpResponse:
    """A toast and news to a script, the checklist to a form."""
    if request.htmx:
        undo = can_undo(request.actor)
        return told(request, HttpResponse(status=204), message, undo=undo, kind="release", close=close)
    return redirect("roadmap:release_launch", request.workspace.slug, pk)
