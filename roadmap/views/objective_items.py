"""What serves an objective: what could, having it serve, and no longer."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.access import WorkspaceRequest, workspace_view
from accounts.permissions import Right
from roadmap.objective_queries import candidates
from roadmap.services.objective_items import add_items, remove_items
from roadmap.views.goals import objective_of
from roadmap.views.places import add_panel, answer, chosen_items


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
