"""The questions that a product's items are rated by, each with its scale."""

import re
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.permissions import Right, require
from activity.actors import Actor
from activity.changes import plain
from activity.services import record
from backlog.formula import RESERVED, parse
from backlog.formula.scales import STANDARD, UNBOUNDED, Scale
from backlog.inputs import score_inputs
from backlog.models import Criterion, Item, Product, Rating, RatingRound, ScoringModel
from core.errors import Conflict, ErrorAt, check_version
from core.numbers import typed

MOST_CRITERIA = 40
MOST_STEPS = 30
LONGEST_MEANING = 200
MOST_KEPT = 10_000  # ratings that come back with a criterion that was deleted
FIELDS = ("name", "description", "unit", "scale", "minimum", "maximum", "steps")
_SCALING = frozenset({"scale", "minimum", "maximum", "steps"})


@transaction.atomic
def create_criterion(product: Product, *, by: Actor, name: str, key: str = "", **fields: Any) -> Criterion:
    """A new criterion; without a `key` it is called in formulas as its name.

    `fields`: description, unit, scale (of formula.scales.Scale), minimum, maximum, steps ([value, meaning] pairs; a
    Fibonacci scale or one of powers of two has its own between minimum and maximum). Raises ValidationError by field.
    """
    require(by, Right.MANAGE_PLANS)
    Product.objects.select_for_update(no_key=True).get(pk=product.pk)
    others = list(Criterion.objects.filter(product=product))
    if len(others) >= MOST_CRITERIA:
        raise ValidationError(_("A product has at most %(most)d criteria.") % {"most": MOST_CRITERIA})
    criterion = Criterion(workspace_id=product.workspace_id, product=product, position=len(others))
    criterion.key = key or re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:40]
    _set(criterion, {"name": name, **fields})
    _check(criterion, others, renamed=True)
    criterion.save(force_insert=True)
    record("scoring_criterion.created", criterion, by=by, data={"product": str(product.pk)})
    return criterion


@transaction.atomic
def update_criterion(
    criterion: Criterion, *, by: Actor, expected_version: int | None = None, **fields: Any
) -> Criterion:
    """Change what a criterion is called, means and allows; its name in formulas stays.

    Raises ValidationError by field (a scale that leaves out given ratings is refused, with how many), OutOfDate.
    """
    require(by, Right.MANAGE_PLANS)
    criterion = Criterion.objects.select_for_update(no_key=True).get(pk=criterion.pk)
    check_version(criterion, expected_version, name=criterion.name)
    before = fields_of(criterion)
    _set(criterion, fields)
    others = Criterion.objects.filter(product_id=criterion.product_id).exclude(pk=criterion.pk)
    _check(criterion, list(others), renamed=criterion.name != before["name"])
    changes = {name: [before[name], now] for name, now in fields_of(criterion).items() if now != before[name]}
    if changes.keys() & _SCALING:
        _refuse_left_out(criterion)
    if changes:
        criterion.version += 1
        criterion.save()
        data = {"product": str(criterion.product_id)}
        record("scoring_criterion.changed", criterion, by=by, changes=changes, data=data)
    return criterion


@transaction.atomic
def delete_criterion(criterion: Criterion, *, by: Actor, expected_version: int | None = None) -> None:
    """Take a criterion away with its ratings; Undo brings both back, where it has at most MOST_KEPT ratings.

    What was given blindly in rounds that are over goes for good. Raises Conflict where a model's formula or a round uses
    it, OutOfDate.
    """
    require(by, Right.MANAGE_PLANS)
    criterion = Criterion.objects.select_for_update(no_key=True).get(pk=criterion.pk)
    check_version(criterion, expected_version, name=criterion.name)
    users = [model.name for model in models_using(criterion)]
    if users:
        said = _("The formula of %(models)s uses %(key)s. Take it out there first.")
        raise Conflict(said % {"models": ", ".join(users), "key": criterion.key})
    if round_ := RatingRound.objects.filter(criteria=criterion).exclude(state="ended").first():
        raise Conflict(_("The round “%(name)s” rates by it. End that first.") % {"name": round_.name})
    ratings = Rating.objects.filter(criterion=criterion).values_list("item_id", "value")
    kept = list(ratings[: MOST_KEPT + 1])
    data: dict[str, Any] = {
        "product": str(criterion.product_id), "key": criterion.key, "position": criterion.position,
        **fields_of(criterion),
    }  # fmt: skip
    if len(kept) > MOST_KEPT:
        data["on_many"] = True
    else:
        data["ratings"] = {str(item): typed(value) for item, value in kept}
    record("scoring_criterion.deleted", criterion, by=by, data=data)
    criterion.delete()


