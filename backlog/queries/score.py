"""One item's score: its ratings, the arithmetic, why there is none, why it moved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backlog.formula import FormulaError, explain, parse, reason_text, show
from backlog.formula.presets import UNBOUNDED
from backlog.models import Criterion, Item, Rating, Score, ScoreHistory, ScoringModel

MOVES = 5
CAUSES = {
    "rating.set": gettext_lazy("a rating changed"),
    "scoring_model.changed": gettext_lazy("the scoring model changed"),
    "import.finished": gettext_lazy("an import"),
    "item.created": gettext_lazy("it was created"),
    "item.updated": gettext_lazy("its status or kind changed"),
    "item.restored": gettext_lazy("it was brought back"),
}


@dataclass(frozen=True, slots=True)
class RatingRow:
    """One criterion of the model, and the item's number for it as a person writes it ("" for none)."""

    key: str
    name: str
    unit: str
    description: str
    value: str
    meaning: str
    steps: Sequence[tuple[str, str]]
    scale: str


@dataclass(frozen=True, slots=True)
class Move:
    """One move of the score."""

    before: float | None
    after: float | None
    cause: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ScorePanel:
    """The score as the item's page shows it. `scored` is false for a kind that the model leaves out."""

    model: ScoringModel
    value: float | None
    reason: str
    arithmetic: str
    formula: str
    ratings: list[RatingRow]
    moves: list[Move]
    scored: bool


def score_panel(item: Item) -> ScorePanel | None:
    """What the active model of the item's product makes of it; None where the product has none. Five statements."""
    model = ScoringModel.objects.filter(product=item.product_id, is_active=True).first()
    if model is None:
        return None
    weighted = list(model.model_criteria.select_related("criterion"))
    criteria = [row.criterion for row in weighted]
    values = dict(Rating.objects.filter(item=item).values_list("criterion_id", "value"))
    score = Score.objects.filter(item=item, model=model).first()
    moves = ScoreHistory.objects.filter(item=item, model=model).order_by("-id")[:MOVES]
    names = {criterion.key: criterion.name for criterion in criteria}
    inputs = inputs_of(weighted, values)
    return ScorePanel(
        model=model,
        value=score.value if score else None,
        reason=_reason(score, names),
        arithmetic=arithmetic(model.formula, inputs) if values else "",
        formula=in_words(model.formula, names),
        ratings=[rating_row(criterion, values.get(criterion.pk)) for criterion in criteria],
        moves=[Move(row.before, row.after, str(CAUSES.get(row.cause, row.cause)), row.at) for row in moves],
        scored=not model.kinds or item.kind in model.kinds,
    )


def inputs_of(weighted: Sequence[Any], values: Mapping[Any, Decimal]) -> dict[str, Decimal | None]:
    """The numbers of a formula: ratings by criterion key, and each weight as `weight_<key>`. No query."""
    inputs: dict[str, Decimal | None] = {row.criterion.key: values.get(row.criterion_id) for row in weighted}
    return inputs | {f"weight_{row.criterion.key}": row.weight for row in weighted}


def arithmetic(formula: str, inputs: Mapping[str, Decimal | None]) -> str:
    """The formula with the numbers in place, or "" where it cannot be read or names what is not there."""
    try:
        return explain(parse(formula), inputs)
    except (FormulaError, KeyError):
        return ""


def in_words(formula: str, names: Mapping[str, str]) -> str:
    """The formula with the names of criteria as people call them."""
    words = dict(names) | {
        f"weight_{key}": _("weight of %(name)s") % {"name": name} for key, name in names.items()
    }
    try:
        return show(parse(formula), words)
    except FormulaError:
        return formula


def rating_row(criterion: Criterion, value: Decimal | None) -> RatingRow:
    """A criterion with one item's number. No query."""
    steps = [(plain_number(Decimal(str(step[0]))), str(step[1])) for step in criterion.steps]
    text = plain_number(value) if value is not None else ""
    return RatingRow(
        key=criterion.key, name=criterion.name, unit=criterion.unit, description=criterion.description, value=text,
        meaning=dict(steps).get(text, ""), steps=steps, scale=scale_text(criterion, steps),
    )  # fmt: skip


def scale_text(criterion: Criterion, steps: Sequence[tuple[str, str]]) -> str:
    """The allowed numbers in a few words: "0.25, 0.5, 1, 2, 3", "0 to 1000" or "0 or more"."""
    if steps:
        return ", ".join(value for value, _meaning in steps)
    low, high = criterion.minimum, criterion.maximum
    high = None if high is not None and high >= UNBOUNDED else high
    if low is not None and high is not None:
        return _("%(low)s to %(high)s") % {"low": plain_number(low), "high": plain_number(high)}
    if low is not None:
        return _("%(low)s or more") % {"low": plain_number(low)}
    return _("up to %(high)s") % {"high": plain_number(high)} if high is not None else _("any number")


def plain_number(value: Decimal) -> str:
    """A number without trailing zeros or an exponent."""
    return f"{value.normalize():f}"


def _reason(score: Score | None, names: Mapping[str, str]) -> str:
    return reason_text(score.reason, names) if score and score.reason else ""
