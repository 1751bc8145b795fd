"""Saved views."""

from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpResponse
from drf_spectacular.utils import OpenApiParameter

from accounts.permissions import Right
from backlog.api.common import OF_PRODUCT, ProductRows, product_in_body
from backlog.models import DefaultView, SavedView
from backlog.models.views import Page
from backlog.serializers.views import NewSavedViewBody, SavedViewBody, SavedViewShape
from backlog.services.saved_views import begin_with, delete_view, save_view, update_view, visible_views
from core.api.errors import unknown_value
from core.api.etag import expected_version
from core.api.pagination import Sort
from core.api.views import APIRequest

COLUMNS = (
    "id", "page", "name", "is_shared", "query", "columns", "widths", "group_by", "created_at", "updated_at", "version",
)  # fmt: skip


class SavedViews(ProductRows):
    """Queries with their columns, widths and grouping, under a name: one's own, and those that others share."""

    rights = dict.fromkeys(("list", "retrieve", "create", "partial_update", "destroy"), Right.READ_BACKLOG)
    bodies = {"create": NewSavedViewBody, "partial_update": SavedViewBody}
    shape = SavedViewShape
    shapes = {"destroy": None}
    versioned = ("partial_update", "destroy")
    parameters = {
        "list": [OF_PRODUCT, OpenApiParameter("page", str, description=f"One of: {', '.join(Page.values)}.")]
    }
    order = (Sort("name"), Sort("id"))
    orders = {"name": Sort("name"), "id": Sort("id")}

    def rows(self) -> "QuerySet[Any, Any]":
        first = DefaultView.objects.filter(view=OuterRef("pk"), member=self.request.member.pk)
        rows = visible_views(self.request.actor).select_related("product", "owner")
        return rows.annotate(first=Exists(first))

    def narrowed(self, rows: "QuerySet[Any, Any]") -> "QuerySet[Any, Any]":
        rows, page = super().narrowed(rows), self.request.query_params.get("page")
        if not page:
            return rows
        if page not in Page.values:
            raise unknown_value(
                "page", page, f"“{page}” is not one of: {', '.join(Page.values)}.", Page.values
            )
        return rows.filter(page=page)

    def show(self, row: Any) -> dict[str, Any]:
        return {
            **{name: getattr(row, name) for name in COLUMNS},
            "product": row.product.key,
            "owner": {"id": row.owner_id, "name": row.owner.name},
            "is_default": row.first,
        }

    def create(self, request: APIRequest) -> HttpResponse:
        """Save a view of one's own."""
        body = self.body()
        product, first = product_in_body(request, body.pop("product")), body.pop("is_default", False)
        view = save_view(product, by=request.actor, **body)
        if first:
            begin_with(product, by=request.actor, page=view.page, view=view)
        return self.made(view, "saved-views-detail")

    def partial_update(self, request: APIRequest, pk: UUID) -> HttpResponse:
        """Change a view that is one's own, or shared for who may groom. `is_default` anybody may set for themselves."""
        view, body = self._seen(pk), self.body()
        first = body.pop("is_default", None)
        if body or first is None or "if-match" in request.headers:
            view = update_view(view, by=request.actor, expected_version=expected_version(request), **body)
        if first is not None:
            chosen = view if first else None
            if first or self._row(view.pk).first:
                begin_with(view.product, by=request.actor, page=view.page, view=chosen)
        return self.changed(view)

    def destroy(self, request: APIRequest, pk: UUID) -> HttpResponse:
        """Delete a view, also for those whose page opens with it."""
        delete_view(self._seen(pk), by=request.actor, expected_version=expected_version(request))
        return self.no_content()

    def _seen(self, pk: UUID) -> SavedView:
        view = visible_views(self.request.actor).select_related("product").filter(pk=pk).first()
        if view is None:
            raise Http404
        return view
