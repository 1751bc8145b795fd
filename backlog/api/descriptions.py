"""Earlier descriptions of items."""

from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action

from accounts.permissions import Right
from backlog.api.common import item_named, named
from backlog.models import Item
from backlog.queries.descriptions import rewritings
from backlog.queries.documents import document_of_item
from backlog.serializers.items import ItemShape
from backlog.serializers.watching import DescriptionShape
from backlog.services.items import update_item
from core.api.errors import ParameterError
from core.api.etag import expected_version, tagged
from core.api.pagination import Sort
from core.api.rows import RowsViewSet
from core.api.views import APIRequest

COLUMNS = ("id", "at", "actor_id", "actor__name", "text", "now")


class Descriptions(RowsViewSet):
    """Descriptions that were rewritten, out of the item's history, the latest first."""

    rights = {"list": Right.READ_BACKLOG, "retrieve": Right.READ_BACKLOG, "restore": Right.CONTRIBUTE}
    shape = DescriptionShape
    shapes = {"restore": ItemShape}
    parameters = {
        "list": [OpenApiParameter("item", str, required=True, description="Key of the item.")],
    }
    versioned = ("restore",)
    order = (Sort("id", descending=True),)

    def rows(self) -> "QuerySet[Any, Any]":
        rows: QuerySet[Any, Any] = rewritings(self.request.workspace.pk).values(*COLUMNS)
        return rows

    def narrowed(self, rows: "QuerySet[Any, Any]") -> "QuerySet[Any, Any]":
        key = self.request.query_params.get("item")
        if not key:
            raise ParameterError("item", _("Say whose: ?item=WEB-123."))
        return rows.filter(object_id=item_named(self.request, "item", key))

    def show(self, row: Any) -> dict[str, Any]:
        return {
            "id": row["id"],
            "item": row["now"]["key"],
            "text": row["text"],
            "is_current": row["text"] == row["now"]["description"],
            "rewritten_at": row["at"],
            "rewritten_by": named(row, "actor_id", "actor__name"),
            "version": row["now"]["version"],
        }

    def present(self, obj: Model) -> dict[str, Any]:
        """Of an item that was changed meanwhile (412): this description, with the item's version."""
        return self.show(self._row(self.kwargs["pk"]))

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def restore(self, request: APIRequest, pk: UUID) -> HttpResponse:
        """Make it the item's description again: a new change. `If-Match` takes the item's version; answers the item."""
        row = self._row(pk)
        item = Item.objects.select_related("product").get(pk=row["now"]["id"])
        fields = {"description": row["text"]}
        update_item(item, by=request.actor, fields=fields, expected_version=expected_version(request))
        found = document_of_item(item.pk)
        return tagged(request._request, found.text.encode(), found.version)
