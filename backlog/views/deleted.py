"""What was deleted, and bringing it back."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import WorkspaceRequest, workspace_view
from accounts.permissions import Right
from backlog.models import Item
from backlog.queries.deleted import deleted_items
from backlog.services.items import restore_item
from backlog.views.common import product_or_404
from core.purge import KEPT_DAYS


@workspace_view(Right.CONTRIBUTE)
@require_safe
def deleted(request: WorkspaceRequest, product_key: str) -> HttpResponse:
    """The product's items that were deleted lately, `?after=` the page before."""
    product = product_or_404(request, product_key)
    context = {
        "product": product,
        "page": deleted_items(product, actor=request.actor, after=request.GET.get("after", "")),
        "paged": "after" in request.GET,
        "kept": KEPT_DAYS,
        "slug": request.workspace.slug,
    }
    return render(request, "backlog/deleted.html", context)


@workspace_view(Right.CONTRIBUTE)
@require_POST
def restore(request: WorkspaceRequest, product_key: str, pk: UUID) -> HttpResponse:
    """Bring one back; what stands in the way is said on the page."""
    product = product_or_404(request, product_key)
    item = get_object_or_404(Item.all_objects.select_related("product"), product=product, pk=pk)
    try:
        restore_item(item, by=request.actor)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("%(key)s is back, at its old place.") % {"key": item.key})
    return redirect("backlog:deleted", slug=request.workspace.slug, product_key=product.key)
