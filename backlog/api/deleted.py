"""GET /items/deleted/: what can still be brought back, by POST /items/WEB-1/restore/."""

from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter

from accounts.permissions import Right
from backlog.api.common import product_named
from backlog.models import Product
from backlog.queries.deleted import DeletedRow, deleted_of, told_deletions
from backlog.serializers.items import DeletedItemShape
from core.api.errors import ParameterError
from core.api.pagination import Sort, paginate
from core.api.views import APIRequest, WorkspaceViewSet

LATEST = (Sort("deleted_at", descending=True), Sort("id", descending=True))


class DeletedItems(WorkspaceViewSet):
    """Items of a product that were deleted within the last 30 days, the latest first."""

    rights = {"list": Right.CONTRIBUTE}
    shape = DeletedItemShape
    parameters = {"list": [OpenApiParameter("product", str, required=True, description="Key of a product.")]}

    def list(self, request: APIRequest) -> HttpResponse:
        """Also those that others have to restore: `restorable` says so."""
        key = request.query_params.get("product")
        if not key:
            raise ParameterError("product", _("Say of which product: ?product=WEB."))
        product = Product.objects.get(pk=product_named(request, key))
        page = paginate(deleted_of(product), request, ordering=LATEST)
        rows = told_deletions(product, page.results, actor=request.actor)
        return self.list_response(replace(page, results=[_shown(row) for row in rows]))


def _shown(row: DeletedRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "key": row.key,
        "kind": row.kind,
        "title": row.title,
        "deleted_at": row.at,
        "deleted_by": row.by,
        "days_left": row.days_left,
        "restorable": row.restorable,
        "version": row.version,
    }
