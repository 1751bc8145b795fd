"""Linking an item with another from its page."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import WorkspaceRequest, workspace_view
from accounts.permissions import Right
from backlog.models import ItemLink
from backlog.queries.links import RELATIONS
from backlog.queries.references import item_called
from backlog.services.links import link_items, unlink_items
from backlog.views.answers import done, refused
from backlog.views.common import item_or_404
from core.errors import Conflict


@workspace_view(Right.CONTRIBUTE)
@require_POST
def add_link(request: WorkspaceRequest, key: str) -> HttpResponse:
    """Link the item with the one that `item` names (a key), by a `relation` of RELATIONS as seen from its page."""
    here = item_or_404(request, key)
    kind, outward, _name = RELATIONS.get(request.POST.get("relation", ""), RELATIONS["relates"])
    try:
        other = item_called(request.actor, request.POST.get("item", ""), near=here.product)
        source, target = (here, other) if outward else (other, here)
        link_items(source, target=target, kind=kind, by=request.actor)
    except (ValidationError, Conflict) as error:
        wrong = error if isinstance(error, ValidationError) else ValidationError(str(error))
        return refused(request, here, "link", wrong)
    return done(request, here, _("Linked with %(key)s.") % {"key": other.key})


@workspace_view(Right.CONTRIBUTE)
@require_POST
def remove_link(request: WorkspaceRequest, key: str, pk: UUID) -> HttpResponse:
    """Take one of the item's links away."""
    here = item_or_404(request, key)
    links = ItemLink.objects.filter(source=here) | ItemLink.objects.filter(target=here)
    ends = links.select_related("source__product", "target__product")
    unlink_items(get_object_or_404(ends, workspace=request.workspace, pk=pk), by=request.actor)
    return done(request, here, _("Link removed."))
