"""Scoring models. What they change is recomputed by the worker (`backlog/services/recompute.py`)."""

import re
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from itertools import count
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.permissions import Right, require
from activity.actors import Actor
from activity.changes import plain
from activity.services import record
from backlog.formula import FormulaError, check, parse
from backlog.formula.presets import PRESETS
from backlog.formula.scales import Preset, PresetCriterion
from backlog.inputs import score_inputs
from backlog.models import Criterion, ModelCriterion, Product, ScoringModel
from core.errors import ErrorAt, check_version


@transaction.atomic
def use_preset(product: Product, key: str, *, by: Actor, expected_version: int | None = None) -> ScoringModel:
    """Give the product the preset's model (the one it had, where it was used before) and make it the active one.

    Criteria belong to the product: one of the same name and scale is shared with other models, one of the same name
    and another scale gets the preset's name in front. `expected_version` is that of the model it had. Raises
    ValidationError for an unknown preset, OutOfDate.
    """
    model = _model_of(product, key, by)
    check_version(model, expected_version, name=model.name if model else "")
    return activate_model(model or _made(product, key, by), by=by)


@transaction.atomic
def preset_model(product: Product, key: str, *, by: Actor) -> ScoringModel:
    """The product's model of a preset: the one it has, else a new one that is not in use.

    Raises ValidationError for an unknown preset.
    """
    return _model_of(product, key, by) or _made(product, key, by)


def _model_of(product: Product, key: str, by: Actor) -> ScoringModel | None:
    """The product's model of a preset, where it has one; the product stays locked, so that two who ask make one."""
    require(by, Right.MANAGE_PLANS)
    if key not in PRESETS:
        raise ValidationError({"preset": _("There is no preset “%(key)s”.") % {"key": key}})
    Product.objects.select_for_update(no_key=True).get(pk=product.pk)
    return product.scoring_models.select_for_update(no_key=True).filter(preset=key).first()


def _made(product: Product, key: str, by: Actor) -> ScoringModel:
    model = _make_model(product, PRESETS[key])
    record("scoring_model.created", model, by=by, data={"product": str(product.pk)})
    return model


@transaction.atomic
def activate_model(model: ScoringModel, *, by: Actor) -> ScoringModel:
    """Make this the model whose scores the product shows."""
    require(by, Right.MANAGE_PLANS)
    others = ScoringModel.objects.select_for_update(no_key=True).filter(product_id=model.product_id)
    former = next((other for other in others if other.is_active), None)
    if former is not None and former.pk == model.pk:
        return former
    if former is not None:
        former.is_active = False
        former.version += 1
        former.save(update_fields=["is_active", "version", "updated_at"])
    model.is_active, model.is_tried = True, False
    model.version += 1
    model.save(update_fields=["is_active", "is_tried", "version", "updated_at"])
    changes = {"active": [former.name if former else None, model.name]}
    data = {"product": str(model.product_id), "former": str(former.pk) if former else None}
    record("scoring_model.changed", model, by=by, changes=changes, data=data)
    return model


@transaction.atomic
def update_model(
    model: ScoringModel, *, by: Actor, expected_version: int | None = None, name: str | None = None,
    formula: str | None = None, kinds: Sequence[str] | None = None, weights: Mapping[str, Decimal] | None = None,
) -> ScoringModel:  # fmt: skip
    """Change a model's name, formula, scored kinds (none: all) or weights (by criterion key).

    Raises ValidationError by field; a wrong formula says what, where, and the nearest valid name.
    """
    require(by, Right.MANAGE_PLANS)
    model = ScoringModel.objects.select_for_update(no_key=True).get(pk=model.pk)
    check_version(model, expected_version, name=model.name)
    wanted = {"name": name, "formula": formula, "kinds": None if kinds is None else sorted(set(kinds))}
    changes: dict[str, list[Any]] = {
        field: [getattr(model, field), value]
        for field, value in wanted.items()
        if value is not None and value != getattr(model, field)
    }
    for field, (_before, after) in changes.items():
        setattr(model, field, after)
    model.clean_fields(exclude=["workspace", "product"])
    check_name(model)
    data: dict[str, Any] = {"product": str(model.product_id)}
    if "formula" in changes:
        check_formula(model.formula, formula_names(model))
        rows = model.model_criteria.select_related("criterion")
        data["weights"] = {row.criterion.key: plain(row.weight) for row in rows}
        reference_criteria(model)
    if weights:
        changes.update(set_weights(model, weights))
    if changes:
        model.version += 1
        model.revision += changes.keys() != {"name"}
        model.save(update_fields=["name", "formula", "kinds", "revision", "version", "updated_at"])
        record("scoring_model.changed", model, by=by, changes=changes, data=data)
    return model


