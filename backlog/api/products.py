"""Products, the statuses of their workflow, labels."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.db.models.functions import Lower
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from rest_framework.decorators import action

from accounts.models import Team
from accounts.permissions import Right
from backlog.api.common import ProductRows, product_in_body
from backlog.models import Label, Product, Status
from backlog.serializers.products import (
    LabelBody,
    LabelShape,
    MergedLabelBody,
    NewProductBody,
    NewStatusBody,
    ProductBody,
    ProductShape,
    StatusBody,
    StatusShape,
)
from backlog.services.labels import create_label, delete_label, merge_label, update_label
from backlog.services.products import (
    add_status,
    create_product,
    remove_status,
    update_product,
    update_status,
)
from core.api.etag import expected_version
from core.api.pagination import Sort
from core.api.rows import RowsViewSet
from core.api.views import APIRequest
from core.errors import ErrorAt

READ = {"list": Right.READ_BACKLOG, "retrieve": Right.READ_BACKLOG}


class Products(RowsViewSet):
    """What is being built, by key."""

    rights = {**READ, "create": Right.MANAGE_PLANS, "partial_update": Right.MANAGE_PLANS}
    bodies = {"create": NewProductBody, "partial_update": ProductBody}
    shape = ProductShape
    versioned = ("partial_update",)
    order = (Sort("key"), Sort("id"))
    orders = {"key": Sort("key"), "id": Sort("id")}
    lookup_field = "key"
    lookup_value_converter = "str"

    def rows(self) -> "QuerySet[Any, Any]":
        return Product.objects.filter(workspace=self.request.workspace).prefetch_related("teams")

    def show(self, row: Any) -> dict[str, Any]:
        names = ("id", "key", "name", "vision", "archived_at", "created_at", "updated_at", "version")
        teams = sorted(row.teams.all(), key=lambda team: team.name.lower())
        return {
            **{name: getattr(row, name) for name in names},
            "teams": [{"id": team.pk, "name": team.name} for team in teams],
        }

    def retrieve(self, request: APIRequest, key: str) -> HttpResponse:  # type: ignore[override]
        return self.object_response(self.show(self._one(key)))

    def create(self, request: APIRequest) -> HttpResponse:
        """A new product with its workflow and a scoring model from a preset."""
        body = self.body()
        steps = [(step["name"], step["category"]) for step in body.pop("workflow", [])]
        teams = self._teams(body.pop("teams", []))
        product = create_product(request.workspace, by=request.actor, workflow=steps, teams=teams, **body)
        return self.made(product, "products-detail", key=product.key)

    def partial_update(self, request: APIRequest, key: str) -> HttpResponse:
        """Change a product's name, vision or teams."""
        product, body, version = self._one(key), self.body(), expected_version(request)
        if "teams" in body:
            body["teams"] = self._teams(body["teams"])
        return self.changed(update_product(product, by=request.actor, expected_version=version, **body))

    def _one(self, key: str) -> Product:
        product: Product | None = self.rows().filter(key=key.upper()).first()
        if product is None:
            raise Http404
        return product

    def _teams(self, ids: list[UUID]) -> list[Team]:
        teams = list(Team.objects.filter(workspace=self.request.workspace, pk__in=ids))
        known = {team.pk for team in teams}
        missing = [
            ErrorAt(_("There is no team “%(id)s”.") % {"id": pk}, at=(number,))
            for number, pk in enumerate(ids)
            if pk not in known
        ]
        if missing:
            raise ValidationError({"teams": missing})
        return teams


class Statuses(ProductRows):
    """The steps of products' workflows, in order."""

    rights = {
        **READ,
        "create": Right.MANAGE_PLANS,
        "partial_update": Right.MANAGE_PLANS,
        "destroy": Right.MANAGE_PLANS,
    }
    bodies = {"create": NewStatusBody, "partial_update": StatusBody}
    shape = StatusShape
    shapes = {"destroy": None}
    versioned = ("partial_update", "destroy")
    order = (Sort("product_id"), Sort("position"), Sort("id"))
    orders = {"position": (Sort("product_id"), Sort("position")), "id": Sort("id")}

    def rows(self) -> "QuerySet[Any, Any]":
        rows = Status.objects.filter(workspace=self.request.workspace)
        return rows.values("id", "product_id", "product__key", "name", "category", "position", "version")

    def show(self, row: Any) -> dict[str, Any]:
        names = ("id", "name", "category", "position", "version")
        return {**{name: row[name] for name in names}, "product": row["product__key"]}

    def create(self, request: APIRequest) -> HttpResponse:
        """A further step, at the end of those of its category."""
        body = self.body()
        product = product_in_body(request, body.pop("product"))
        return self.made(add_status(product, by=request.actor, **body), "statuses-detail")

    def partial_update(self, request: APIRequest, pk: UUID) -> HttpResponse:
        """Call a step something else, or give it another place among those of its category; items keep it."""
        status, body, version = self.one(Status.objects.all(), pk), self.body(), expected_version(request)
        return self.changed(update_status(status, by=request.actor, expected_version=version, **body))

    def destroy(self, request: APIRequest, pk: UUID) -> HttpResponse:
        """Take a step out of the workflow; refused while items are in it."""
        status = self.one(Status.objects.all(), pk)
        remove_status(status, by=request.actor, expected_version=expected_version(request))
        return self.no_content()


class Labels(RowsViewSet):
    """Labels of the workspace, in the order they were made."""

    rights = {**READ, **dict.fromkeys(("create", "partial_update", "merge", "destroy"), Right.GROOM)}
    bodies = {"create": LabelBody, "partial_update": LabelBody, "merge": MergedLabelBody}
    shape = LabelShape
    shapes = {"destroy": None}
    versioned = ("partial_update", "merge", "destroy")
    orders = {"id": Sort("id"), "name": Sort("folded")}

    def rows(self) -> "QuerySet[Any, Any]":
        rows = Label.objects.filter(workspace=self.request.workspace).annotate(folded=Lower("name"))
        return rows.values("id", "name", "hue", "version", "folded")

    def show(self, row: Any) -> dict[str, Any]:
        return {name: row[name] for name in ("id", "name", "hue", "version")}

    def create(self, request: APIRequest) -> HttpResponse:
        """A new label; refused where there is one of this name."""
        return self.made(create_label(request.workspace, by=request.actor, **self.body()), "labels-detail")

    def partial_update(self, request: APIRequest, pk: UUID) -> HttpResponse:
        """Call a label something else, or give it another hue."""
        label, body, version = self.one(Label.objects.all(), pk), self.body(), expected_version(request)
        return self.changed(update_label(label, by=request.actor, expected_version=version, **body))

    @action(detail=True, methods=["post"])
    def merge(self, request: APIRequest, pk: UUID) -> HttpResponse:
        """Give the label's items another one instead, and take it away; answers the other."""
        label = self.one(Label.objects.all(), pk)
        into = Label.objects.filter(workspace=request.workspace, pk=self.body()["into"]).first()
        if into is None:
            raise ValidationError({"into": _("There is no such label.")})
        version = expected_version(request)
        return self.changed(merge_label(label, into=into, by=request.actor, expected_version=version))

    def destroy(self, request: APIRequest, pk: UUID) -> HttpResponse:
        """Take a label off all items, and away."""
        label = self.one(Label.objects.all(), pk)
        delete_label(label, by=request.actor, expected_version=expected_version(request))
        return self.no_content()
