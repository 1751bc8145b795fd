"""Scoring models and criteria."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _

from accounts.permissions import Right
from backlog.api.common import ProductRows, product_in_body
from backlog.models import Criterion, ScoringModel
from backlog.serializers.scoring import (
    CriterionShape,
    PresetBody,
    ScoringModelBody,
    ScoringModelShape,
)
from backlog.services.scoring import activate_model, update_model, use_preset
from core.api.etag import expected_version
from core.api.pagination import Sort
from core.api.views import APIRequest

READ = {"list": Right.READ_BACKLOG, "retrieve": Right.READ_BACKLOG}


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
