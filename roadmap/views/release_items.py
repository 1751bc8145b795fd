"""What is in a release: what could be put in, putting in, taking out."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.access import WorkspaceRequest, workspace_view
from accounts.permissions import Right
from roadmap.release_queries import candidates, release_of
from roadmap.services.release_items import add_items, remove_items
from roadmap.views.places import add_panel, answer, chosen_items


@require_safe
@workspace_view(Right.GROOM)
def release_candidates(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """The dialog's body: what can be put in, narrowed by `?q=`."""
    return add_panel(request, release_of(request.workspace.pk, pk), candidates)


@require_POST
@workspace_view(Right.GROOM)
def put_in_release(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Put the chosen `items` (ids) in."""
    found, items = release_of(request.workspace.pk, pk), chosen_items(request)
    if not items:
        return add_panel(request, found, candidates, _("Choose at least one item."))
    add_items(found, items, by=request.actor)
    words = {"key": items[0].key, "count": len(items), "release": found.name}
    message = ngettext("%(key)s is in %(release)s.", "%(count)d items are in %(release)s.", len(items))
    return answer(request, found, message % words, close=True)


@require_POST
@workspace_view(Right.GROOM)
def take_out_of_release(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Take `items` (ids) out."""
    found, items = release_of(request.workspace.pk, pk), chosen_items(request)
    if not items:
        raise ValidationError(_("Choose at least one item."))
    remove_items(found, items, by=request.actor)
    words = {"key": items[0].key, "count": len(items), "release": found.name}
    message = ngettext(
        "%(key)s is out of %(release)s.", "%(count)d items are out of %(release)s.", len(items)
    )
    return answer(request, found, message % words)
