"""The scoring models and the criteria of a product, as their pages show them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from backlog.formula import FormulaError, parse
from backlog.formula.presets import PRESETS
from backlog.formula.scales import Preset
from backlog.models import Criterion, Kind, Product, ScoringModel
from backlog.queries.score import RatingRow, in_words, rating_row
from backlog.services.rating_criteria import MOST_KEPT
from core.numbers import typed, written


@dataclass(frozen=True, slots=True)
class ModelRow:
    """A model of the product: its formula in words, the kinds it is for (none: all), its weights as they are written."""

    model: ScoringModel
    formula: str
    kinds: list[str]
    weights: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Choice:
    """A preset in the gallery; `used`: the product's model of it, where it has one."""

    preset: Preset
    formula: str
    used: ScoringModel | None


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """A criterion: its scale in words, how many items are rated by it, the models that use it.

    `lasting`: so many ratings that they would not come back with it, once it is deleted.
    """

    criterion: Criterion
    scale: RatingRow
    ratings: int
    models: list[ScoringModel]

    @property
    def lasting(self) -> bool:
        return self.ratings > MOST_KEPT

    @property
    def count(self) -> str:
        """The number of ratings in words; it is counted up to a bound."""
        return f"{written(MOST_KEPT)}+" if self.lasting else written(self.ratings)


def models_of(product: Product) -> list[ModelRow]:
    """The product's models, the one in use and the compared one first. Two statements."""
    models = product.scoring_models.prefetch_related("model_criteria__criterion")
    ordered = models.order_by("-is_active", "-is_tried", "name")
    return [_model_row(model) for model in ordered]


def gallery(product: Product) -> list[Choice]:
    """Every preset with what it is for. One statement."""
    used = {model.preset: model for model in product.scoring_models.exclude(preset="")}
    return [
        Choice(preset, in_words(preset.formula, {c.key: str(c.name) for c in preset.criteria}), used.get(key))
        for key, preset in PRESETS.items()
    ]


def criteria_of(product: Product) -> list[CriterionRow]:
    """The product's criteria in order. Three statements; ratings are counted up to one more than MOST_KEPT each."""
    criteria = list(product.criteria.all())
    models = [(model, _names(model)) for model in product.scoring_models.order_by("-is_active", "name")]
    counts = ratings_by(criteria)
    return [
        CriterionRow(
            criterion=criterion,
            scale=rating_row(criterion, None),
            ratings=counts.get(criterion.pk, 0),
            models=[model for model, names in models if {criterion.key, f"weight_{criterion.key}"} & names],
        )
        for criterion in criteria
    ]


def ratings_by(criteria: Sequence[Criterion]) -> Mapping[UUID, int]:
    """How many ratings each criterion has, MOST_KEPT + 1 at most. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_RATINGS, [MOST_KEPT + 1, [criterion.pk for criterion in criteria]])
        return dict(cursor.fetchall())


_RATINGS = """
    SELECT c.id, (SELECT count(*) FROM (SELECT 1 FROM backlog_rating r WHERE r.criterion_id = c.id LIMIT %s) AS few)
      FROM unnest(%s::uuid[]) AS c (id)
"""


def _model_row(model: ScoringModel) -> ModelRow:
    rows = list(model.model_criteria.all())
    labels = dict(Kind.choices)
    return ModelRow(
        model=model,
        formula=in_words(model.formula, {row.criterion.key: row.criterion.name for row in rows}),
        kinds=[str(labels.get(kind, kind)) for kind in model.kinds],
        weights=[
            (row.criterion.name, typed(row.weight))
            for row in rows
            if f"weight_{row.criterion.key}" in _names(model)
        ],
    )


def _names(model: ScoringModel) -> frozenset[str]:
    try:
        return frozenset(parse(model.formula).names)
    except FormulaError:
        return frozenset()
