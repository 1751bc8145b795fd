"""Releases: the list, a new one, one of them, its name and date, whether it is out."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from accounts.access import WorkspaceRequest, workspace_view
from accounts.permissions import Right
from roadmap import release_queries as queries
from roadmap.release_forms import NewReleaseForm, ReleaseSettingsForm, products_of
from roadmap.services import releases as services
from roadmap.services.launch_days import plan_along
from roadmap.views.places import answer, gone, panel, rights, shown


@require_safe
@workspace_view(Right.READ_ROADMAPS)
def releases(request: WorkspaceRequest) -> HttpResponse:
    """Those to come, by their days, and those that are out."""
    context = {
        **rights(request),
        "releases": queries.releases_of(request.workspace.pk),
        "has_products": products_of(request.workspace.pk).exists(),
    }
    return render(request, "roadmap/releases/releases.html", context)


@require_http_methods(["GET", "POST"])
@workspace_view(Right.MANAGE_PLANS)
def new_release(request: WorkspaceRequest) -> HttpResponse:
    """The dialog of a new release (`?product=` its key)."""
    workspace_id, key = request.workspace.pk, request.GET.get("product", "")
    first = products_of(workspace_id).filter(key=key.upper()).first() if key else None
    form = NewReleaseForm(request.POST or None, workspace_id=workspace_id, initial={"product": first})
    if form.is_valid():
        fields = dict(form.cleaned_data)
        try:
            made = services.create_release(fields.pop("product"), by=request.actor, **fields)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            where = reverse("roadmap:release", args=[request.workspace.slug, made.pk])
            return HttpResponseClientRedirect(where) if request.htmx else redirect(where)
    context = {"form": form, "action": request.path, "send": _("Create release")}
    return panel(request, "release", "_form.html", _("New release"), context)


@require_safe
@workspace_view(Right.READ_ROADMAPS)
def release(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """What ships with it and what would be late; `?show=open` or `late` narrows the list."""
    found = queries.release_of(request.workspace.pk, pk)
    asked = request.GET.get("show", "")
    narrow = asked if asked in queries.Narrow.values else queries.Narrow.ALL
    rows = queries.items_of(found, request.actor)
    context = {
        **rights(request),
        **shown(queries.narrowed(rows, narrow)),
        "release": found,
        "here": "items",
        "late_people": queries.people_late(rows),
        "narrow": narrow,
        "narrows": queries.Narrow.choices,
    }
    return render(request, "roadmap/releases/release.html", context)


@require_http_methods(["GET", "POST"])
@workspace_view(Right.MANAGE_PLANS)
def release_settings(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """The dialog of its name and date; `?date=` shows which steps of its launch checklist would go along."""
    found = queries.release_of(request.workspace.pk, pk)
    form = ReleaseSettingsForm(request.POST or None, row=found)
    if form.is_valid():
        fields, along = dict(form.cleaned_data), form.cleaned_data["move_steps"]
        try:
            now = services.update_release(
                found, by=request.actor, fields=fields, seen=form.saw(), move_steps=along
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return answer(request, found, _("%(name)s changed.") % {"name": now.name}, close=True)
    context = {
        "form": form,
        "action": request.path,
        "send": _("Save"),
        "moved": plan_along(found, form.day((request.GET or request.POST).get("date", ""))),
        "has_steps": found.date and found.step_count > found.steps_done,
    }
    return panel(request, "release", "releases/_settings.html", _("Name and date"), context, found)


@require_POST
@workspace_view(Right.MANAGE_PLANS)
def mark_released(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """It is out."""
    found = queries.release_of(request.workspace.pk, pk)
    services.mark_released(found, by=request.actor)
    return answer(request, found, _("%(name)s is released.") % {"name": found.name})


@require_POST
@workspace_view(Right.MANAGE_PLANS)
def mark_unreleased(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """It is not out after all."""
    found = queries.release_of(request.workspace.pk, pk)
    services.mark_unreleased(found, by=request.actor)
    return answer(request, found, _("%(name)s is no longer marked as released.") % {"name": found.name})


@require_POST
@workspace_view(Right.MANAGE_PLANS)
def delete_release(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Hide it; its items stay."""
    found = queries.release_of(request.workspace.pk, pk)
    services.delete_release(found, by=request.actor)
    return gone(request, found)
