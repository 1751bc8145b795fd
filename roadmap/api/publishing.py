"""Editions and share links."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse

from accounts.permissions import Right
from core.api.pagination import Sort
from core.api.views import APIRequest
from roadmap.api.common import OF_ROADMAP, RoadmapRows
from roadmap.models import Edition, ShareLink
from roadmap.serializers import EditionBody, EditionShape, ShareLinkBody, ShareLinkShape
from roadmap.services.publishing import publish
from roadmap.services.sharing import create_share_link, revoke_share_link, share_url


class Editions(RoadmapRows):
    """What was published, the newest first; POST publishes the roadmap as it is now."""

    rights = {"list": Right.READ_ROADMAPS, "retrieve": Right.READ_ROADMAPS, "create": Right.MANAGE_PLANS}
    bodies = {"create": EditionBody}
    shape = EditionShape
    parameters = {"list": [OF_ROADMAP]}
    order = (Sort("published_at", descending=True), Sort("id", descending=True))

    def rows(self) -> "QuerySet[Any, Any]":
        rows = Edition.objects.filter(roadmap__in=self.readable())
        return rows.defer("document") if self.act == "list" else rows

    def show(self, row: Any) -> dict[str, Any]:
        names = ("id", "number", "schema", "note", "is_automatic", "published_at")
        shown = {name: getattr(row, name) for name in names}
        document = {} if self.act == "list" else {"document": row.document}
        return {
            **shown,
            "roadmap": row.roadmap_id,
            "published_by": row.published_by_id,
            **document,
            "version": 1,
        }

    def create(self, request: APIRequest) -> HttpResponse:
        body = self.body()
        roadmap = self.roadmap_in_body(body.pop("roadmap"))
        return self.made(publish(roadmap, by=request.actor, **body), "editions-detail")


class ShareLinks(RoadmapRows):
    """Secret addresses of read-only roadmaps, the newest first; DELETE revokes one for good."""

    rights = dict.fromkeys(("list", "retrieve", "create", "destroy"), Right.MANAGE_PLANS)
    bodies = {"create": ShareLinkBody}
    shape = ShareLinkShape
    shapes = {"destroy": None}
    parameters = {"list": [OF_ROADMAP]}
    order = (Sort("created_at", descending=True), Sort("id", descending=True))

    def rows(self) -> "QuerySet[Any, Any]":
        return ShareLink.objects.filter(roadmap__in=self.readable()).select_related("roadmap")

    def show(self, row: Any) -> dict[str, Any]:
        shown = {
            name: getattr(row, name)
            for name in ("id", "name", "source", "created_at", "expires_at", "revoked_at")
        }
        more = {"roadmap": row.roadmap_id, "shown": row.fields, "url": share_url(row)}
        return {**shown, **more, "version": 2 if row.revoked_at else 1}

    def create(self, request: APIRequest) -> HttpResponse:
        body = self.body()
        roadmap = self.roadmap_in_body(body.pop("roadmap"))
        fields = {"fields": body.pop("shown")} if "shown" in body else {}
        return self.made(create_share_link(roadmap, by=request.actor, **body, **fields), "share-links-detail")

    def destroy(self, request: APIRequest, pk: UUID) -> HttpResponse:
        revoke_share_link(self.one(self.rows(), pk), by=request.actor)
        return self.no_content()
