"""Share links."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse

from accounts.permissions import Right
from core.api.etag import expected_version
from core.api.pagination import Sort
from core.api.views import APIRequest
from roadmap.api.common import OF_ROADMAP, RoadmapRows
from roadmap.models import ShareLink
from roadmap.services.sharing import (
    create_share_link,
    embed_url,
    revoke_share_link,
    share_url,
    update_share_link,
)
from roadmap.share_serializers import NewShareLinkBody, ShareLinkBody, ShareLinkShape


class ShareLinks(RoadmapRows):
    """Secret addresses of read-only roadmaps, each for one audience, the newest first; DELETE revokes one for good."""

    rights = dict.fromkeys(("list", "retrieve", "create", "partial_update", "destroy"), Right.MANAGE_PLANS)
    bodies = {"create": NewShareLinkBody, "partial_update": ShareLinkBody}
    shape = ShareLinkShape
    shapes = {"destroy": None}
    parameters = {"list": [OF_ROADMAP]}
    versioned = ("partial_update", "destroy")
    order = (Sort("created_at", descending=True), Sort("id", descending=True))
    orders = {"created_at": Sort("created_at"), "id": Sort("id")}

    def rows(self) -> "QuerySet[Any, Any]":
        return ShareLink.objects.filter(
            workspace=self.request.workspace, roadmap__in=self.readable()
        ).select_related("roadmap")

    def show(self, row: Any) -> dict[str, Any]:
        names = (
            "id", "name", "source", "lanes", "titles", "precision", "embed_sites", "has_files", "takes_comments", "opened", "last_opened_at", "created_at",
            "updated_at", "expires_at", "revoked_at", "version",
        )  # fmt: skip
        shown = {name: getattr(row, name) for name in names}
        addresses = {"url": share_url(row), "embed_url": embed_url(row)}
        has_password = bool(row.password_hash)
        return {
            **shown,
            **addresses,
            "roadmap": row.roadmap_id,
            "shown": row.fields,
            "has_password": has_password,
        }

    def create(self, request: APIRequest) -> HttpResponse:
        fields = self._fields()
        roadmap = self.roadmap_in_body(fields.pop("roadmap"))
        return self.made(create_share_link(roadmap, by=request.actor, **fields), "share-links-detail")

    def partial_update(self, request: APIRequest, pk: UUID) -> HttpResponse:
        """Change whom a link is for and what it shows; its address stays."""
        link, version = self.one(self.rows(), pk), expected_version(request)
        return self.changed(
            update_share_link(link, by=request.actor, fields=self._fields(), expected_version=version)
        )

    def destroy(self, request: APIRequest, pk: UUID) -> HttpResponse:
        link = self.one(self.rows(), pk)
        revoke_share_link(link, by=request.actor, expected_version=expected_version(request))
        return self.no_content()

    def _fields(self) -> dict[str, Any]:
        """The body, with what the services call otherwise."""
        return {{"shown": "fields"}.get(name, name): value for name, value in self.body().items()}
