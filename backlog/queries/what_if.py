"""What another formula or other weights would do to the order, before anything is changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db import connection

from backlog.formula import SqlExpression, check, parse, reason_text
from backlog.models import Item, ScoringModel
from backlog.services.scoring import formula_names
from backlog.weighing import scores_sql, weighing_if, weighing_of

MOST = 1000
ORDERS = {
    "place": "will NULLS LAST, was NULLS LAST, number",
    "moves": "was IS NOT DISTINCT FROM will, abs(was - will) DESC NULLS FIRST, will NULLS FIRST, number",
}
"""What comes first: the best in the new order, or what moves furthest, behind what loses or gains its score."""


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

    @property
    def fall(self) -> int:
        return -self.places

    @property
    def is_lost(self) -> bool:
        return self.place_before is not None and self.place_after is None


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The top of the new order (or what moves furthest in it), how many items would move in it, gain or lose their score, of how many.

    `scored`: how many have a score in it. `there`: how many rows there would be without a limit.
    """

    rows: list[Shift]
    moved: int
    gained: int
    lost: int
    of: int
    scored: int
    there: int

    @property
    def shows_all(self) -> bool:
        return len(self.rows) == self.there


def what_if(
    model: ScoringModel,
    *,
    formula: str | None = None,
    weights: Mapping[str, Decimal] | None = None,
    limit: int = 50,
    first: str = "place",
) -> WhatIf:
    """The order of the product's open items by the model as it would be, beside the order by its scores as they are.

    `first` is one of ORDERS; by moves only what moves is told. Of a model that is neither active nor tried no scores are
    kept: both orders are computed. Raises FormulaError. Writes nothing. Cost: four statements, of which one computes every
    open item's score; five with a formula.
    """
    if formula is not None:
        check(parse(formula), formula_names(model))
    fresh = scores_sql(weighing_if(model, formula=formula, weights=weights))
    kept = SqlExpression(_KEPT, (model.pk,))
    now = kept if model.is_active or model.is_tried else scores_sql(weighing_of(model))
    told = _SHIFTS.format(fresh=fresh.sql, now=now.sql, order=ORDERS[first])
    with connection.cursor() as cursor:
        cursor.execute(told, [*fresh.params, *now.params, min(limit, MOST)])
        found = cursor.fetchall()
    titles = dict(Item.objects.filter(pk__in=[row[0] for row in found]).values_list("pk", "title"))
    rows = [
        Shift(pk, f"{model.product.key}-{number}", titles.get(pk, ""), before, after, reason_text(why) if why else "",
              was, will)
        for pk, number, before, after, why, was, will, *_counts in found if first == "place" or was != will
    ]  # fmt: skip
    moved, gained, lost, of, scored = found[0][7:] if found else (0, 0, 0, 0, 0)
    return WhatIf(rows, moved, gained, lost, of, scored, of if first == "place" else moved + gained + lost)


_KEPT = "SELECT item_id AS id, value FROM backlog_score WHERE model_id = %s"
_SHIFTS = """
    WITH fresh AS ({fresh}
    ), now AS ({now}
    ), both_of AS (
        SELECT f.id, f.number, old.value AS before, f.value AS after, f.reason,
               CASE WHEN old.value IS NOT NULL THEN rank() OVER (ORDER BY old.value DESC NULLS LAST) END AS was,
               CASE WHEN f.value IS NOT NULL THEN rank() OVER (ORDER BY f.value DESC NULLS LAST) END AS will
          FROM fresh f LEFT JOIN now old ON old.id = f.id
    )
    SELECT id, number, before, after, reason, was, will,
           count(*) FILTER (WHERE was <> will) OVER (), count(*) FILTER (WHERE was IS NULL AND will IS NOT NULL) OVER (),
           count(*) FILTER (WHERE was IS NOT NULL AND will IS NULL) OVER (), count(*) OVER (), count(will) OVER ()
      FROM both_of ORDER BY {order} LIMIT %s
"""
