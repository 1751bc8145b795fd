"""The scoring page: items × criteria, the model behind them, another one beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from activity.actors import Actor
from backlog.formula import parse
from backlog.inputs import ScoreInput, score_inputs
from backlog.models import ModelCriterion, Product, Rating, ScoringModel
from backlog.queries.backlog import BacklogPage, backlog_page
from backlog.queries.comparing import Standing, Unscored, shift, standing_of, standings, unscored
from backlog.queries.rows import Row, models_shown
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
    """An item and its numbers in the order of the columns, "" for none; not `scored`: a kind that the model leaves out.

    `missing`: keys of what it still lacks, where it has some numbers. While two models are compared `standings` are those by the active one and by
    the other, and `shift` how many places the other puts it higher; else there is one without a place.
    """

    row: Row
    values: list[tuple[RatingRow, str]]
    scored: bool
    missing: frozenset[str]
    standings: list[Standing]
    shift: int

    @property
    def fall(self) -> int:
        """How many places lower it is by the other model."""
        return -self.shift


@dataclass(frozen=True, slots=True)
class Example:
    """The formula worked out for one item."""

    key: str
    title: str
    arithmetic: str


@dataclass(frozen=True, slots=True)
class Models:
    """The active model, the one that is tried beside it, and the one whose numbers and order are shown."""

    active: ScoringModel | None
    tried: ScoringModel | None
    seen: ScoringModel | None

    @property
    def compared(self) -> list[ScoringModel]:
        """Both, where there are two."""
        return [self.active, self.tried] if self.active and self.tried else []

    @property
    def names(self) -> list[str]:
        """What the compared ones are called, without what stands in brackets where they can be told apart so."""
        short = [model.name.partition(" (")[0] for model in self.compared]
        return short if len(set(short)) == len(short) else [model.name for model in self.compared]

    @property
    def by_tried(self) -> bool:
        return self.seen is not None and self.seen is self.tried


@dataclass(frozen=True, slots=True)
class ScoringPage:
    """What the page shows. `mark`: another one where models or criteria have changed."""

    page: BacklogPage
    models: Models
    heads: list[Head]
    rows: list[SheetRow]
    formula: str
    example: Example | None
    names: list[str]
    derived: list[ScoreInput]
    mark: str
    unscored: Unscored | None = None

    @property
    def weighted(self) -> bool:
        return any(head.weight for head in self.heads)


def scoring_page(
    product: Product, *, actor: Actor, query: str, today: date, after: str = "", by_tried: bool = False
) -> ScoringPage:
    """The items that the query fits, with their ratings. Raises core.query.QueryError.

    `by_tried`: the columns are the criteria of the model that is tried, and `sort:score` is by it. Cost: that of
    `backlog_page`, and three statements, two more while models are compared.
    """
    models = shown(product, by_tried=by_tried)
    page = backlog_page(product, actor=actor, query=query, today=today, after=after, model=models.seen)
    weighted = weighted_criteria(models.seen)
    ratings = ratings_of([row.id for row in page.rows], weighted)
    names = {row.criterion.key: row.criterion.name for row in weighted}
    seen = models.seen
    return ScoringPage(
        page=page,
        models=models,
        heads=_heads(seen, weighted),
        rows=sheet_rows(page.rows, models, weighted, ratings),
        formula=in_words(seen.formula, names) if seen else "",
        example=example(page.rows, seen, seen.formula, weighted, ratings) if seen else None,
        names=list(names),
        derived=list(score_inputs().values()),
        mark=_mark(models, weighted),
        unscored=unscored(models.active) if models.active and not after else None,
    )


def _mark(models: Models, weighted: Sequence[ModelCriterion]) -> str:
    known = [models.active, models.tried, *(each.criterion for each in weighted)]
    return " ".join(f"{row.pk}:{row.version}" for row in known if row)


def shown(product: Product, *, by_tried: bool) -> Models:
    """The product's models as the page shows them. One statement."""
    active, tried = models_shown(product)
    return Models(active, tried, tried if by_tried and tried else active)


def weighted_criteria(model: ScoringModel | None) -> list[ModelCriterion]:
    """The model's criteria with their weights, in order. One statement."""
    return list(model.model_criteria.select_related("criterion")) if model else []


def sheet_rows(
    rows: Sequence[Row],
    models: Models,
    weighted: Sequence[ModelCriterion],
    ratings: Mapping[tuple[UUID, UUID], Decimal],
) -> list[SheetRow]:
    """Rows of a list with their numbers. No query, while models are compared two."""
    columns = [(each, rating_row(each.criterion, None)) for each in weighted]
    kinds = models.seen.kinds if models.seen else []
    beside = standings(models.compared, [row.id for row in rows]) if models.compared else {}
    lines = []
    for row in rows:
        values = [(column, typed(ratings.get((row.id, each.criterion_id)))) for each, column in columns]
        found = beside.get(row.id) or [standing_of(row)]
        begun = any(value for _column, value in values)
        scored = not kinds or row.kind in kinds
        missing = _missing(row) if begun else frozenset[str]()
        lines.append(SheetRow(row, values, scored, missing, found, shift(found)))
    return lines


def _missing(row: Row) -> frozenset[str]:
    code, _colon, names = row.score_reason.partition(":")
    return frozenset(names.split(",")) if code == "missing" else frozenset()


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


def example_of(
    product: Product, formula: str, *, actor: Actor, today: date, model: ScoringModel | None = None
) -> Example | None:
    """The example for a formula that can be read and is only being written: the product's criteria that it names count,
    with the weights of `model`, else of the one in use. Cost as `backlog_page`.
    """
    page = backlog_page(product, actor=actor, query="has:score", today=today, limit=20)
    known = {each.criterion_id: each for each in weighted_criteria(model or page.model)}
    names = {name.removeprefix("weight_") for name in parse(formula).names}
    weighted = [
        known.get(criterion.pk) or ModelCriterion(criterion=criterion, weight=Decimal(1))
        for criterion in product.criteria.all()
        if criterion.key in names
    ]
    ratings = ratings_of([row.id for row in page.rows], weighted)
    return example(page.rows, page.model, formula, weighted, ratings) if page.model else None


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
