"""Dependencies, and the other links between items."""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter

from accounts.permissions import Right
from backlog.api.common import OF_PRODUCT, item_named, named, no_such_item, product_named
from backlog.models import ItemLink
from backlog.queries.references import items_with_keys
from backlog.serializers.links import LINKS, DependencyBody, DependencyShape
from backlog.services.links import link_items, unlink_items
from core.api.errors import unknown_value
from core.api.etag import expected_version
from core.api.rows import RowsViewSet
from core.api.views import APIRequest

ENDS = ("source", "target")
COLUMNS = (
    "id", "kind", "source__product__key", "source__number", "target__product__key", "target__number",
    "created_by_id", "created_by__name", "created_at", "version",
)  # fmt: skip
KINDS = [kind for kind, _name in LINKS]


class Dependencies(RowsViewSet):
    """“`source` blocks, relates to or duplicates `target`”: links between items that are both there, as they were made."""

    rights = {
        "list": Right.READ_BACKLOG,
        "retrieve": Right.READ_BACKLOG,
        "create": Right.CONTRIBUTE,
        "destroy": Right.CONTRIBUTE,
    }
    bodies = {"create": DependencyBody}
    shape = DependencyShape
    shapes = {"destroy": None}
    parameters = {
        "list": [
            OpenApiParameter("kind", str, enum=KINDS, description="All of them without it."),
            OpenApiParameter("item", str, description="Key of an item at either end."),
            OpenApiParameter("source", str, description="Key of an item."),
            OpenApiParameter("target", str, description="Key of an item."),
            OF_PRODUCT,
        ]
    }
    versioned = ("destroy",)

    def rows(self) -> "QuerySet[Any, Any]":
        rows: QuerySet[Any, Any] = self._links().values(*COLUMNS)
        return rows

    def narrowed(self, rows: "QuerySet[Any, Any]") -> "QuerySet[Any, Any]":
        asked = self.request.query_params
        if kind := asked.get("kind"):
            if kind not in KINDS:
                said = _("There is no kind “%(kind)s”.") % {"kind": kind}
                raise unknown_value("kind", kind, said, KINDS)
            rows = rows.filter(kind=kind)
        for name in ENDS:
            if key := asked.get(name):
                rows = rows.filter(**{name: item_named(self.request, name, key)})
        if key := asked.get("item"):
            pk = item_named(self.request, "item", key)
            rows = rows.filter(Q(source=pk) | Q(target=pk))
        if key := asked.get("product"):
            of = product_named(self.request, key)
            rows = rows.filter(Q(source__product=of) | Q(target__product=of))
        return rows

    def show(self, row: Any) -> dict[str, Any]:
        keys = {end: f"{row[f'{end}__product__key']}-{row[f'{end}__number']}" for end in ENDS}
        own = {name: row[name] for name in ("id", "kind", "created_at", "version")}
        return {**own, **keys, "created_by": named(row, "created_by_id", "created_by__name")}

    def create(self, request: APIRequest) -> HttpResponse:
        """Link two items; who may edit either of them may."""
        body = self.body()
        keys = {end: body[end] for end in ENDS}
        found = items_with_keys(request.workspace.pk, keys)
        for end in ENDS:
            if end not in found:
                raise no_such_item(end, keys[end])
        link = link_items(
            found["source"],
            target=found["target"],
            kind=body.get("kind", ItemLink.Kind.BLOCKS),
            by=request.actor,
        )
        return self.made(link, "dependencies-detail")

    def destroy(self, request: APIRequest, pk: UUID) -> HttpResponse:
        """Take the link away."""
        link = self.one(self._links().select_related("source__product", "target__product"), pk)
        unlink_items(link, by=request.actor, expected_version=expected_version(request))
        return self.no_content()

    def _links(self) -> "QuerySet[ItemLink]":
        there = {f"{end}__deleted_at": None for end in ENDS}
        return ItemLink.objects.filter(workspace=self.request.workspace, **there)
