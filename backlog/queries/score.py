"""One item's score: its ratings, the arithmetic, why there is none, why it moved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from backlog.formula import FormulaError, explain, parse, reason_text, show
from backlog.formula.scales import UNBOUNDED
from backlog.inputs import input_sql, inputs_used, score_inputs
from backlog.models import Criterion, Item, Rating, Score, ScoreHistory, ScoringModel
from backlog.weighing import workspace_day
from core.numbers import typed


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
class ScorePanel:
    """The score as the item's page shows it. `scored` is false for a kind that the model leaves out; `moved`: there is a
    history (`queries.why`).
    """

    model: ScoringModel
    value: float | None
    reason: str
    arithmetic: str
    formula: str
    ratings: list[RatingRow]
    moved: bool
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
    names = {criterion.key: criterion.name for criterion in criteria}
    inputs = inputs_of(weighted, values) | derived_values([item.pk], model).get(item.pk, {})
    return ScorePanel(
        model=model,
        value=score.value if score else None,
        reason=_reason(score, names),
        arithmetic=arithmetic(model.formula, inputs) if values else "",
        formula=in_words(model.formula, names),
        ratings=[rating_row(criterion, values.get(criterion.pk)) for criterion in criteria],
        moved=ScoreHistory.objects.filter(item=item, model=model).exists(),
        scored=not model.kinds or item.kind in model.kinds,
    )


def inputs_of(weighted: Sequence[Any], values: Mapping[Any, Decimal]) -> dict[str, Decimal | None]:
    """The numbers of a formula: ratings by criterion key, and each weight as `weight_<key>`. No query."""
    inputs: dict[str, Decimal | None] = {row.criterion.key: values.get(row.criterion_id) for row in weighted}
    return inputs | {f"weight_{row.criterion.key}": row.weight for row in weighted}


def derived_values(
    ids: Sequence[UUID], model: ScoringModel, formula: str = ""
) -> dict[UUID, dict[str, Decimal | None]]:
    """The derived numbers that the model's formula (or another) uses, by item. One statement, none where it uses none;
    one more where the model's workspace is not at hand.
    """
    keys = sorted(inputs_used(formula or model.formula))
    if not keys or not ids:
        return {}
    zone = model.workspace.timezone
    columns = (input_sql(key, today=workspace_day(zone), zone=zone) for key in keys)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT i.id, {', '.join(columns)} FROM backlog_item i WHERE i.id = ANY(%s::uuid[])", [list(ids)]
        )
        return {
            pk: {key: None if n is None else Decimal(n) for key, n in zip(keys, numbers, strict=True)}
            for pk, *numbers in cursor.fetchall()
        }


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
    words |= {each.key: str(each.name) for each in score_inputs().values() if each.key not in words}
    try:
        return show(parse(formula), words)
    except FormulaError:
        return formula


def rating_row(criterion: Criterion, value: Decimal | None) -> RatingRow:
    """A criterion with one item's number. No query."""
    steps = [(typed(Decimal(str(step[0]))), str(step[1])) for step in criterion.steps]
    text = typed(value)
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
        return _("%(low)s to %(high)s") % {"low": typed(low), "high": typed(high)}
    if low is not None:
        return _("%(low)s or more") % {"low": typed(low)}
    return _("up to %(high)s") % {"high": typed(high)} if high is not None else _("any number")


def _reason(score: Score | None, names: Mapping[str, str]) -> str:
    names = {each.key: str(each.name) for each in score_inputs().values()} | dict(names)
    return reason_text(score.reason, names) if score and score.reason else ""
