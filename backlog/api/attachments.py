"""Files at items."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser

from accounts.permissions import Right
from backlog.api.common import item_in_body, item_named, named
from backlog.models import Attachment
from backlog.queries.attachments import attachments_in
from backlog.serializers.attachments import AttachmentBody, AttachmentShape
from backlog.services.attachments import add_attachment, remove_attachment
from core.api.etag import expected_version
from core.api.rows import RowsViewSet
from core.api.views import APIRequest
from core.served import served

COLUMNS = (
    "id", "item__product__key", "item__number", "name", "media_type", "size", "uploaded_by_id",
    "uploaded_by__name", "created_at", "version",
)  # fmt: skip
FILE = {(200, "*/*"): OpenApiTypes.BINARY}


class Attachments(RowsViewSet):
    """Files at items, as they were added; for who may read the backlog."""

    rights = dict.fromkeys(("list", "retrieve", "create", "destroy", "content"), Right.READ_BACKLOG)
    bodies = {"create": AttachmentBody}
    shape = AttachmentShape
    shapes = {"destroy": None}
    parameters = {"list": [OpenApiParameter("item", str, description="Key of an item.")]}
    parser_classes = [MultiPartParser]
    versioned = ("destroy",)
    files = ("create",)

    def rows(self) -> "QuerySet[Any, Any]":
        rows: QuerySet[Any, Any] = self._attachments().values(*COLUMNS)
        return rows

    def narrowed(self, rows: "QuerySet[Any, Any]") -> "QuerySet[Any, Any]":
        key = self.request.query_params.get("item")
        return rows.filter(item=item_named(self.request, "item", key)) if key else rows

    def show(self, row: Any) -> dict[str, Any]:
        where = reverse("api:attachments-content", kwargs={"pk": row["id"]})
        own = {name: row[name] for name in ("id", "name", "media_type", "size", "created_at", "version")}
        return {
            **own,
            "item": f"{row['item__product__key']}-{row['item__number']}",
            "content": f"{settings.BASE_URL}{where}",
            "uploaded_by": named(row, "uploaded_by_id", "uploaded_by__name"),
        }

    def create(self, request: APIRequest) -> HttpResponse:
        """Add a file to an item: `multipart/form-data` with `item` and `file`; whoever may comment may."""
        body = self.body()
        item = item_in_body(request, body["item"])
        return self.made(add_attachment(item, by=request.actor, file=body["file"]), "attachments-detail")

    def destroy(self, request: APIRequest, pk: UUID) -> HttpResponse:
        """Take a file away: one's own, or as a product owner any."""
        attachment = self.one(self._attachments(), pk)
        remove_attachment(attachment, by=request.actor, expected_version=expected_version(request))
        return self.no_content()

    @extend_schema(responses=FILE)
    @action(detail=True, methods=["get"])
    def content(self, request: APIRequest, pk: UUID) -> HttpResponse:
        """The file itself."""
        found = self.one(self._attachments(), pk)
        answer: HttpResponse = served(found.file, name=found.name, media_type=found.media_type)
        return answer

    def _attachments(self) -> "QuerySet[Attachment]":
        return attachments_in(self.request.workspace.pk)
