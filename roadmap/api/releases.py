"""Releases, and what ships with them."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.decorators import action

from accounts.permissions import Right
from backlog.models import Product
from backlog.models.products import OPEN_CATEGORIES
from backlog.queries.products import product_with_key
from backlog.queries.references import items_called
from core.api.errors import unknown_value
from core.api.etag import expected_version
from core.api.pagination import Sort
from core.api.rows import RowsViewSet
from core.api.views import APIRequest
from roadmap.models import Release, ReleaseItem
from roadmap.release_notes import draft_notes
from roadmap.release_queries import with_progress, with_steps
from roadmap.release_serializers import (
    DraftShape,
    NewReleaseBody,
    ReleaseChangeBody,
    ReleaseItemsBody,
    ReleaseShape,
    ShippedShape,
)
from roadmap.services import release_items
from roadmap.services import releases as services
from roadmap.services.changelog import publish_release, unpublish_release
from roadmap.told import told_to

OWN = (
    "id", "name", "date", "released_at", "notes", "published_at", "step_count", "steps_done", "item_count", "done_count", "late_count", "points", "done_points", "created_at",
    "updated_at", "version",
)  # fmt: skip
WRITE = ("create", "partial_update", "destroy", "release", "unrelease", "publish", "unpublish", "draft_notes")
STATES = ("planned", "released")


class ReleaseRows(RowsViewSet):
    """What the resources of releases share."""

    def releases(self) -> "QuerySet[Any, Any]":
        """The workspace's releases with their progress."""
        rows = Release.objects.filter(workspace=self.request.workspace)
        return with_steps(with_progress(rows)).select_related("product")

    def shown(self, row: Any) -> dict[str, Any]:
        return {**{name: getattr(row, name) for name in OWN}, "product": row.product.key}


class Releases(ReleaseRows):
    """What is shipped together, in the order they were made."""

    rights = {
        **dict.fromkeys(("list", "retrieve"), Right.READ_ROADMAPS),
        **dict.fromkeys(WRITE, Right.MANAGE_PLANS),
    }
    bodies = {"create": NewReleaseBody, "partial_update": ReleaseChangeBody}
    shape = ReleaseShape
    shapes = {"destroy": None, "draft_notes": DraftShape}
    parameters = {
        "list": [
            OpenApiParameter("product", str, description="Key of a product."),
            OpenApiParameter("state", str, enum=STATES),
        ]
    }
    versioned = ("partial_update", "destroy", "release", "unrelease", "publish", "unpublish")
    orders = {"id": Sort("id"), "date": Sort("date", nullable=True), "name": Sort("name")}

    def rows(self) -> "QuerySet[Any, Any]":
        return self.releases()

    def narrowed(self, rows: "QuerySet[Any, Any]") -> "QuerySet[Any, Any]":
        asked = self.request.query_params
        if key := asked.get("product"):
            rows = rows.filter(product=self._product_named(key))
        state = asked.get("state")
        if state and state not in STATES:
            raise unknown_value("state", state, _("The state is one of planned, released."), STATES)
        return rows.filter(released_at__isnull=state == "planned") if state else rows

    def show(self, row: Any) -> dict[str, Any]:
        return self.shown(row)

    def create(self, request: APIRequest) -> HttpResponse:
        body = self.body()
        key = body.pop("product")
        product = Product.objects.filter(workspace=request.workspace, key=key.upper()).first()
        if product is None:
            raise ValidationError({"product": _("There is no product “%(key)s”.") % {"key": key}})
        return self.made(services.create_release(product, by=request.actor, **body), "releases-detail")

    def partial_update(self, request: APIRequest, pk: UUID) -> HttpResponse:
        release, body = self._one(pk), self.body()
        along, version = body.pop("move_steps", False), expected_version(request)
        services.update_release(
            release, by=request.actor, fields=body, expected_version=version, move_steps=along
        )
        return self.changed(release)

    def destroy(self, request: APIRequest, pk: UUID) -> HttpResponse:
        """Remove a release; its items stay, in no release."""
        services.delete_release(self._one(pk), by=request.actor, expected_version=expected_version(request))
        return self.no_content()

    @action(detail=True, methods=["post"])
    def release(self, request: APIRequest, pk: UUID) -> HttpResponse:
        """Say that it is out. Twice is once."""
        release, version = self._one(pk), expected_version(request)
        services.mark_released(release, by=request.actor, expected_version=version)
        return self.changed(release)

    @action(detail=True, methods=["post"])
    def unrelease(self, request: APIRequest, pk: UUID) -> HttpResponse:
        """Say that it is not out after all. Twice is once."""
        release, version = self._one(pk), expected_version(request)
        services.mark_unreleased(release, by=request.actor, expected_version=version)
        return self.changed(release)

    @action(detail=True, methods=["post"])
    def publish(self, request: APIRequest, pk: UUID) -> HttpResponse:
        """Put its notes onto the changelog. Twice is once."""
        release, version = self._one(pk), expected_version(request)
        publish_release(release, by=request.actor, expected_version=version)
        return self.changed(release)

    @action(detail=True, methods=["post"])
    def unpublish(self, request: APIRequest, pk: UUID) -> HttpResponse:
        """Take it off the changelog. Twice is once."""
        release, version = self._one(pk), expected_version(request)
        unpublish_release(release, by=request.actor, expected_version=version)
        return self.changed(release)

    @action(detail=True, methods=["get"], url_path="draft-notes", url_name="draft-notes")
    def draft_notes(self, request: APIRequest, pk: UUID) -> HttpResponse:
        """Notes made of its done items, in Markdown; nothing is kept."""
        release = self._one(pk)
        return self.object_response({"notes": draft_notes(release), "version": release.version})

    def _product_named(self, key: str) -> UUID:
        pk = product_with_key(self.request.workspace.pk, key)
        if pk is None:
            keys = Product.objects.filter(workspace=self.request.workspace).values_list("key", flat=True)
            raise unknown_value("product", key, _("There is no product “%(key)s”.") % {"key": key}, keys)
        return pk

    def _one(self, pk: UUID) -> Release:
        return self.one(Release.objects.all(), pk)


