"""Editions and share links."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse

from accounts.permissions import Right
from core.api.etag import expected_version
from core.api.pagination import Sort
from core.api.views import APIRequest
from roadmap.api.common import OF_ROADMAP, RoadmapRows
from roadmap.models import Edition, ShareLink
from roadmap.serializers import EditionBody, EditionShape, ShareLinkBody, ShareLinkShape
from roadmap.services.publishing import published
from roadmap.services.sharing import create_share_link, revoke_share_link, share_url


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

    def rows(self) -> "QuerySet[Any, Any]":
        rows = Edition.objects.filter(workspace=self.request.workspace, roadmap__in=self.readable())
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
        """Publish the roadmap as it is now. With nothing new and no note: 200 with the edition that stands."""
        body = self.body()
        roadmap = self.roadmap_in_body(body.pop("roadmap"))
        edition, is_new = published(roadmap, by=request.actor, **body)
        return self.made(edition, "editions-detail") if is_new else self.changed(edition)


class ShareLinks(RoadmapRows):
    """Secret addresses of read-only roadmaps, the newest first; DELETE revokes one for good."""

    rights = dict.fromkeys(("list", "retrieve", "create", "destroy"), Right.MANAGE_PLANS)
    bodies = {"create": ShareLinkBody}
    shape = ShareLinkShape
    shapes = {"destroy": None}
    parameters = {"list": [OF_ROADMAP]}
    versioned = ("destroy",)
    order = (Sort("created_at", descending=True), Sort("id", descending=True))
    orders = {"created_at": Sort("created_at"), "id": Sort("id")}

    def rows(self) -> "QuerySet[Any, Any]":
        return ShareLink.objects.filter(
            workspace=self.request.workspace, roadmap__in=self.readable()
        ).select_related("roadmap")

    def show(self, row: Any) -> dict[str, Any]:
        shown = {
            name: getattr(row, name)
            for name in ("id", "name", "source", "created_at", "expires_at", "revoked_at", "version")
        }
        more = {"roadmap": row.roadmap_id, "shown": row.fields, "url": share_url(row)}
        return {**shown, **more}

    def create(self, request: APIRequest) -> HttpResponse:
        body = self.body()
        roadmap = self.roadmap_in_body(body.pop("roadmap"))
        fields = {"fields": body.pop("shown")} if "shown" in body else {}
        return self.made(create_share_link(roadmap, by=request.actor, **body, **fields), "share-links-detail")

    def destroy(self, request: APIRequest, pk: UUID) -> HttpResponse:
        link = self.one(self.rows(), pk)
        revoke_share_link(link, by=request.actor, expected_version=expected_version(request))
        return self.no_content()