@transaction.atomic
def restore_criterion(product: Product, pk: UUID, *, by: Actor, was: Mapping[str, Any]) -> Criterion:
    """Make a deleted criterion again as `was` (the data of its last event) tells, with its ratings of items that are
    still there.
    """
    fields = {name: was[name] for name in FIELDS if name != "name"}
    require(by, Right.MANAGE_PLANS)
    others = list(Criterion.objects.filter(product=product))
    criterion = Criterion(
        pk=pk, workspace_id=product.workspace_id, product=product, key=was["key"], position=was["position"]
    )
    _set(criterion, {"name": was["name"], **fields})
    _check(criterion, others, renamed=False)
    criterion.save(force_insert=True)
    there = set(Item.all_objects.filter(product=product, pk__in=was["ratings"]).values_list("pk", flat=True))
    Rating.objects.bulk_create(
        Rating(workspace_id=product.workspace_id, item_id=pk, criterion=criterion, value=Decimal(value))
        for pk, value in ((UUID(item), value) for item, value in was["ratings"].items())
        if pk in there
    )
    record("scoring_criterion.created", criterion, by=by, data={"product": str(product.pk)})
    return criterion


def models_using(criterion: Criterion) -> list[ScoringModel]:
    """The product's models whose formula names the criterion. One statement."""
    rows = ScoringModel.objects.filter(product_id=criterion.product_id, formula__contains=criterion.key)
    names = {criterion.key, f"weight_{criterion.key}"}
    return [model for model in rows if names & set(parse(model.formula).names)]


def fields_of(criterion: Criterion) -> dict[str, Any]:
    """As an event keeps them."""
    return {name: plain(getattr(criterion, name)) for name in FIELDS}


def _set(criterion: Criterion, fields: Mapping[str, Any]) -> None:
    """Take over the fields; steps and range come from each other and from the scale."""
    given = {name: value for name, value in fields.items() if name in FIELDS}
    for name in ("minimum", "maximum"):
        if name in given and given[name] is not None:
            given[name] = _number(given[name], name)
    for name, value in given.items():
        setattr(criterion, name, " ".join(value.split()) if name in ("name", "unit") else value)
    if criterion.scale not in list(Scale):
        raise ValidationError({"scale": _("A scale is linear, fibonacci, powers_of_two or own.")})
    if given.keys() & _SCALING:
        steps = _steps(criterion.steps)
        if steps:
            _refuse_other_range(given, steps[0][0], steps[-1][0])
        elif criterion.scale in STANDARD:
            steps = _standard(criterion)
        criterion.steps = [[typed(value), meaning] for value, meaning in steps]
        if steps:
            criterion.minimum, criterion.maximum = steps[0][0], steps[-1][0]


def _refuse_other_range(given: Mapping[str, Any], low: Decimal, high: Decimal) -> None:
    """Raise ValidationError where a range is given that is not the one of the steps."""
    said = _("The steps end at %(end)s: leave this out, or send other steps.")
    ends = {"minimum": low, "maximum": high}
    wrong = {name: said % {"end": typed(end)} for name, end in ends.items() if given.get(name, end) != end}
    if wrong:
        raise ValidationError(wrong)