class ReleaseItems(ReleaseRows):
    """What ships with one release."""

    rights = {"list": Right.READ_ROADMAPS, "add": Right.GROOM, "remove": Right.GROOM}
    bodies = {"add": ReleaseItemsBody, "remove": ReleaseItemsBody}
    shape = ShippedShape
    shapes = {"add": ReleaseShape, "remove": ReleaseShape}
    order = (Sort("id"),)

    def rows(self) -> "QuerySet[Any, Any]":
        places = ReleaseItem.objects.filter(workspace=self.request.workspace, release=self._release())
        return told_to(self.request.actor, places.filter(item__deleted_at=None)).select_related(
            "item__product", "release"
        )

    def show(self, row: Any) -> dict[str, Any]:
        item, day = row.item, row.release.date
        names = ("category", "estimate", "due_on")
        is_late = bool(day and item.due_on and item.due_on > day and item.category in OPEN_CATEGORIES)
        shown = {name: getattr(item, name) for name in names}
        return {
            "item": item.key,
            "title": row.told_title,
            **shown,
            "is_late": is_late,
            "added_at": row.added_at,
        }

    def list(self, request: APIRequest, release_pk: UUID | None = None) -> HttpResponse:
        return super().list(request)

    def add(self, request: APIRequest, release_pk: UUID) -> HttpResponse:
        """Put items in, out of the releases they are in; those that are here already stay."""
        release = self._release()
        items = items_called(request.workspace.pk, self.body()["items"])
        release_items.add_items(release, items, by=request.actor)
        return self.object_response(self.shown(self.releases().get(pk=release.pk)))

    def remove(self, request: APIRequest, release_pk: UUID) -> HttpResponse:
        """Take items out."""
        release = self._release()
        items = items_called(request.workspace.pk, self.body()["items"])
        release_items.remove_items(release, items, by=request.actor)
        return self.object_response(self.shown(self.releases().get(pk=release.pk)))

    def _release(self) -> Release:
        return self.one(Release.objects.all(), self.kwargs["release_pk"])
