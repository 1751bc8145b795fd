"""What belongs to a theme: what could, putting it in, taking it out."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.access import WorkspaceRequest, workspace_view
from accounts.permissions import Right
from roadmap.services.theme_items import add_items, remove_items
from roadmap.theme_queries import candidates
from roadmap.views.places import add_panel, answer, chosen_items
from roadmap.views.themes import theme_of


@require_safe
@workspace_view(Right.GROOM)
def theme_candidates(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """The dialog's body: what could be put in, narrowed by `?q=`."""
    return add_panel(request, theme_of(request, pk), candidates)


@require_POST
@workspace_view(Right.GROOM)
def add_to_theme(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Give the chosen `items` (ids) the theme."""
    found, items = theme_of(request, pk), chosen_items(request)
    if not items:
        return add_panel(request, found, candidates, _("Choose at least one item."))
    add_items(found, items, by=request.actor)
    words = {"key": items[0].key, "count": len(items), "theme": found.name}
    message = ngettext(
        "%(key)s has the theme %(theme)s.", "%(count)d items have the theme %(theme)s.", len(items)
    )
    return answer(request, found, message % words, close=True)


@require_POST
@workspace_view(Right.GROOM)
def remove_from_theme(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Take the theme off `items` (ids)."""
    found, items = theme_of(request, pk), chosen_items(request)
    if not items:
        raise ValidationError(_("Choose at least one item."))
    remove_items(found, items, by=request.actor)
    words = {"key": items[0].key, "count": len(items), "theme": found.name}
    message = ngettext(
        "%(key)s no longer has the theme %(theme)s.",
        "%(count)d items no longer have the theme %(theme)s.",
        len(items),
    )
    return answer(request, found, message % words)
