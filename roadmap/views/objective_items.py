"""What serves an objective: what could, having it serve, and no longer."""

from collections.abc import Sequence
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.access import WorkspaceRequest, workspace_view
from accounts.permissions import Right
from core.query import QueryError
from roadmap.models import Objective
from roadmap.objective_queries import candidates
from roadmap.queries import items_with_ids
from roadmap.services.objective_items import add_items, remove_items
from roadmap.views.goals import answer, objective_of, panel


@require_safe
@workspace_view(Right.GROOM)
def objective_candidates(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """The dialog's body: what could serve it, narrowed by `?q=`."""
    return _add_panel(request, objective_of(request, pk), request.GET.getlist("items"))


@require_POST
@workspace_view(Right.GROOM)
def add_to_objective(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Have the chosen `items` (ids) serve it, first or, with `contributing`, beside their own."""
    found = objective_of(request, pk)
    items = items_with_ids(request.workspace.pk, request.POST.getlist("items"))
    if not items:
        return _add_panel(request, found, [], problem=_("Choose at least one item."))
    add_items(found, items, by=request.actor, contributing="contributing" in request.POST)
    words = {"key": items[0].key, "count": len(items), "objective": found.name}
    message = ngettext("%(key)s serves %(objective)s.", "%(count)d items serve %(objective)s.", len(items))
    return answer(request, found, message % words, close=True)


@require_POST
@workspace_view(Right.GROOM)
def remove_from_objective(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Have `items` (ids) serve it no longer."""
    found = objective_of(request, pk)
    items = items_with_ids(request.workspace.pk, request.POST.getlist("items"))
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


def _add_panel(
    request: WorkspaceRequest, found: Objective, ids: Sequence[str], *, problem: str = ""
) -> HttpResponse:
    asked = request.GET or request.POST
    text, mistake = asked.get("q", ""), None
    chosen = items_with_ids(request.workspace.pk, ids)
    try:
        items = candidates(found, text, actor=request.actor, today=timezone.localdate())
    except QueryError as error:
        items, mistake = [], error
    context = {
        "objective": found,
        "chosen": chosen,
        "items": [item for item in items if item not in chosen],
        "text": text,
        "mistake": mistake,
        "problem": problem,
        "contributing": "contributing" in asked,
    }
    return panel(request, "_add.html", _("Add items"), context)
