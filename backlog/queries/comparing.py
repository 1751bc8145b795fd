"""Two scoring models side by side: what each makes of an item, and where that puts it among the open items."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.http import urlencode

from backlog.models import Score, ScoringModel
from backlog.models.products import OPEN_CATEGORIES
from backlog.queries.rows import Row, share_of
from core.numbers import written

MOST_COUNTED = 5_000


@dataclass(frozen=True, slots=True)
class Standing:
    """An item by one model: its score, or the code of the reason why there is none, how long the score's bar is
    (percent), and its place among the product's open items (1 is the best; None: no score, or nobody asked).
    """

    score: float | None
    reason: str
    share: int
    place: int | None = None


def standing_of(row: Row) -> Standing:
    """A row by the model that its score is of. No query."""
    return Standing(row.score, row.score_reason, row.share)


def shift(standings: Sequence[Standing]) -> int:
    """How many places the second model puts the item higher (below zero: lower) than the first."""
    places = [standing.place for standing in standings]
    return (places[0] or 0) - (places[1] or 0) if len(places) == 2 and all(places) else 0


def standings(models: Sequence[ScoringModel], ids: Sequence[UUID]) -> dict[UUID, list[Standing]]:
    """The items by each of the models (of `rows.models_shown`), in their order.

    Two statements for any number; the second reads the scores of all open items of the product.
    """
    rows = Score.objects.filter(model__in=models, item__in=ids)
    found = {
        (item, model): (value, reason or "")
        for item, model, value, reason in rows.values_list("item_id", "model_id", "value", "reason")
    }
    places = _places(
        models,
        {
            pk: {n for (_item, m), (n, _why) in found.items() if m == pk and n is not None}
            for pk in _ids(models)
        },
    )
    return {pk: [_standing(model, found.get((pk, model.pk)), places) for model in models] for pk in ids}


@dataclass(frozen=True, slots=True)
class Unscored:
    """How many open items have no score, in words: "12", "5,000+"; and what finds them, in the query language."""

    count: str
    query: str

    @property
    def address(self) -> str:
        return f"?{urlencode({'q': self.query})}"


def unscored(model: ScoringModel) -> Unscored | None:
    """The open items of the model's kinds that have no score; None where there are none.

    One statement; it stops counting at MOST_COUNTED.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _UNSCORED, [model.pk, list(OPEN_CATEGORIES), model.kinds, model.kinds, MOST_COUNTED + 1]
        )
        (count,) = cursor.fetchone()
    words = f"{written(MOST_COUNTED)}+" if count > MOST_COUNTED else written(count)
    query = f"-has:score kind:{','.join(model.kinds)}" if model.kinds else "-has:score"
    return Unscored(words, query) if count else None


def _ids(models: Sequence[ScoringModel]) -> list[UUID]:
    return [model.pk for model in models]


def _standing(
    model: ScoringModel,
    found: tuple[float | None, str] | None,
    places: Mapping[tuple[UUID, float], int],
) -> Standing:
    value, reason = found or (None, "")
    top: float = getattr(model, "top", None) or 0.0
    return Standing(
        value, reason, share_of(value, top), None if value is None else places.get((model.pk, value))
    )


def _places(
    models: Sequence[ScoringModel], values: Mapping[UUID, Collection[float]]
) -> dict[tuple[UUID, float], int]:
    """The place of each value among the open items, by model and value: one more than the number of better ones.

    The better ones are counted between neighbouring values, so that one pass without a sort serves all of them.
    """
    ordered = {pk: sorted(numbers, reverse=True) for pk, numbers in values.items()}
    params: list[Any] = []
    for model in models:
        params += [model.pk, [-value for value in ordered[model.pk]], model.kinds]
    rows = ", ".join(["(%s::uuid, %s::float8[], %s::text[])"] * len(models))
    with connection.cursor() as cursor:
        cursor.execute(_BETTER.format(models=rows), [*params, list(OPEN_CATEGORIES)])
        between = {(model, bucket): count for model, bucket, count in cursor.fetchall()}
    return {
        (pk, value): better + 1
        for pk, numbers in ordered.items()
        for value, better in zip(
            numbers, accumulate(between.get((pk, bucket), 0) for bucket in range(len(numbers))), strict=True
        )
    }


# A value of -s.value falls into the bucket behind the last bound that is not above it: bucket 0 is better than all.
_BETTER = """
    SELECT m.model, width_bucket(-s.value, m.bounds), count(*)
      FROM (VALUES {models}) AS m (model, bounds, kinds)
      JOIN backlog_score s ON s.model_id = m.model AND s.value IS NOT NULL
      JOIN backlog_item i ON i.id = s.item_id
     WHERE i.deleted_at IS NULL AND i.category = ANY(%s) AND (cardinality(m.kinds) = 0 OR i.kind = ANY(m.kinds))
     GROUP BY 1, 2
"""
_UNSCORED = """
    SELECT count(*) FROM (
        SELECT 1 FROM backlog_score s JOIN backlog_item i ON i.id = s.item_id
         WHERE s.model_id = %s AND s.value IS NULL AND i.deleted_at IS NULL AND i.category = ANY(%s)
           AND (cardinality(%s::text[]) = 0 OR i.kind = ANY(%s::text[])) LIMIT %s
    ) AS few
"""
