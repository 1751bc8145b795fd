"""Themes: where the effort goes in a period, one theme, a new one, its words, its place, merging and deleting it."""

from dataclasses import replace
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
from accounts.permissions import Right, may
from activity.undo import can_undo
from roadmap import theme_queries as queries
from roadmap.investment import investment
from roadmap.investment_chart import drawn_lines, theme_chart
from roadmap.models import Theme
from roadmap.services import themes as services
from roadmap.services.theme_targets import set_targets
from roadmap.theme_forms import MergeForm, TargetsForm, ThemeForm
from roadmap.theme_scope import Scope, scope_for
from roadmap.views.answers import told
from roadmap.views.places import answer, gone, panel, rights, shown

HOME = "theme"


@require_safe
@workspace_view(Right.READ_ROADMAPS)
def themes(request: WorkspaceRequest) -> HttpResponse:
    """Target, planned and done share of each theme: `?period=2027-Q1&by=estimate&product=WEB`."""
    scope = _scope(request)
    found = investment(request.workspace, scope.period, by=scope.by, product_id=scope.product_id)
    has_themes = any(line.theme for line in found.lines)
    own = {"scope": scope, "found": found, "drawn": drawn_lines(found), "has_themes": has_themes}
    context = {**rights(request), **own}
    return render(request, "roadmap/themes/themes.html", context)


@require_http_methods(["GET", "POST"])
@workspace_view(Right.MANAGE_PLANS)
def new_theme(request: WorkspaceRequest) -> HttpResponse:
    """The dialog of a new theme."""
    form = ThemeForm(request.POST or None)
    if form.is_valid():
        try:
            made = services.create_theme(request.workspace, by=request.actor, **form.fields_given())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            where = reverse("roadmap:theme", args=[request.workspace.slug, made.pk])
            return HttpResponseClientRedirect(where) if request.htmx else redirect(where)
    context = {"form": form, "action": request.path, "send": _("Add theme")}
    return panel(request, HOME, "_form.html", _("New theme"), context)


@require_safe
@workspace_view(Right.READ_ROADMAPS)
def theme(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """What it is for, how much it got over time, its items; with `?period=` those that count in it, which may stand below
    its items: for readers of the backlog.
    """
    found, scope = theme_of(request, pk), _scope(request)
    if not may(request.actor, Right.READ_BACKLOG):
        scope = replace(scope, is_named=False)
    chart = theme_chart(queries.history_of(found, scope))
    rows = queries.items_of(found, scope, request.actor)
    context = {
        **rights(request),
        **shown(rows),
        "theme": found,
        "scope": scope,
        "chart": chart,
        "total": len(rows),
    }
    return render(request, "roadmap/themes/theme.html", context)


@require_safe
@workspace_view(Right.READ_BACKLOG)
def unthemed(request: WorkspaceRequest) -> HttpResponse:
    """What counts in a period and has no theme: items that nobody has put anywhere, so for readers of the backlog."""
    scope = _scope(request)
    rows = queries.items_of(None, scope, request.actor)
    context = {**rights(request), **shown(rows), "theme": None, "scope": scope, "total": len(rows)}
    return render(request, "roadmap/themes/unthemed.html", context)


@require_http_methods(["GET", "POST"])
@workspace_view(Right.MANAGE_PLANS)
def theme_targets(request: WorkspaceRequest) -> HttpResponse:
    """The dialog of the target shares of a period (`?period=`): those it has, else those that hold for it."""
    scope = _scope(request)
    rows, shares = queries.themes_with_targets(request.workspace.pk, scope.period)
    form = TargetsForm(request.POST or None, themes=rows, shares=shares)
    if form.is_valid():
        try:
            set_targets(scope.period, form.shares(), by=request.actor)
        except ValidationError as error:
            form.refuse(getattr(error, "error_dict", {}) and error.message_dict, error.messages)
        else:
            return _targets_set(request, scope)
    context = {"form": form, "action": request.get_full_path(), "scope": scope}
    return panel(request, HOME, "themes/_targets.html", _("Target shares"), context)


@require_http_methods(["GET", "POST"])
@workspace_view(Right.MANAGE_PLANS)
def theme_settings(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """The dialog of what is said of it."""
    found = theme_of(request, pk)
    form = ThemeForm(request.POST or None, row=found)
    if form.is_valid():
        try:
            services.update_theme(found, by=request.actor, fields=form.fields_given(), seen=form.saw())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            said = _("%(name)s changed.") % {"name": form.cleaned_data["name"]}
            return answer(request, found, said, close=True)
    context = {"form": form, "action": request.path, "send": _("Save")}
    return panel(request, HOME, "_form.html", _("Edit theme"), context, found)


@require_POST
@workspace_view(Right.MANAGE_PLANS)
def move_theme(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """One place up or down."""
    found = theme_of(request, pk)
    services.step_theme(found, 1 if request.POST.get("to") == "down" else -1, by=request.actor)
    return answer(request, found, _("%(name)s moved.") % {"name": found.name}, home=True)


@require_http_methods(["GET", "POST"])
@workspace_view(Right.MANAGE_PLANS)
def merge_theme(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """The dialog of the theme that takes over its items and shares."""
    found = theme_of(request, pk)
    form = MergeForm(request.POST or None, others=list(_themes(request).exclude(pk=pk)))
    if form.is_valid():
        into = theme_of(request, form.cleaned_data["into"])
        services.merge_theme(found, into=into, by=request.actor)
        said = _("%(name)s is %(into)s now.") % {"name": found.name, "into": into.name}
        return answer(request, into, said, close=True, home=True)
    context = {"form": form, "action": request.path, "send": _("Merge")}
    return panel(request, HOME, "_form.html", _("Merge theme"), context, found)


@require_POST
@workspace_view(Right.MANAGE_PLANS)
def delete_theme(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Hide it; its items stay, without a theme."""
    found = theme_of(request, pk)
    services.delete_theme(found, by=request.actor)
    return gone(request, found)


def _targets_set(request: WorkspaceRequest, scope: Scope) -> HttpResponse:
    if not request.htmx:
        return redirect(reverse("roadmap:themes", args=[request.workspace.slug]) + scope.address)
    said = _("Target shares of %(period)s set.") % {"period": scope.period}
    response = HttpResponse(status=204)
    return told(request, response, said, undo=can_undo(request.actor), kind=HOME, close=True)


def _scope(request: WorkspaceRequest) -> Scope:
    return scope_for(request.workspace, request.GET, today=timezone.localdate())


def theme_of(request: WorkspaceRequest, pk: UUID) -> Theme:
    """The workspace's theme, or 404. One statement."""
    return get_object_or_404(_themes(request), pk=pk)


def _themes(request: WorkspaceRequest) -> "QuerySet[Theme]":
    return Theme.objects.filter(workspace=request.workspace).order_by("position", "pk")
