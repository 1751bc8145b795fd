"""Scoring models and criteria."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _
from rest_framework.decorators import action

from accounts.permissions import Right
from backlog.api.common import ProductRows, product_in_body
from backlog.formula import FormulaError, parse
from backlog.formula.scales import STANDARD
from backlog.models import Criterion, ScoringModel
from backlog.queries.what_if import Shift, what_if
from backlog.serializers.scoring import (
    CheckedFormulaShape,
    CheckFormulaBody,
    CriterionBody,
    CriterionShape,
    NewCriterionBody,
    NewScoringModelBody,
    ScoringModelBody,
    ScoringModelShape,
    WhatIfBody,
    WhatIfShape,
)
from backlog.services.own_models import create_model, delete_model
from backlog.services.rating_criteria import create_criterion, delete_criterion, update_criterion
from backlog.services.scoring import activate_model, check_formula, formula_names, update_model, use_preset
from backlog.services.trying import stop_trying, try_model
from core.api.etag import expected_version
from core.api.json import json_response
from core.api.pagination import Sort
from core.api.views import APIRequest
from core.errors import ErrorAt, check_version

READ = {"list": Right.READ_BACKLOG, "retrieve": Right.READ_BACKLOG}
WRITE = dict.fromkeys(("create", "partial_update", "destroy"), Right.MANAGE_PLANS)


class ScoringModels(ProductRows):
    """How a product's items are scored: a formula over its criteria; one model is active."""

    # Asking what would be is reading: it tells nothing but titles and scores, which every reader sees.
    rights = {**READ, **WRITE, "what_if": Right.READ_BACKLOG, "check_formula": Right.READ_BACKLOG}
    bodies = {
        "create": NewScoringModelBody,
        "partial_update": ScoringModelBody,
        "what_if": WhatIfBody,
        "check_formula": CheckFormulaBody,
    }
    shape = ScoringModelShape
    shapes = {"destroy": None, "what_if": WhatIfShape, "check_formula": CheckedFormulaShape}
    versioned = ("create", "partial_update", "destroy")
    repeatable = ("create",)
    order = (Sort("product_id"), Sort("id"))
    orders = {"product": (Sort("product_id"),), "id": Sort("id")}

    def rows(self) -> "QuerySet[Any, Any]":
        rows = ScoringModel.objects.filter(workspace=self.request.workspace).select_related("product")
        return rows.prefetch_related("model_criteria__criterion")

    def show(self, row: Any) -> dict[str, Any]:
        names = (
            "id", "name", "preset", "formula", "kinds", "is_active", "is_tried", "revision", "version",
        )  # fmt: skip
        return {
            **{name: getattr(row, name) for name in names},
            "product": row.product.key,
            "criteria": [
                {"key": used.criterion.key, "name": used.criterion.name, "weight": used.weight}
                for used in row.model_criteria.all()
            ],
        }

    def create(self, request: APIRequest) -> HttpResponse:
        """Score the product by a preset: its model is made, or taken up again, and is the active one (200, twice is once).

        Or make a model of your own, by name and formula (201): it is not in use until `is_active` says so.
        """
        body, version = self.body(), expected_version(request)
        product = product_in_body(request, body.pop("product"))
        if "preset" in body:
            return self.changed(
                use_preset(product, body["preset"], by=request.actor, expected_version=version)
            )
        check_version(None, version)
        with told_where():
            return self.made(create_model(product, by=request.actor, **body), "scoring-models-detail")

    def partial_update(self, request: APIRequest, pk: UUID) -> HttpResponse:
        """Change a model's name, formula, kinds or weights, make it the active one, or compare it with that."""
        model, body = self.one(ScoringModel.objects.select_related("product"), pk), self.body()
        activate, tried = body.pop("is_active", None), body.pop("is_tried", None)
        with told_where():
            model = update_model(model, by=request.actor, expected_version=expected_version(request), **body)
        if activate is False and model.is_active:
            raise ValidationError(
                {"is_active": _("A product always has one; make another one active instead.")}
            )
        if activate:
            model = activate_model(model, by=request.actor)
        if tried:
            model = try_model(model, by=request.actor)
        elif tried is False and model.is_tried:
            stop_trying(model.product, by=request.actor)
        return self.changed(model)

    def destroy(self, request: APIRequest, pk: UUID) -> HttpResponse:
        """Take away a model that is neither active nor tried, with its scores; criteria and ratings stay."""
        model = self.one(ScoringModel.objects.all(), pk)
        delete_model(model, by=request.actor, expected_version=expected_version(request))
        return self.no_content()

    @action(detail=True, methods=["post"], url_path="what-if")
    def what_if(self, request: APIRequest, pk: UUID) -> HttpResponse:
        """The order of the open items with another formula or other weights, beside what it is. Changes nothing."""
        rows = ScoringModel.objects.select_related("product", "workspace")
        model, body = self.one(rows, pk), self.body()
        _refuse_unknown(model, body)
        with told_where():
            found = what_if(model, **body)
        counts = {name: getattr(found, name) for name in ("moved", "gained", "lost", "of")}
        return json_response({**counts, "items": [_shown(row) for row in found.rows]})

    @action(detail=False, methods=["post"], url_path="check-formula")
    def check_formula(self, request: APIRequest) -> HttpResponse:
        """Whether a formula can be used for the product, and which names it uses. Changes nothing."""
        body = self.body()
        product = product_in_body(request, body["product"])
        with told_where():
            check_formula(body["formula"], formula_names(ScoringModel(product=product)))
        return json_response({"ok": True, "names": sorted(set(parse(body["formula"]).names))})


