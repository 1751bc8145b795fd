"""What is in a release: what could be put in, putting in, taking out."""

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
from roadmap import release_queries as queries
from roadmap.models import Release
from roadmap.queries import items_with_ids
from roadmap.services.release_items import add_items, remove_items
from roadmap.views.releases import answer, panel


@require_safe
@workspace_view(Right.GROOM)
def release_candidates(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """The dialog's body: what can be put in, narrowed by `?q=`."""
    return _add_panel(request, queries.release_of(request.workspace.pk, pk), request.GET.getlist("items"))


@require_POST
@workspace_view(Right.GROOM)
def put_in_release(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Put the chosen `items` (ids) in."""
    found = queries.release_of(request.workspace.pk, pk)
    items = items_with_ids(request.workspace.pk, request.POST.getlist("items"))
    if not items:
        return _add_panel(request, found, [], problem=_("Choose at least one item."))
    count = add_items(found, items, by=request.actor)
    words = {"key": items[0].key, "count": count, "release": found.name}
    message = ngettext("%(key)s is in %(release)s.", "%(count)d items are in %(release)s.", len(items))
    return answer(request, found, message % words, close=True)


@require_POST
@workspace_view(Right.GROOM)
def take_out_of_release(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Take `items` (ids) out."""
    found = queries.release_of(request.workspace.pk, pk)
    items = items_with_ids(request.workspace.pk, request.POST.getlist("items"))
    if not items:
        raise ValidationError(_("Choose at least one item."))
    remove_items(found, items, by=request.actor)
    words = {"key": items[0].key, "count": len(items), "release": found.name}
    message = ngettext(
        "%(key)s is out of %(release)s.", "%(count)d items are out of %(release)s.", len(items)
    )
    return answer(request, found, message % words)


def _add_panel(
    request: WorkspaceRequest, found: Release, ids: Sequence[str], *, problem: str = ""
) -> HttpResponse:
    text = (request.GET or request.POST).get("q", "")
    chosen, mistake = items_with_ids(request.workspace.pk, ids), None
    try:
        items = queries.candidates(found, text, actor=request.actor, today=timezone.localdate())
    except QueryError as error:
        items, mistake = [], error
    context = {
        "release": found,
        "chosen": chosen,
        "items": [item for item in items if item not in chosen],
        "text": text,
        "mistake": mistake,
        "problem": problem,
    }
    return panel(request, "_add.html", _("Add items"), context)
