"""What another formula or other weights would do to the order, before anything is changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db import connection

from backlog.formula import check, parse, reason_text
from backlog.models import Item, ScoringModel
from backlog.services.scoring import formula_names
from backlog.weighing import scores_sql, weighing_if

MOST = 200


@dataclass(frozen=True, slots=True)
class Shift:
    """One item now and then: its score, and its place among the scored items (None: it has no score)."""

    id: UUID
    key: str
    title: str
    before: float | None
    after: float | None
    reason: str
    place_before: int | None
    place_after: int | None

    @property
    def places(self) -> int:
        """How far up (above zero) or down it would go."""
        return (
            (self.place_before or 0) - (self.place_after or 0)
            if self.place_before and self.place_after
            else 0
        )


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The top of the new order, how many items would move in it, gain or lose their score, of how many."""

    rows: list[Shift]
    moved: int
    gained: int
    lost: int
    of: int


def what_if(
    model: ScoringModel,
    *,
    formula: str | None = None,
    weights: Mapping[str, Decimal] | None = None,
    limit: int = 50,
) -> WhatIf:
    """The order of the product's open items by the model as it would be, beside the order by its scores as they are.

    Raises FormulaError. Writes nothing. Cost: four statements, of which one computes every open item's score.
    """
    if formula is not None:
        check(parse(formula), formula_names(model))
    fresh = scores_sql(weighing_if(model, formula=formula, weights=weights))
    with connection.cursor() as cursor:
        cursor.execute(_SHIFTS.format(fresh=fresh.sql), [*fresh.params, model.pk, min(limit, MOST)])
        found = cursor.fetchall()
    titles = dict(Item.objects.filter(pk__in=[row[0] for row in found]).values_list("pk", "title"))
    rows = [
        Shift(pk, f"{model.product.key}-{number}", titles.get(pk, ""), before, after, reason_text(why) if why else "",
              was, will)
        for pk, number, before, after, why, was, will, *_counts in found
    ]  # fmt: skip
    moved, gained, lost, of = found[0][7:] if found else (0, 0, 0, 0)
    return WhatIf(rows, moved, gained, lost, of)


_SHIFTS = """
    WITH fresh AS ({fresh}
    ), both_of AS (
        SELECT f.id, f.number, old.value AS before, f.value AS after, f.reason,
               CASE WHEN old.value IS NOT NULL THEN rank() OVER (ORDER BY old.value DESC NULLS LAST) END AS was,
               CASE WHEN f.value IS NOT NULL THEN rank() OVER (ORDER BY f.value DESC NULLS LAST) END AS will
          FROM fresh f LEFT JOIN backlog_score old ON old.item_id = f.id AND old.model_id = %s
    )
    SELECT id, number, before, after, reason, was, will,
           count(*) FILTER (WHERE was <> will) OVER (), count(*) FILTER (WHERE was IS NULL AND will IS NOT NULL) OVER (),
           count(*) FILTER (WHERE was IS NOT NULL AND will IS NULL) OVER (), count(*) OVER ()
      FROM both_of ORDER BY will NULLS LAST, was NULLS LAST, number LIMIT %s
"""
