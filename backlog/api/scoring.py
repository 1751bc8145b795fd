"""Scoring models, criteria, ratings."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter

from accounts.permissions import Right
from backlog.api.common import (
    OF_PRODUCT,
    ProductRows,
    item_in_body,
    item_named,
    named,
    product_in_body,
    product_named,
)
from backlog.models import Criterion, Item, Rating, ScoringModel
from backlog.serializers.scoring import (
    CriterionShape,
    NewRatingBody,
    PresetBody,
    RatingBody,
    RatingShape,
    ScoringModelBody,
    ScoringModelShape,
)
from backlog.services.scoring import activate_model, rate_item, update_model, use_preset
from core.api.errors import unknown_value
from core.api.etag import expected_version
from core.api.pagination import Sort
from core.api.rows import RowsViewSet
from core.api.views import APIRequest
from core.errors import check_version

READ = {"list": Right.READ_BACKLOG, "retrieve": Right.READ_BACKLOG}
RATING_COLUMNS = (
    "id", "item__product__key", "item__number", "criterion__key", "value", "rated_by_id", "rated_by__name",
    "updated_at", "version",
)  # fmt: skip


class ScoringModels(ProductRows):
    """How a product's items are scored: a formula over its criteria; one model is active."""

    rights = {**READ, "use": Right.MANAGE_PLANS, "partial_update": Right.MANAGE_PLANS}
    bodies = {"use": PresetBody, "partial_update": ScoringModelBody}
    shape = ScoringModelShape
    versioned = ("use", "partial_update")
    order = (Sort("product_id"), Sort("id"))
    orders = {"product": (Sort("product_id"),), "id": Sort("id")}

    def rows(self) -> "QuerySet[Any, Any]":
        rows = ScoringModel.objects.filter(workspace=self.request.workspace).select_related("product")
        return rows.prefetch_related("model_criteria__criterion")

    def show(self, row: Any) -> dict[str, Any]:
        names = ("id", "name", "preset", "formula", "kinds", "is_active", "revision", "version")
        return {
            **{name: getattr(row, name) for name in names},
            "product": row.product.key,
            "criteria": [
                {"key": used.criterion.key, "name": used.criterion.name, "weight": used.weight}
                for used in row.model_criteria.all()
            ],
        }

    def use(self, request: APIRequest) -> HttpResponse:
        """Score the product by a preset: its model is made, or taken up again, and is the active one. Twice is once."""
        body = self.body()
        product = product_in_body(request, body["product"])
        version = expected_version(request)
        return self.changed(use_preset(product, body["preset"], by=request.actor, expected_version=version))

    def partial_update(self, request: APIRequest, pk: UUID) -> HttpResponse:
        """Change a model's name, formula, kinds or weights, or make it the active one."""
        model, body = self.one(ScoringModel.objects.all(), pk), self.body()
        activate = body.pop("is_active", None)
        model = update_model(model, by=request.actor, expected_version=expected_version(request), **body)
        if activate is False and model.is_active:
            raise ValidationError(
                {"is_active": _("A product always has one; make another one active instead.")}
            )
        return self.changed(activate_model(model, by=request.actor) if activate else model)


class Criteria(ProductRows):
    """The questions that a product's items are rated by."""

    rights = READ
    shape = CriterionShape
    order = (Sort("product_id"), Sort("position"), Sort("id"))
    orders = {"position": (Sort("product_id"), Sort("position")), "id": Sort("id")}

    def rows(self) -> "QuerySet[Any, Any]":
        return Criterion.objects.filter(workspace=self.request.workspace).select_related("product")

    def show(self, row: Any) -> dict[str, Any]:
        names = ("id", "key", "name", "description", "unit", "minimum", "maximum", "scale", "version")
        return {
            **{name: getattr(row, name) for name in names},
            "product": row.product.key,
            "steps": [{"value": Decimal(str(value)), "meaning": meaning} for value, meaning in row.steps],
        }


