"""Scoring models and ratings. What they change is recomputed by the worker (`backlog/services/recompute.py`)."""

import re
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.permissions import Right, require
from activity.actors import Actor
from activity.services import record
from backlog.formula import FormulaError, check, parse
from backlog.formula.presets import PRESETS, UNBOUNDED, Preset, PresetCriterion
from backlog.models import Criterion, Item, ModelCriterion, Product, Rating, ScoringModel
from core.errors import ErrorAt, check_version


@transaction.atomic
def use_preset(product: Product, key: str, *, by: Actor, expected_version: int | None = None) -> ScoringModel:
    """Give the product the preset's model (the one it had, where it was used before) and make it the active one.

    Criteria belong to the product: one of the same name and scale is shared with other models, one of the same name
    and another scale gets the preset's name in front. `expected_version` is that of the model it had. Raises
    ValidationError for an unknown preset, OutOfDate.
    """
    require(by, Right.MANAGE_PLANS)
    if key not in PRESETS:
        raise ValidationError({"preset": _("There is no preset “%(key)s”.") % {"key": key}})
    preset = PRESETS[key]
    model = product.scoring_models.select_for_update(no_key=True).filter(preset=key).first()
    check_version(model, expected_version, name=model.name if model else "")
    if model is None:
        model = _make_model(product, preset)
        record("scoring_model.created", model, by=by, data={"product": str(product.pk)})
    return activate_model(model, by=by)


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
    model.is_active = True
    model.version += 1
    model.save(update_fields=["is_active", "version", "updated_at"])
    changes = {"active": [former.name if former else None, model.name]}
    record("scoring_model.changed", model, by=by, changes=changes, data={"product": str(model.product_id)})
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
    _check_name(model)
    if weights:
        changes.update(_set_weights(model, weights))
    if "formula" in changes:
        check_formula(model.formula, formula_names(model))
        _reference_criteria(model)
    if changes:
        model.version += 1
        model.revision += changes.keys() != {"name"}
        model.save(update_fields=["name", "formula", "kinds", "revision", "version", "updated_at"])
        record(
            "scoring_model.changed", model, by=by, changes=changes, data={"product": str(model.product_id)}
        )
    return model


def formula_names(model: ScoringModel) -> list[str]:
    """Every name that the model's formula may use: the product's criteria, and each one's weight in this model."""
    keys = list(Criterion.objects.filter(product_id=model.product_id).values_list("key", flat=True))
    return [*keys, *(f"weight_{key}" for key in keys)]


def check_formula(text: str, names: Collection[str]) -> None:
    """Raise ValidationError under `formula` where the formula cannot be read or names what is not there."""
    try:
        check(parse(text), names)
    except FormulaError as error:
        raise ValidationError({"formula": str(error)}) from error


@transaction.atomic
def rate_item(item: Item, *, by: Actor, values: Mapping[Criterion, Decimal | None]) -> list[str]:
    """Set one item's agreed numbers by criterion; None takes a rating away. Returns the keys that changed.

    Raises ValidationError by criterion key for a number outside its scale, PermissionDenied. Cost: 3 statements,
    one more where ratings are taken away.
    """
    require(by, Right.GROOM)
    problems = {key.key: text for key, value in values.items() if (text := scale_problem(key, value))}
    if problems:
        raise ValidationError(problems)
    rows = {row.criterion_id: row for row in Rating.objects.select_for_update(no_key=True).filter(item=item)}
    changes: dict[str, list[Any]] = {}
    for criterion, value in values.items():
        before = rows[criterion.pk].value if criterion.pk in rows else None
        if before != value:
            changes[criterion.key] = [_plain(before), _plain(value)]
    _write_ratings(item, {c: v for c, v in values.items() if c.key in changes}, rows, by)
    if changes:
        data = {"product": str(item.product_id), "key": item.key, "title": item.title}
        record("rating.set", item, by=by, label=item.key, changes=changes, data=data)
    return list(changes)


