"""Editions."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse

from accounts.permissions import Right, may
from core.api.pagination import Sort
from core.api.views import APIRequest
from roadmap.api.common import OF_ROADMAP, RoadmapRows
from roadmap.audience import for_readers
from roadmap.document import Document
from roadmap.models import Edition, ReadersSee, Roadmap
from roadmap.serializers import EditionBody, EditionShape
from roadmap.services.publishing import published


class Editions(RoadmapRows):
    """What was published, the newest first; POST publishes the roadmap as it is now."""

    rights = {"list": Right.READ_ROADMAPS, "retrieve": Right.READ_ROADMAPS, "create": Right.MANAGE_PLANS}
    bodies = {"create": EditionBody}
    shape = EditionShape
    parameters = {"list": [OF_ROADMAP]}
    repeatable = ("create",)
    order = (Sort("published_at", descending=True), Sort("id", descending=True))
    orders = {
        "published_at": Sort("published_at"),
        "number": (Sort("roadmap_id"), Sort("number")),
        "id": Sort("id"),
    }

    def readable(self) -> "QuerySet[Roadmap]":
        """Those of which the caller sees editions only as well."""
        return Roadmap.objects.visible_to(self.request.actor)

    def rows(self) -> "QuerySet[Any, Any]":
        rows = Edition.objects.filter(workspace=self.request.workspace, roadmap__in=self.readable())
        if not may(self.request.actor, Right.READ_BACKLOG):
            rows = rows.exclude(is_automatic=True, roadmap__readers_see=ReadersSee.PUBLISHED)
        return rows.defer("document") if self.act == "list" else rows

    def show(self, row: Any) -> dict[str, Any]:
        names = ("id", "number", "schema", "note", "is_automatic", "published_at")
        shown = {name: getattr(row, name) for name in names}
        document = {} if self.act == "list" else {"document": self._readable(row.document)}
        return {
            **shown,
            "roadmap": row.roadmap_id,
            "published_by": row.published_by_id,
            **document,
            "version": 1,
        }

    def _readable(self, document: Document) -> Document:
        """Who may not read the backlog learns no titles from it either."""
        return document if may(self.request.actor, Right.READ_BACKLOG) else for_readers(document)

    def create(self, request: APIRequest) -> HttpResponse:
        """Publish the roadmap as it is now. With nothing new and no note: 200 with the edition that stands."""
        body = self.body()
        roadmap = self.roadmap_in_body(body.pop("roadmap"))
        edition, is_new = published(roadmap, by=request.actor, **body)
        return self.made(edition, "editions-detail") if is_new else self.changed(edition)