def _steps(pairs: Sequence[Any]) -> list[tuple[Decimal, str]]:
    """Allowed values in order, each with its meaning. Raises ValidationError at the pair that is wrong."""
    if len(pairs) > MOST_STEPS:
        raise ValidationError({"steps": _("A scale has at most %(most)d values.") % {"most": MOST_STEPS}})
    found: dict[Decimal, str] = {}
    for at, (value, meaning) in enumerate(pairs):
        number, text = _number(value, "steps", at), " ".join(str(meaning).split())
        if number in found:
            raise _wrong("steps", _("%(value)s is there twice.") % {"value": value}, at)
        if len(text) > LONGEST_MEANING:
            said = _("A meaning has at most %(most)d characters.") % {"most": LONGEST_MEANING}
            raise _wrong("steps", said, at)
        found[number] = text
    return sorted(found.items())


def _standard(criterion: Criterion) -> list[tuple[Decimal, str]]:
    low, high = criterion.minimum, criterion.maximum
    values = [
        value
        for value in STANDARD[Scale(criterion.scale)]
        if (low is None or value >= low) and (high is None or value <= high)
    ]
    if len(values) < 2:
        raise ValidationError({"scale": _("Fewer than two values of this scale are in that range.")})
    return [(value, "") for value in values]


def _number(value: Any, field: str, at: int | None = None) -> Decimal:
    try:
        number = Decimal(str(value).strip().replace(",", "."))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise _wrong(field, _("“%(text)s” is not a number.") % {"text": str(value)[:40]}, at)
    if abs(number) > UNBOUNDED or number != round(number, 6):
        said = _("A number is at most %(most)s, with six decimals.") % {"most": f"{UNBOUNDED:,f}"}
        raise _wrong(field, said, at)
    return number


def _wrong(field: str, said: str, at: int | None) -> ValidationError:
    return ValidationError({field: said if at is None else ErrorAt(said, at=(at,))})


def _check(criterion: Criterion, others: Collection[Criterion], *, renamed: bool) -> None:
    """Two presets may bring criteria of one name; a person does not make them so."""
    problems: dict[str, str] = {}
    if not re.fullmatch(r"[a-z][a-z0-9_]*", criterion.key):
        problems["key"] = _("A name in formulas is small letters, digits and _, and begins with a letter.")
    elif criterion.key in RESERVED or criterion.key in score_inputs() or criterion.key.startswith("weight_"):
        problems["key"] = _("“%(key)s” means something else in formulas.") % {"key": criterion.key}
    elif criterion.key in {other.key for other in others}:
        problems["key"] = _("Another criterion is called “%(key)s” in formulas.") % {"key": criterion.key}
    if renamed and criterion.name.casefold() in {other.name.casefold() for other in others}:
        problems["name"] = _("Another criterion has this name.")
    low, high = criterion.minimum, criterion.maximum
    if low is not None and high is not None and low >= high:
        problems["maximum"] = _("The most must be above the least.")
    if problems:
        raise ValidationError(problems)
    criterion.clean_fields(exclude=["workspace", "product"])


def _refuse_left_out(criterion: Criterion) -> None:
    """Ratings that the scale does not allow any more."""
    rated = Rating.objects.filter(criterion=criterion)
    if criterion.steps:
        outside = rated.exclude(value__in=[Decimal(value) for value, _meaning in criterion.steps])
    else:
        outside = rated.none()
        if criterion.minimum is not None:
            outside = outside | rated.filter(value__lt=criterion.minimum)
        if criterion.maximum is not None:
            outside = outside | rated.filter(value__gt=criterion.maximum)
    count, one = outside.count(), outside.select_related("item__product").first()
    if one is not None:
        said = ngettext(
            "%(count)d rating would be outside: %(key)s has %(value)s.",
            "%(count)d ratings would be outside, for example %(key)s with %(value)s.",
            count,
        )
        about = {"count": count, "key": one.item.key, "value": typed(one.value)}
        raise ValidationError({"scale": said % about})