def scale_problem(criterion: Criterion, value: Decimal | None) -> str:
    """What is wrong with a number on this scale, naming the range; empty where nothing is."""
    if value is None:
        return ""
    steps = [Decimal(str(step[0])) for step in criterion.steps]
    if steps and value not in steps:
        allowed = ", ".join(_plain(step) or "" for step in steps)
        return _("%(name)s is one of %(allowed)s.") % {"name": criterion.name, "allowed": allowed}
    low, high = criterion.minimum, criterion.maximum
    if low is not None and value < low and high is not None and high >= UNBOUNDED:
        return _("%(name)s is %(low)s or more.") % {"name": criterion.name, "low": _plain(low)}
    if (low is not None and value < low) or (high is not None and value > high):
        return _("%(name)s goes from %(low)s to %(high)s.") % {
            "name": criterion.name, "low": _plain(low) or "−∞", "high": _plain(high) or "∞",
        }  # fmt: skip
    if abs(value) >= Decimal(10) ** 12 or value.as_tuple().exponent < -6:  # type: ignore[operator]
        return _("%(name)s has at most twelve digits before and six after the point.") % {
            "name": criterion.name
        }
    return ""


def _write_ratings(
    item: Item, values: Mapping[Criterion, Decimal | None], rows: Mapping[Any, Rating], by: Actor
) -> None:
    gone = [criterion.pk for criterion, value in values.items() if value is None]
    if gone:
        Rating.objects.filter(item=item, criterion_id__in=gone).delete()
    Rating.objects.bulk_create(
        [
            Rating(
                workspace_id=item.workspace_id, item=item, criterion=criterion, value=value, rated_by_id=by.member_id,
                version=rows[criterion.pk].version + 1 if criterion.pk in rows else 1,
            )
            for criterion, value in values.items()
            if value is not None
        ],
        update_conflicts=True,
        unique_fields=["item", "criterion"],
        update_fields=["value", "rated_by", "version", "updated_at"],
    )  # fmt: skip


def _plain(value: Decimal | None) -> str | None:
    """A number as a person writes it: no trailing zeros, no exponent."""
    return None if value is None else f"{value.normalize():f}"


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
        name=str(preset.name),
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


def _same_scale(criterion: Criterion, wanted: PresetCriterion) -> bool:
    return [Decimal(str(step[0])) for step in criterion.steps] == [value.value for value in wanted.values]


def _make_criterion(product: Product, key: str, wanted: PresetCriterion, position: int) -> Criterion:
    return Criterion.objects.create(
        workspace_id=product.workspace_id, product=product, key=key, name=str(wanted.name),
        description=str(wanted.description), unit=str(wanted.unit), minimum=wanted.minimum, maximum=wanted.maximum,
        scale=wanted.scale.value, steps=[[str(step.value), str(step.meaning)] for step in wanted.values],
        position=position,
    )  # fmt: skip


def _check_name(model: ScoringModel) -> None:
    same = ScoringModel.objects.filter(product_id=model.product_id, name__iexact=model.name)
    if same.exclude(pk=model.pk).exists():
        raise ValidationError({"name": _("Another scoring model of this product has this name.")})


def _set_weights(model: ScoringModel, weights: Mapping[str, Decimal]) -> dict[str, list[Any]]:
    rows = {row.criterion.key: row for row in model.model_criteria.select_related("criterion")}
    unknown = sorted(weights.keys() - rows.keys())
    if unknown:
        said = _("The model has no criterion “%(key)s”.")
        raise ValidationError({"weights": [ErrorAt(said % {"key": key}, at=(key,)) for key in unknown]})
    changed = {key: row for key, row in rows.items() if key in weights and row.weight != weights[key]}
    changes: dict[str, list[Any]] = {}
    for key, row in changed.items():
        changes[f"weight_{key}"] = [_plain(row.weight), _plain(weights[key])]
        row.weight = weights[key]
        row.clean_fields(exclude=["workspace", "model", "criterion"])
    ModelCriterion.objects.bulk_update(changed.values(), ["weight"])
    return changes


def _reference_criteria(model: ScoringModel) -> None:
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
