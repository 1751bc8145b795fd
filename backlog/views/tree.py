"""The tree of a product's items, and moving an item in it."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import WorkspaceRequest, workspace_view
from accounts.permissions import Right
from backlog.queries.tree import MOST_OPEN, Tree
from backlog.queries.tree import tree as tree_of
from backlog.services.items import update_item
from backlog.views.common import is_fragment, item_or_404, product_or_404, uuids, with_undo


@workspace_view(Right.READ_BACKLOG)
@require_safe
def tree(request: WorkspaceRequest, product_key: str) -> HttpResponse:
    """The page; its rows alone to a script. `?open=` names what is unfolded, `show` and `closed` which roots there are."""
    product, asked = product_or_404(request, product_key), request.GET
    opened = [key.upper() for key in asked.get("open", "").split(",")[:MOST_OPEN] if key]
    shown = {"loose": asked.get("show") == "loose", "closed": asked.get("closed") == "1"}
    found = tree_of(product, actor=request.actor, opened=opened, after=asked.get("after", ""), **shown)
    context = {
        "product": product,
        "tree": found,
        "slug": request.workspace.slug,
        **_around(request, found),
        **shown,
    }
    return render(
        request, "backlog/tree/_body.html" if is_fragment(request) else "backlog/tree.html", context
    )


@workspace_view(Right.CONTRIBUTE)
@require_POST
def move_in_tree(request: WorkspaceRequest, key: str) -> HttpResponse:
    """Put an item under `parent` (a key; "": under none). `from` is the id of the parent that the person saw. Answers 204.

    412 where it has another by now, 422 for a cycle or too deep a tree.
    """
    item, name = item_or_404(request, key), request.POST.get("parent", "")
    parent = item_or_404(request, name) if name else None
    seen: dict[str, Any] = {}
    if "from" in request.POST:
        before: list[UUID] = uuids(request.POST["from"])
        seen = {"parent": before[0] if before else None}
    try:
        changed = update_item(item, by=request.actor, fields={"parent": parent}, seen=_plain(seen))
    except ValidationError as error:
        raise ValidationError(error.messages) from error
    response = HttpResponse(status=204)
    if changed.version == item.version:
        return response
    words = {"key": item.key, "parent": parent.key if parent else ""}
    said = _("%(key)s is under %(parent)s.") if parent else _("%(key)s is under nothing.")
    return with_undo(response, request, said % words)


def _plain(seen: dict[str, Any]) -> dict[str, Any]:
    return {name: str(value) if value else None for name, value in seen.items()}


def _around(request: WorkspaceRequest, found: Tree) -> dict[str, Any]:
    """The address without what is open, for the links of the rows."""
    asked = request.GET.copy()
    asked.pop("open", None)
    kept = asked.urlencode()
    asked["after"] = found.next
    return {"kept": f"&{kept}" if kept else "", "following": asked.urlencode() if found.next else "",
            "paged": "after" in request.GET}  # fmt: skip
