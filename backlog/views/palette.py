"""What Ctrl-K finds."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import WorkspaceRequest, workspace_view
from accounts.permissions import Right, may
from backlog.queries.palette import find


@workspace_view(Right.READ_ROADMAPS)
@require_safe
def palette(request: WorkspaceRequest) -> HttpResponse:
    """Rows for the palette: products and items that fit `?q=`, and acts of this role whose words fit."""
    text = request.GET.get("q", "")
    context = {
        "found": find(request.actor, text),
        "acts": _acts(request, text),
        "slug": request.workspace.slug,
    }
    return render(request, "backlog/_palette.html", context)


def _acts(request: WorkspaceRequest, text: str) -> list[tuple[str, str, str]]:
    """What this role may begin and the words fit: its words, address and icon."""
    known = [
        (Right.MANAGE_PLANS, _("Create a product"), "backlog:new_product", "plus"),
        (Right.IMPORT, _("Import items"), "integrations:imports", "upload"),
        (Right.GROOM, _("Labels"), "backlog:labels", "tag"),
    ]
    words = text.lower().split()
    return [
        (label, reverse(name, kwargs={"slug": request.workspace.slug}), icon)
        for right, label, name, icon in known
        if may(request.actor, right) and words and all(word in label.lower() for word in words)
    ]