class Ratings(RowsViewSet):
    """Items' agreed numbers by criterion. The worker computes the score from them, a moment after."""

    rights = {**READ, "rate": Right.GROOM, "partial_update": Right.GROOM, "destroy": Right.GROOM}
    bodies = {"rate": NewRatingBody, "partial_update": RatingBody}
    shape = RatingShape
    shapes = {"destroy": None}
    parameters = {
        "list": [
            OF_PRODUCT,
            OpenApiParameter("item", str, description="Key of an item."),
            OpenApiParameter("criterion", str, description="Key of a criterion."),
        ]
    }
    versioned = ("rate", "partial_update", "destroy")

    def rows(self) -> "QuerySet[Any, Any]":
        rows: QuerySet[Any] = Rating.objects.filter(workspace=self.request.workspace, item__deleted_at=None)
        return rows.values(*RATING_COLUMNS)

    def narrowed(self, rows: "QuerySet[Any, Any]") -> "QuerySet[Any, Any]":
        chosen = self.request.query_params
        if key := chosen.get("product"):
            rows = rows.filter(criterion__product=product_named(self.request, key))
        if key := chosen.get("item"):
            rows = rows.filter(item=item_named(self.request, "item", key))
        if key := chosen.get("criterion"):
            rows = rows.filter(criterion__in=self._criteria_named(key, chosen.get("product")))
        return rows

    def _criteria_named(self, key: str, product: str | None) -> list[UUID]:
        """The ids of the criteria with that key, of one product or of all. Raises ParameterError. One SQL statement."""
        known = Criterion.objects.filter(workspace=self.request.workspace)
        if product:
            known = known.filter(product__key=product.upper())
        found = list(known.filter(key=key).values_list("pk", flat=True))
        if not found:
            said = _("There is no criterion “%(key)s”.") % {"key": key}
            raise unknown_value("criterion", key, said, known.values_list("key", flat=True).distinct())
        return found

    def show(self, row: Any) -> dict[str, Any]:
        return {
            "id": row["id"],
            "item": f"{row['item__product__key']}-{row['item__number']}",
            "criterion": row["criterion__key"],
            "rated_by": named(row, "rated_by_id", "rated_by__name"),
            **{name: row[name] for name in ("value", "updated_at", "version")},
        }

    def rate(self, request: APIRequest) -> HttpResponse:
        """Set an item's number for a criterion, whether it had one or not. Twice is once."""
        body = self.body()
        item = item_in_body(request, body["item"])
        criterion = Criterion.objects.filter(product=item.product_id, key=body["criterion"]).first()
        if criterion is None:
            raise ValidationError(
                {"criterion": _("The product has no criterion “%(key)s”.") % {"key": body["criterion"]}}
            )
        rows = Rating.objects.filter(item=item, criterion=criterion)
        if (version := expected_version(request)) is not None:
            check_version(rows.select_for_update(no_key=True).first(), version)
        self._rate(item, criterion, body["value"])
        return self.changed(rows.get())

    def partial_update(self, request: APIRequest, pk: UUID) -> HttpResponse:
        """Set another number."""
        rating = self._locked(pk)
        self._rate(rating.item, rating.criterion, self.body().get("value", rating.value))
        return self.changed(rating)

    def destroy(self, request: APIRequest, pk: UUID) -> HttpResponse:
        """Take the number away: the item then has no score by models that need it."""
        rating = self._locked(pk)
        self._rate(rating.item, rating.criterion, None)
        return self.no_content()

    def _locked(self, pk: UUID) -> Rating:
        """The rating, its row held until commit, after its version was held against `If-Match`."""
        rows = Rating.objects.select_related("item__product", "criterion").filter(item__deleted_at=None)
        rating = self.one(rows.select_for_update(of=("self",), no_key=True), pk)
        check_version(rating, expected_version(self.request))
        return rating

    def _rate(self, item: Item, criterion: Criterion, value: Decimal | None) -> None:
        try:
            rate_item(item, by=self.request.actor, values={criterion: value})
        except ValidationError as error:
            raise ValidationError({"value": error.messages}) from error
