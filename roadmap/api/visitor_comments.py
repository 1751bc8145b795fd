"""What visitors of share links said, for those who decide what is shown."""

from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet
from django.http import HttpResponse
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from accounts.permissions import Right
from core.api.errors import ParameterError
from core.api.etag import expected_version
from core.api.pagination import Sort
from core.api.serializers import StrictSerializer
from core.api.views import APIRequest
from roadmap.api.common import OF_ROADMAP, RoadmapRows
from roadmap.models import VisitorComment
from roadmap.models.visitor_comments import LONGEST_TEXT
from roadmap.services.visitor_comments import decide_on, delete_visitor_comment, reply_to

STATE = OpenApiParameter("state", str, enum=VisitorComment.State.values, description="Only those.")


class VisitorCommentShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    roadmap = serializers.UUIDField()
    share_link = serializers.UUIDField()
    item = serializers.CharField(
        allow_null=True, help_text="The key of the item that it is about; null: all of the roadmap."
    )
    name = serializers.CharField(help_text="What the visitor calls themselves.")
    text = serializers.CharField()
    state = serializers.ChoiceField(choices=VisitorComment.State.choices)
    reply = serializers.CharField(allow_blank=True, help_text="A member’s answer, shown below it.")
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    version = serializers.IntegerField()


class VisitorCommentBody(StrictSerializer):
    state = serializers.ChoiceField(choices=VisitorComment.State.choices, required=False)
    reply = serializers.CharField(
        max_length=LONGEST_TEXT, required=False, allow_blank=True, help_text="Empty: none."
    )


class VisitorComments(RoadmapRows):
    """What visitors said on share links that take comments, the newest first; `approved` is shown there."""

    rights = dict.fromkeys(("list", "retrieve", "partial_update", "destroy"), Right.MANAGE_PLANS)
    bodies = {"partial_update": VisitorCommentBody}
    shape = VisitorCommentShape
    shapes = {"destroy": None}
    parameters = {"list": [OF_ROADMAP, STATE]}
    versioned = ("partial_update", "destroy")
    order = (Sort("created_at", descending=True), Sort("id", descending=True))
    orders = {"created_at": Sort("created_at"), "id": Sort("id")}

    def rows(self) -> "QuerySet[Any, Any]":
        mine = VisitorComment.objects.filter(workspace=self.request.workspace)
        mine = mine.filter(link__roadmap__in=self.readable())
        return mine.annotate(roadmap_id=F("link__roadmap_id")).select_related("link", "item__product")

    def narrowed(self, rows: "QuerySet[Any, Any]") -> "QuerySet[Any, Any]":
        """Those of the roadmap and of the state that the query names. Raises ParameterError."""
        state = self.request.query_params.get("state")
        if state and state not in VisitorComment.State.values:
            raise ParameterError("state", f"{', '.join(VisitorComment.State.values)}?")
        return super().narrowed(rows.filter(state=state) if state else rows)

    def show(self, row: Any) -> dict[str, Any]:
        names = ("id", "name", "text", "state", "reply", "created_at", "updated_at", "version")
        shown = {name: getattr(row, name) for name in names}
        about = row.item.key if row.item and row.item.deleted_at is None else None
        return {**shown, "roadmap": row.link.roadmap_id, "share_link": row.link_id, "item": about}

    def partial_update(self, request: APIRequest, pk: UUID) -> HttpResponse:
        """Show it, decline it, answer it."""
        comment, body, version = self.one(self.rows(), pk), self.body(), expected_version(request)
        if "state" in body:
            comment = decide_on(comment, by=request.actor, state=body["state"], expected_version=version)
            version = None
        if "reply" in body:
            comment = reply_to(comment, by=request.actor, text=body["reply"], expected_version=version)
        return self.changed(comment)

    def destroy(self, request: APIRequest, pk: UUID) -> HttpResponse:
        """Take its words away for good."""
        comment = self.one(self.rows(), pk)
        delete_visitor_comment(comment, by=request.actor, expected_version=expected_version(request))
        return self.no_content()
