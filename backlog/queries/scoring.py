"""The scoring page: items × criteria, the model behind them, the models one could choose."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from activity.actors import Actor
from backlog.formula.presets import PRESETS
from backlog.formula.scales import Preset
from backlog.inputs import ScoreInput, score_inputs
from backlog.models import ModelCriterion, Product, Rating, ScoringModel
from backlog.queries.backlog import BacklogPage, backlog_page
from backlog.queries.rows import Row
from backlog.queries.score import (
    RatingRow,
    arithmetic,
    derived_values,
    in_words,
    inputs_of,
    rating_row,
)
from core.numbers import typed


@dataclass(frozen=True, slots=True)
class Head:
    """A criterion as a column: its scale in words, its weight where the formula uses one."""

    criterion: RatingRow
    weight: str


@dataclass(frozen=True, slots=True)
class SheetRow:
    """An item and its numbers in the order of the columns, "" for none; not `scored`: a kind that the model leaves out."""

    row: Row
    values: list[tuple[RatingRow, str]]
    scored: bool


@dataclass(frozen=True, slots=True)
class Example:
    """The formula worked out for one item."""

    key: str
    title: str
    arithmetic: str


@dataclass(frozen=True, slots=True)
class ScoringPage:
    """What the page shows; without a model only the gallery."""

    page: BacklogPage
    heads: list[Head]
    rows: list[SheetRow]
    formula: str
    example: Example | None
    names: list[str]
    derived: list[ScoreInput]

    @property
    def weighted(self) -> bool:
        return any(head.weight for head in self.heads)


@dataclass(frozen=True, slots=True)
class Choice:
    """A preset in the gallery; `used`: the product's model of it, where it was used before."""

    preset: Preset
    formula: str
    used: ScoringModel | None


def scoring_page(product: Product, *, actor: Actor, query: str, today: date, after: str = "") -> ScoringPage:
    """The items that the query fits, with their ratings. Raises core.query.QueryError.

    Cost: that of `backlog_page`, and two statements.
    """
    page = backlog_page(product, actor=actor, query=query, today=today, after=after)
    weighted = weighted_criteria(page.model)
    ratings = ratings_of([row.id for row in page.rows], weighted)
    names = {row.criterion.key: row.criterion.name for row in weighted}
    return ScoringPage(
        page=page,
        heads=_heads(page.model, weighted),
        rows=sheet_rows(page.rows, page.model, weighted, ratings),
        formula=in_words(page.model.formula, names) if page.model else "",
        example=example(page.rows, page.model, page.model.formula, weighted, ratings) if page.model else None,
        names=list(names),
        derived=list(score_inputs().values()),
    )


def weighted_criteria(model: ScoringModel | None) -> list[ModelCriterion]:
    """The model's criteria with their weights, in order. One statement."""
    return list(model.model_criteria.select_related("criterion")) if model else []


def sheet_rows(
    rows: Sequence[Row],
    model: ScoringModel | None,
    weighted: Sequence[ModelCriterion],
    ratings: Mapping[tuple[UUID, UUID], Decimal],
) -> list[SheetRow]:
    """Rows of a list with their numbers. No query."""
    columns = [(each, rating_row(each.criterion, None)) for each in weighted]
    kinds = model.kinds if model else []
    return [
        SheetRow(
            row,
            [(column, typed(ratings.get((row.id, each.criterion_id)))) for each, column in columns],
            not kinds or row.kind in kinds,
        )
        for row in rows
    ]


def example(
    rows: Sequence[Row],
    model: ScoringModel,
    formula: str,
    weighted: Sequence[ModelCriterion],
    ratings: Mapping[tuple[UUID, UUID], Decimal],
) -> Example | None:
    """The formula worked out for the first row that has every rating, else for the one with most. No query, but for a
    formula with derived numbers (`derived_values`).
    """
    if not rows:
        return None
    ids = [each.criterion_id for each in weighted]
    best = max(rows, key=lambda row: sum((row.id, pk) in ratings for pk in ids))
    values = {pk: ratings[best.id, pk] for pk in ids if (best.id, pk) in ratings}
    derived = derived_values([best.id], model, formula).get(best.id, {})
    worked = arithmetic(formula, inputs_of(weighted, values) | derived) if values or derived else ""
    return Example(best.key, best.title, worked) if worked else None


def example_of(product: Product, formula: str, *, actor: Actor, today: date) -> Example | None:
    """The example for a formula that is only being written: all the product's criteria count. Cost as `backlog_page`."""
    page = backlog_page(product, actor=actor, query="has:score", today=today, limit=20)
    known = {each.criterion_id: each for each in weighted_criteria(page.model)}
    weighted = [
        known.get(criterion.pk) or ModelCriterion(criterion=criterion, weight=Decimal(1))
        for criterion in product.criteria.all()
    ]
    ratings = ratings_of([row.id for row in page.rows], weighted)
    return example(page.rows, page.model, formula, weighted, ratings) if page.model else None


def gallery(product: Product) -> list[Choice]:
    """Every preset with what it is for. One statement."""
    used = {model.preset: model for model in product.scoring_models.exclude(preset="")}
    return [
        Choice(preset, in_words(preset.formula, {c.key: str(c.name) for c in preset.criteria}), used.get(key))
        for key, preset in PRESETS.items()
    ]


def _heads(model: ScoringModel | None, weighted: Sequence[ModelCriterion]) -> list[Head]:
    uses = model.formula if model else ""
    return [
        Head(
            rating_row(each.criterion, None),
            typed(each.weight) if f"weight_{each.criterion.key}" in uses else "",
        )
        for each in weighted
    ]


def ratings_of(ids: Sequence[UUID], weighted: Sequence[ModelCriterion]) -> dict[tuple[UUID, UUID], Decimal]:
    """The items' numbers for these criteria. One statement."""
    rows = Rating.objects.filter(item__in=ids, criterion__in=[each.criterion_id for each in weighted])
    return {
        (item, criterion): value
        for item, criterion, value in rows.values_list("item_id", "criterion_id", "value")
    }
