"""Comments of items, and of what else has them."""

from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import ValidationError
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.http import Http404, HttpResponse
from drf_spectacular.utils import OpenApiParameter
from rest_framework.decorators import action

from accounts.permissions import Right, may, refusal
from backlog.api.common import named
from backlog.models import Comment, Reaction
from backlog.serializers.items import CommentBody, CommentShape, NewCommentBody, ReactBody
from backlog.services.discussion import add_comment, delete_comment, edit_comment
from backlog.services.reactions import react
from backlog.targets import readable_comments, targets
from core.api.errors import ParameterError
from core.api.etag import expected_version
from core.api.rows import RowsViewSet
from core.api.views import APIRequest

COLUMNS = (
    "id", "item__product__key", "item__number", "entry_id", "objective_id", "author_id", "author__name", "author_name",
    "text", "created_at", "edited_at", "version",
)  # fmt: skip
_WHO = JSONObject(id="member_id", name="member__name")
REACTED = ArraySubquery(
    Reaction.objects.filter(comment=OuterRef("pk"))
    .order_by("id")
    .values(one=JSONObject(sign="sign", member=_WHO))
)
OF_TARGET = [
    OpenApiParameter("item", str, description="Key of an item; for who may read the backlog."),
    OpenApiParameter("entry", UUID, description="Id of an entry of a roadmap."),
    OpenApiParameter("objective", UUID, description="Id of an objective."),
]


class Comments(RowsViewSet):
    """What people said about items, entries of roadmaps and objectives, oldest first.

    Those of items are for who may read the backlog, those of an entry for whoever may read its roadmap, those of an
    objective for everybody.
    """

    rights = dict.fromkeys(
        ("list", "retrieve", "create", "partial_update", "destroy", "react"), Right.READ_ROADMAPS
    )
    bodies = {"create": NewCommentBody, "partial_update": CommentBody, "react": ReactBody}
    shape = CommentShape
    shapes = {"destroy": None}
    parameters = {"list": OF_TARGET}
    versioned = ("partial_update", "destroy")

    def rows(self) -> "QuerySet[Any, Any]":
        rows: QuerySet[Any, Any] = self._readable().annotate(reacted=REACTED).values(*COLUMNS, "reacted")
        return rows

    def narrowed(self, rows: "QuerySet[Any, Any]") -> "QuerySet[Any, Any]":
        for field, target in targets().items():
            if name := self.request.query_params.get(field):
                try:
                    rows = rows.filter(**{field: target.named(name, self.request.actor)})
                except Http404 as error:
                    raise ParameterError(field, str(error)) from None
        return rows

    def show(self, row: Any) -> dict[str, Any]:
        key = f"{row['item__product__key']}-{row['item__number']}" if row["item__number"] else None
        return {
            "id": row["id"],
            "item": key,
            "entry": row["entry_id"],
            "objective": row["objective_id"],
            "author": named(row, "author_id", "author__name"),
            "reactions": row["reacted"],
            **{name: row[name] for name in ("author_name", "text", "created_at", "edited_at", "version")},
        }

    def create(self, request: APIRequest) -> HttpResponse:
        """Say something about an item, an entry or an objective; from then on its author hears of what is said there."""
        body = self.body()
        field, target = next((field, target) for field, target in targets().items() if field in body)
        try:
            on = target.named(str(body[field]), request.actor)
        except Http404 as error:
            raise ValidationError({field: str(error)}) from None
        return self.made(add_comment(on, by=request.actor, text=body["text"]), "comments-detail")

    def partial_update(self, request: APIRequest, pk: UUID) -> HttpResponse:
        """Change one's own words."""
        comment = self.one(self._readable(), pk)
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
        comment = self.one(self._readable(), pk)
        delete_comment(comment, by=request.actor, expected_version=expected_version(request))
        return self.no_content()

    @action(detail=True, methods=["post"])
    def react(self, request: APIRequest, pk: UUID) -> HttpResponse:
        """Put a sign under a comment, or take one's own away. Twice is once."""
        comment, body = self.one(self._readable(), pk), self.body()
        react(comment, by=request.actor, sign=body["sign"], on=body.get("on", True))
        return self.changed(comment)

    def _readable(self) -> "QuerySet[Comment]":
        """The comments that the caller may read. Raises PermissionDenied at the address of one that needs the backlog."""
        pk = self.kwargs.get("pk")
        if pk and not may(self.request.actor, Right.READ_BACKLOG) and self._is_of_item(pk):
            raise refusal(Right.READ_BACKLOG)
        return Comment.objects.filter(readable_comments(self.request.actor))

    def _is_of_item(self, pk: UUID) -> bool:
        return Comment.objects.of_items().filter(workspace=self.request.workspace, pk=pk).exists()
