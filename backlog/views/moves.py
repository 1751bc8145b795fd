"""Ranking by drag and by key."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.access import WorkspaceRequest, workspace_view
from accounts.permissions import Right
from backlog.models import Item, Product
from backlog.regrouping import regroup
from backlog.services import cards
from backlog.services.ranking import move_items as rank_items
from backlog.views.common import chosen_items, items_of, product_or_404, uuids, with_undo


@workspace_view(Right.GROOM)
@require_POST
def move_items(request: WorkspaceRequest, product_key: str) -> HttpResponse:
    """Rank `items` (keys, in their order), or with `all` what `q` fits, `before` or `after` another key, or `to` top or
    bottom. Answers 204.

    The header `Ranks` brings the new ranks, in the order of the items. Cost: 2 statements and those of the service.
    """
    product = product_or_404(request, product_key)
    if "all" in request.POST:
        items = chosen_items(request, product)
        place: dict[str, Any] = {"to": request.POST.get("to", "")}
    else:
        items, place = _items_and_place(product, request.POST.getlist("items"), request.POST)
    before = [item.rank for item in items]
    moved = rank_items(items, by=request.actor, **place)
    response = HttpResponse(status=204)
    if "all" not in request.POST:
        response["Ranks"] = " ".join(item.rank for item in moved)
    if before == [item.rank for item in moved]:
        return response
    message = ngettext("%(key)s moved.", "%(count)d items moved.", len(items)) % {
        "key": items[0].key,
        "count": len(items),
    }
    return with_undo(response, request, message)


@workspace_view(Right.GROOM)
@require_POST
def regroup_items(request: WorkspaceRequest, product_key: str) -> HttpResponse:
    """Bring `items` into the group `value` of a list grouped by `field`, and `before` or `after` another one there.

    Both are one act. `from` names the groups that they leave. Answers 204.
    """
    product = product_or_404(request, product_key)
    items, place = _items_and_place(product, request.POST.getlist("items"), request.POST)
    regroup(items, request.POST, by=request.actor, today=timezone.localdate(), place=place)
    message = ngettext("%(key)s changed.", "%(count)d items changed.", len(items))
    return with_undo(HttpResponse(status=204), request, message % {"key": items[0].key, "count": len(items)})


@workspace_view(Right.CONTRIBUTE)
@require_POST
def move_card(request: WorkspaceRequest, product_key: str) -> HttpResponse:
    """Move one card of the board to `status`, and, for who may rank, next to another card. Answers 204.

    Both are one act, so one Undo takes both back. `from_status` is the status it was dragged from: 412 where it has
    another by now.
    """
    product = product_or_404(request, product_key)
    items, place = _items_and_place(product, request.POST.getlist("items")[:1], request.POST)
    status = product.statuses.filter(pk__in=uuids(request.POST.get("status", ""))).first()
    if status is None:
        raise ValidationError(_("This status is no longer there. Load the page again."))
    before = (items[0].rank, items[0].version)
    seen = {"status": request.POST["from_status"]} if request.POST.get("from_status") else None
    item = cards.move_card(items[0], status, by=request.actor, place=place, seen=seen)
    response = HttpResponse(status=204)
    response["Ranks"] = item.rank
    if (item.rank, item.version) == before:
        return response
    return with_undo(
        response, request, _("%(key)s is in “%(status)s”.") % {"key": item.key, "status": status.name}
    )


def _items_and_place(product: Product, keys: list[str], data: Any) -> tuple[list[Item], dict[str, Any]]:
    """The items and where they go, of one statement for all keys."""
    keys = [key.upper() for key in keys]
    anchors = {name: data[name].upper() for name in ("before", "after") if data.get(name)}
    found = {item.key: item for item in items_of(product, [*keys, *anchors.values()])}
    place: dict[str, Any] = {name: found[key] for name, key in anchors.items()}
    if data.get("to"):
        place["to"] = data["to"]
    return [found[key] for key in dict.fromkeys(keys)], place
