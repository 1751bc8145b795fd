"""Comments of items."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.utils import OpenApiParameter

from accounts.permissions import Right
from backlog.api.common import item_in_body, item_named, named
from backlog.models import Comment
from backlog.serializers.items import CommentBody, CommentShape, NewCommentBody
from backlog.services.discussion import add_comment, delete_comment, edit_comment
from core.api.etag import expected_version
from core.api.rows import RowsViewSet
from core.api.views import APIRequest

COLUMNS = (
    "id", "item__product__key", "item__number", "author_id", "author__name", "author_name", "text", "created_at",
    "edited_at", "version",
)  # fmt: skip


class Comments(RowsViewSet):
    """What people said about items, oldest first."""

    rights = {
        "list": Right.READ_BACKLOG,
        "retrieve": Right.READ_BACKLOG,
        "create": Right.READ_BACKLOG,
        "partial_update": Right.READ_BACKLOG,
        "destroy": Right.READ_BACKLOG,
    }
    bodies = {"create": NewCommentBody, "partial_update": CommentBody}
    shape = CommentShape
    shapes = {"destroy": None}
    parameters = {"list": [OpenApiParameter("item", str, description="Key of an item.")]}
    versioned = ("partial_update", "destroy")

    def rows(self) -> "QuerySet[Any, Any]":
        rows: QuerySet[Any, Any] = self._living().values(*COLUMNS)
        return rows

    def narrowed(self, rows: "QuerySet[Any, Any]") -> "QuerySet[Any, Any]":
        if key := self.request.query_params.get("item"):
            rows = rows.filter(item=item_named(self.request, "item", key))
        return rows

    def show(self, row: Any) -> dict[str, Any]:
        return {
            "id": row["id"],
            "item": f"{row['item__product__key']}-{row['item__number']}",
            "author": named(row, "author_id", "author__name"),
            **{name: row[name] for name in ("author_name", "text", "created_at", "edited_at", "version")},
        }

    def create(self, request: APIRequest) -> HttpResponse:
        """Say something about an item; from then on its author hears of what happens to it."""
        body = self.body()
        comment = add_comment(item_in_body(request, body["item"]), by=request.actor, text=body["text"])
        return self.made(comment, "comments-detail")

    def partial_update(self, request: APIRequest, pk: UUID) -> HttpResponse:
        """Change one's own words."""
        comment = self.one(self._living(), pk)
        version = expected_version(request)
        return self.changed(
            edit_comment(
                comment,
                by=request.actor,
                expected_version=version,
                text=self.body().get("text", comment.text),
            )
        )

    def destroy(self, request: APIRequest, pk: UUID) -> HttpResponse:
        """Hide a comment."""
        comment = self.one(self._living(), pk)
        delete_comment(comment, by=request.actor, expected_version=expected_version(request))
        return self.no_content()

    def _living(self) -> QuerySet[Comment]:
        rows = Comment.objects.filter(workspace=self.request.workspace, deleted_at=None)
        return rows.filter(item__deleted_at=None)
