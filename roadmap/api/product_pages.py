"""A product's page: what it is for, and its principles."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpResponse

from accounts.permissions import Right
from backlog.models import Product
from core.api.etag import expected_version
from core.api.pagination import Sort
from core.api.rows import RowsViewSet
from core.api.views import APIRequest
from roadmap.models import Principle, ProductPage
from roadmap.product_serializers import (
    MovePrincipleBody,
    PrincipleBody,
    PrincipleShape,
    ProductPageBody,
    ProductPageShape,
)
from roadmap.services import principles as services
from roadmap.services.product_pages import WORDS, page_of, update_page, version_of

OWN = ("id", "name", "text", "position", "created_at", "updated_at", "version")


class OfProduct(RowsViewSet):
    """What is said of one product."""

    def product(self) -> Product:
        """The product of the address. Raises Http404. One statement."""
        key = self.kwargs["key"].upper()
        found = Product.objects.filter(workspace=self.request.workspace, key=key).first()
        if found is None:
            raise Http404
        return found


class ProductPages(OfProduct):
    """Vision, target users, problem, first market, expansion."""

    rights = {"read": Right.READ_ROADMAPS, "change": Right.MANAGE_PLANS}
    bodies = {"change": ProductPageBody}
    shape = ProductPageShape
    versioned = ("change",)

    def read(self, request: APIRequest, key: str) -> HttpResponse:
        """What a product is for."""
        return self.object_response(self.present(page_of(self.product())))

    def change(self, request: APIRequest, key: str) -> HttpResponse:
        """Write any of its texts."""
        version = expected_version(request)
        update_page(self.product(), by=request.actor, fields=self.body(), expected_version=version)
        return self.read(request, key)

    def present(self, obj: Any) -> dict[str, Any]:
        """A page (ProductPage) with its product's vision. No statements."""
        page: ProductPage = obj
        texts = {name: getattr(page, name) for name in WORDS}
        shown = {"product": page.product.key, "vision": page.product.vision, **texts}
        return {**shown, "version": version_of(page)}


class Principles(OfProduct):
    """A product's principles, in their order."""

    rights = {
        **dict.fromkeys(("list", "retrieve"), Right.READ_ROADMAPS),
        **dict.fromkeys(("create", "partial_update", "destroy", "move"), Right.MANAGE_PLANS),
    }
    bodies = {"create": PrincipleBody, "partial_update": PrincipleBody, "move": MovePrincipleBody}
    shape = PrincipleShape
    shapes = {"destroy": None}
    versioned = ("partial_update", "destroy", "move")
    order = (Sort("position"), Sort("id"))
    orders = {"position": Sort("position"), "id": Sort("id")}

    def rows(self) -> "QuerySet[Any, Any]":
        return Principle.objects.filter(workspace=self.request.workspace, product=self.product())

    def show(self, row: Any) -> dict[str, Any]:
        return {name: getattr(row, name) for name in OWN}

    def list(self, request: APIRequest, key: str = "") -> HttpResponse:
        return super().list(request)

    def retrieve(self, request: APIRequest, pk: UUID, key: str = "") -> HttpResponse:
        return super().retrieve(request, pk)

    def create(self, request: APIRequest, key: str) -> HttpResponse:
        """One more principle, below the others."""
        made = services.add_principle(self.product(), by=request.actor, **self.body())
        return self.made(made, "principle", key=key, pk=made.pk)

    def partial_update(self, request: APIRequest, key: str, pk: UUID) -> HttpResponse:
        row, version = self.one(self.rows(), pk), expected_version(request)
        services.update_principle(row, by=request.actor, fields=self.body(), expected_version=version)
        return self.changed(row)

    def destroy(self, request: APIRequest, key: str, pk: UUID) -> HttpResponse:
        """Remove a principle."""
        row = self.one(self.rows(), pk)
        services.delete_principle(row, by=request.actor, expected_version=expected_version(request))
        return self.no_content()

    def move(self, request: APIRequest, key: str, pk: UUID) -> HttpResponse:
        """Put a principle at another place."""
        row, version = self.one(self.rows(), pk), expected_version(request)
        services.move_principle(row, by=request.actor, to=self.body()["to"], expected_version=version)
        return self.changed(row)
