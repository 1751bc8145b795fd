"""Scoring models of one's own: a formula over the product's criteria that no preset has."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.permissions import Right, require
from activity.actors import Actor
from activity.services import record
from backlog.models import Product, ScoringModel
from backlog.services.scoring import check_formula, check_name, formula_names, reference_criteria, set_weights
from core.errors import Conflict, check_version

MOST_MODELS = 30


@transaction.atomic
def create_model(
    product: Product,
    *,
    by: Actor,
    name: str,
    formula: str,
    kinds: Sequence[str] = (),
    weights: Mapping[str, Decimal] | None = None,
    preset: str = "",
    pk: UUID | None = None,
) -> ScoringModel:
    """A new model, not in use yet; its criteria are those its formula names. Raises ValidationError by field."""
    require(by, Right.MANAGE_PLANS)
    Product.objects.select_for_update(no_key=True).get(pk=product.pk)
    if product.scoring_models.count() >= MOST_MODELS:
        said = _("A product has at most %(most)d scoring models. Delete one that is not used.")
        raise ValidationError(said % {"most": MOST_MODELS})
    model = ScoringModel(
        workspace_id=product.workspace_id, product=product, name=" ".join(name.split()), formula=formula,
        kinds=sorted(set(kinds)), preset=preset, **({"pk": pk} if pk else {}),
    )  # fmt: skip
    model.clean_fields(exclude=["workspace", "product"])
    check_name(model)
    check_formula(formula, formula_names(model))
    model.save(force_insert=True)
    reference_criteria(model)
    if weights:
        set_weights(model, weights)
    record("scoring_model.created", model, by=by, data={"product": str(product.pk)})
    return model


@transaction.atomic
def delete_model(model: ScoringModel, *, by: Actor, expected_version: int | None = None) -> None:
    """Take away a model with the scores it gave and their history; criteria and ratings stay. Undo brings the model
    back, and its scores once it is used.

    Raises Conflict for the model in use or being tried, OutOfDate.
    """
    require(by, Right.MANAGE_PLANS)
    model = ScoringModel.objects.select_for_update(no_key=True).get(pk=model.pk)
    check_version(model, expected_version, name=model.name)
    if model.is_active:
        raise Conflict(_("“%(name)s” is in use. Choose another model first.") % {"name": model.name})
    if model.is_tried:
        raise Conflict(_("“%(name)s” is being compared. Stop comparing first.") % {"name": model.name})
    weights = model.model_criteria.values_list("criterion__key", "weight")
    was: dict[str, Any] = {
        "product": str(model.product_id), "name": model.name, "formula": model.formula, "kinds": model.kinds,
        "preset": model.preset, "weights": {key: str(weight) for key, weight in weights},
    }  # fmt: skip
    record("scoring_model.deleted", model, by=by, data=was)
    model.delete()


@transaction.atomic
def restore_model(product: Product, pk: UUID, *, by: Actor, was: Mapping[str, Any]) -> ScoringModel:
    """Make a deleted model again as `was` (the data of its last event) tells. Raises ValidationError."""
    weights = {key: Decimal(text) for key, text in was["weights"].items()}
    return create_model(
        product, by=by, name=was["name"], formula=was["formula"], kinds=was["kinds"], weights=weights,
        preset=was["preset"], pk=pk,
    )  # fmt: skip
