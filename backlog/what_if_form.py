"""What a person tries on a scoring model, as it was typed: a formula, and the weights that it has."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from backlog.formula import FormulaError, parse
from backlog.models import Criterion, ModelCriterion, ScoringModel
from backlog.number_words import read_number
from core.numbers import typed

ROOM = Decimal("2.5")
LARGEST = Decimal(1_000_000)
_ROUND = [digit * Decimal(10) ** power for power in range(7) for digit in (1, 2, 5)]
_WEIGHT = ModelCriterion._meta.get_field("weight")


@dataclass(frozen=True, slots=True)
class Lever:
    """A weight: as it is, as it was typed, the number read from that (None, and `error`: none)."""

    key: str
    name: str
    was: str
    text: str
    number: Decimal | None
    error: str

    @property
    def is_moved(self) -> bool:
        return self.number is None or self.number != Decimal(self.was)


@dataclass(frozen=True, slots=True)
class Trial:
    """A formula and weights beside those that the model has. Levers: the weights that the formula names.

    `high` (of the sliders; `low` is 0 or as far below it) holds every weight with room to spare.
    """

    model: ScoringModel
    formula: str
    levers: list[Lever]

    @property
    def is_rewritten(self) -> bool:
        return self.formula != _plain(self.model.formula)

    @property
    def is_changed(self) -> bool:
        return self.is_rewritten or any(lever.is_moved for lever in self.levers)

    @property
    def is_readable(self) -> bool:
        """Whether every weight is a number."""
        return not any(lever.error for lever in self.levers)

    @property
    def high(self) -> Decimal:
        sizes = [
            abs(number) for lever in self.levers for number in (lever.number, Decimal(lever.was)) if number
        ]
        wanted = max(Decimal(2), min(max(sizes, default=Decimal(0)) * ROOM, LARGEST))
        return next(each for each in _ROUND if each >= wanted)

    @property
    def low(self) -> Decimal:
        numbers = [number for lever in self.levers for number in (lever.number, Decimal(lever.was))]
        return -self.high if any(number and number < 0 for number in numbers) else Decimal(0)

    @property
    def step(self) -> Decimal:
        return self.high / 100

    def wanted(self) -> dict[str, Any]:
        """What `what_if` and `update_model` take."""
        weights = {lever.key: lever.number for lever in self.levers if lever.number is not None}
        return {"formula": self.formula if self.is_rewritten else None, "weights": weights}

    def said(self) -> dict[str, str]:
        """The fields of the form, as they are sent again."""
        return {"formula": self.formula} | {f"weight_{lever.key}": lever.text for lever in self.levers}


def read_trial(model: ScoringModel, criteria: Iterable[Criterion], data: Mapping[str, str]) -> Trial:
    """What `data` (`formula`, `weight_<criterion>`) says over the model as it is; what it does not say is as it is.

    Never raises: a number that cannot be read is an error of its lever, a formula that cannot be read keeps the levers
    that were sent. One statement.
    """
    formula = _plain(data.get("formula", model.formula))
    weights = {row.criterion_id: row.weight for row in model.model_criteria.all()}
    try:
        names = frozenset(parse(formula).names)
    except FormulaError:
        names = frozenset(data)
    levers = [
        _lever(each, typed(weights.get(each.pk, Decimal(1))), data)
        for each in criteria
        if f"weight_{each.key}" in names
    ]
    return Trial(model, formula, levers)


def _lever(criterion: Criterion, was: str, data: Mapping[str, str]) -> Lever:
    text, number, error = data.get(f"weight_{criterion.key}", was).strip(), None, ""
    try:
        number = read_number(text)
        if number is None:
            raise ValidationError(_("Give it a number."))
        _WEIGHT.clean(number, None)
    except ValidationError as refused:
        number, error = None, " ".join(refused.messages)
    return Lever(criterion.key, criterion.name, was, text, number, error)


def _plain(formula: str) -> str:
    """Lines as a form sends them are the same formula."""
    return formula.replace("\r\n", "\n").strip()