def formula_names(model: ScoringModel) -> list[str]:
    """Every name that the model's formula may use: the product's criteria, each one's weight, and the derived numbers."""
    keys = list(Criterion.objects.filter(product_id=model.product_id).values_list("key", flat=True))
    return [*keys, *(f"weight_{key}" for key in keys), *score_inputs()]


def check_formula(text: str, names: Collection[str]) -> None:
    """Raise ValidationError under `formula` where the formula cannot be read or names what is not there."""
    try:
        check(parse(text), names)
    except FormulaError as error:
        raise ValidationError({"formula": str(error)}) from error


def _make_model(product: Product, preset: Preset) -> ScoringModel:
    existing = {criterion.key: criterion for criterion in product.criteria.all()}
    formula = preset.formula
    used: list[tuple[Criterion, PresetCriterion]] = []
    for wanted in preset.criteria:
        key = wanted.key
        if key in existing and not _same_scale(existing[key], wanted):
            key = f"{preset.key}_{wanted.key}"
            formula = re.sub(rf"\b(weight_)?{wanted.key}\b", rf"\1{key}", formula)
        used.append(
            (existing.get(key) or _make_criterion(product, key, wanted, len(existing) + len(used)), wanted)
        )
    model = ScoringModel.objects.create(
        workspace_id=product.workspace_id,
        product=product,
        name=_free_name(product, str(preset.name)),
        preset=preset.key,
        formula=formula,
    )
    ModelCriterion.objects.bulk_create(
        ModelCriterion(
            workspace_id=product.workspace_id,
            model=model,
            criterion=criterion,
            weight=wanted.weight,
            position=position,
        )
        for position, (criterion, wanted) in enumerate(used)
    )
    return model


def _free_name(product: Product, name: str) -> str:
    """The name, with a number where a model of one's own has it already. One statement."""
    taken = {other.casefold() for other in product.scoring_models.values_list("name", flat=True)}
    numbered = (f"{name} {number}" for number in count(2))
    return name if name.casefold() not in taken else next(n for n in numbered if n.casefold() not in taken)


def _same_scale(criterion: Criterion, wanted: PresetCriterion) -> bool:
    return [Decimal(str(step[0])) for step in criterion.steps] == [value.value for value in wanted.values]


def _make_criterion(product: Product, key: str, wanted: PresetCriterion, position: int) -> Criterion:
    return Criterion.objects.create(
        workspace_id=product.workspace_id, product=product, key=key, name=str(wanted.name),
        description=str(wanted.description), unit=str(wanted.unit), minimum=wanted.minimum, maximum=wanted.maximum,
        scale=wanted.scale.value, steps=[[str(step.value), str(step.meaning)] for step in wanted.values],
        position=position,
    )  # fmt: skip


def check_name(model: ScoringModel) -> None:
    """Raise ValidationError under `name` where another model of the product has it, in any case. One statement."""
    same = ScoringModel.objects.filter(product_id=model.product_id, name__iexact=model.name)
    if same.exclude(pk=model.pk).exists():
        raise ValidationError({"name": _("Another scoring model of this product has this name.")})


def set_weights(model: ScoringModel, weights: Mapping[str, Decimal]) -> dict[str, list[Any]]:
    """Write weights by criterion key; returns what changed as an event tells it. Raises ValidationError. Two statements."""
    rows = {row.criterion.key: row for row in model.model_criteria.select_related("criterion")}
    unknown = sorted(weights.keys() - rows.keys())
    if unknown:
        said = _("The model has no criterion “%(key)s”.")
        raise ValidationError({"weights": [ErrorAt(said % {"key": key}, at=(key,)) for key in unknown]})
    changed = {key: row for key, row in rows.items() if key in weights and row.weight != weights[key]}
    changes: dict[str, list[Any]] = {}
    for key, row in changed.items():
        changes[f"weight_{key}"] = [plain(row.weight), plain(weights[key])]
        row.weight = weights[key]
        row.clean_fields(exclude=["workspace", "model", "criterion"])
    ModelCriterion.objects.bulk_update(changed.values(), ["weight"])
    return changes


def reference_criteria(model: ScoringModel) -> None:
    """Make the model's criteria those its formula names."""
    names = {name.removeprefix("weight_") for name in parse(model.formula).names}
    criteria = {
        criterion.key: criterion for criterion in Criterion.objects.filter(product_id=model.product_id)
    }
    rows = {row.criterion_id: row for row in model.model_criteria.all()}
    wanted = [criteria[name] for name in criteria if name in names]
    model.model_criteria.exclude(criterion__in=wanted).delete()
    ModelCriterion.objects.bulk_create(
        ModelCriterion(workspace_id=model.workspace_id, model=model, criterion=criterion, position=position)
        for position, criterion in enumerate(wanted)
        if criterion.pk not in rows
    )