class Criteria(ProductRows):
    """The questions that a product's items are rated by."""

    rights = {**READ, **WRITE}
    bodies = {"create": NewCriterionBody, "partial_update": CriterionBody}
    shape = CriterionShape
    shapes = {"destroy": None}
    versioned = ("partial_update", "destroy")
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

    def create(self, request: APIRequest) -> HttpResponse:
        """A further criterion, last in order. Fibonacci and powers of two bring their values within the range."""
        body = self.body()
        product = product_in_body(request, body.pop("product"))
        made = create_criterion(product, by=request.actor, **_scaling(body, Criterion()))
        return self.made(made, "criteria-detail")

    def partial_update(self, request: APIRequest, pk: UUID) -> HttpResponse:
        """Change what a criterion is called, means and allows; its key stays. A scale must fit the ratings there are."""
        criterion, body = self.one(Criterion.objects.all(), pk), self.body()
        version = expected_version(request)
        changed = update_criterion(
            criterion, by=request.actor, expected_version=version, **_scaling(body, criterion)
        )
        return self.changed(changed)

    def destroy(self, request: APIRequest, pk: UUID) -> HttpResponse:
        """Take a criterion away with its ratings; one that a formula uses stays (409)."""
        criterion = self.one(Criterion.objects.all(), pk)
        delete_criterion(criterion, by=request.actor, expected_version=expected_version(request))
        return self.no_content()


@contextmanager
def told_where() -> Iterator[None]:
    """Have a formula that is wrong told as the field `formula`, with the column. Raises ValidationError."""
    try:
        yield
    except (FormulaError, ValidationError) as error:
        wrong = error if isinstance(error, FormulaError) else error.__cause__
        if not isinstance(wrong, FormulaError):
            raise
        said = _("Column %(column)d: %(why)s") % {"column": wrong.start, "why": wrong.message}
        raise ValidationError({"formula": said}) from wrong


def _refuse_unknown(model: ScoringModel, body: Mapping[str, Any]) -> None:
    """Raise ValidationError at weights of what the model has no criterion for, or with another formula the product.

    One SQL statement, none without weights.
    """
    weights = body.get("weights", {})
    criteria = Criterion.objects.filter(product_id=model.product_id)
    known = criteria if "formula" in body else criteria.filter(model_criteria__model=model)
    unknown = sorted(weights.keys() - set(known.values_list("key", flat=True))) if weights else []
    if unknown:
        said = _("The model has no criterion “%(key)s”.")
        raise ValidationError({"weights": [ErrorAt(said % {"key": key}, at=(key,)) for key in unknown]})


def _shown(row: Shift) -> dict[str, Any]:
    names = ("title", "before", "after", "reason", "place_before", "place_after")
    return {"item": row.key, **{name: getattr(row, name) for name in names}}


def _scaling(body: dict[str, Any], now: Criterion) -> dict[str, Any]:
    """The body with its steps as pairs; another scale that has values of its own takes them in place of those it had."""
    if "steps" in body:
        body["steps"] = [(step["value"], step["meaning"]) for step in body["steps"]]
    elif body.get("scale", now.scale) != now.scale and body["scale"] in STANDARD:
        body["steps"] = []
    return body
