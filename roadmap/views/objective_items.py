"""What serves an objective: what could, having it serve, and no longer."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import WorkspaceRequest, workspace_view
from accounts.permissions import Right
from roadmap.models import ItemObjective
from roadmap.objective_forms import ContributionForm
from roadmap.objective_queries import candidates
from roadmap.services.objective_items import add_items, note_contribution, remove_items
from roadmap.views.goals import objective_of
from roadmap.views.places import add_panel, answer, chosen_items, panel


@require_safe
@workspace_view(Right.GROOM)
def objective_candidates(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """The dialog's body: what could serve it, narrowed by `?q=`."""
    return add_panel(request, objective_of(request, pk), candidates)


@require_POST
@workspace_view(Right.GROOM)
def add_to_objective(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Have the chosen `items` (ids) serve it, first or, with `contributing`, beside their own."""
    found, items = objective_of(request, pk), chosen_items(request)
    if not items:
        return add_panel(request, found, candidates, _("Choose at least one item."))
    add_items(found, items, by=request.actor, contributing="contributing" in request.POST)
    words = {"key": items[0].key, "count": len(items), "objective": found.name}
    message = ngettext("%(key)s serves %(objective)s.", "%(count)d items serve %(objective)s.", len(items))
    return answer(request, found, message % words, close=True)


@require_POST
@workspace_view(Right.GROOM)
def remove_from_objective(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Have `items` (ids) serve it no longer."""
    found, items = objective_of(request, pk), chosen_items(request)
    if not items:
        raise ValidationError(_("Choose at least one item."))
    remove_items(found, items, by=request.actor)
    words = {"key": items[0].key, "count": len(items), "objective": found.name}
    message = ngettext(
        "%(key)s no longer serves %(objective)s.",
        "%(count)d items no longer serve %(objective)s.",
        len(items),
    )
    return answer(request, found, message % words)


@require_http_methods(["GET", "POST"])
@workspace_view(Right.GROOM)
def contribution(request: WorkspaceRequest, pk: UUID, item_pk: UUID) -> HttpResponse:
    """The dialog of what an item does for it."""
    rows = ItemObjective.objects.filter(objective=objective_of(request, pk)).select_related(
        "objective", "item"
    )
    place = get_object_or_404(rows, item=item_pk, item__deleted_at=None)
    form = ContributionForm(request.POST or None, row=place)
    if form.is_valid():
        said = {"note": form.cleaned_data["note"], "seen": form.saw().get("note")}
        note_contribution(place.objective, place.item, by=request.actor, **said)
        return answer(request, place.objective, _("Noted."), close=True)
    context = {"form": form, "action": request.path, "send": _("Save")}
    return panel(request, "objective", "_form.html", _("What it contributes"), context, place.objective)
