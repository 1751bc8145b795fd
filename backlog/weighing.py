"""One SQL query for the scores that a model gives, as it is or as it might be."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils import timezone

from backlog.formula import SqlExpression, compile_reason_sql, compile_sql, parse
from backlog.inputs import input_sql, inputs_used
from backlog.models import Criterion, ScoringModel
from backlog.models.products import OPEN_CATEGORIES


@dataclass(frozen=True, slots=True)
class Weighing:
    """What decides scores: a formula, its criteria by key, their weights, the kinds that are scored (none: all)."""

    product_id: UUID
    zone: str
    formula: str
    criteria: Mapping[str, UUID]
    weights: Mapping[str, Decimal]
    kinds: tuple[str, ...]


def weighing_of(model: ScoringModel) -> Weighing:
    """A model as it is. One statement, another where its workspace is not at hand."""
    rows = list(model.model_criteria.select_related("criterion"))
    return Weighing(
        product_id=model.product_id,
        zone=model.workspace.timezone,
        formula=model.formula,
        criteria={row.criterion.key: row.criterion_id for row in rows},
        weights={row.criterion.key: row.weight for row in rows},
        kinds=tuple(model.kinds),
    )


def weighing_if(
    model: ScoringModel, *, formula: str | None = None, weights: Mapping[str, Decimal] | None = None
) -> Weighing:
    """A model as it would be with another formula (over all criteria of the product) or other weights by key."""
    now = weighing_of(model)
    known = dict(Criterion.objects.filter(product_id=model.product_id).values_list("key", "pk"))
    return Weighing(
        product_id=now.product_id,
        zone=now.zone,
        formula=model.formula if formula is None else formula,
        criteria=known if formula is not None else now.criteria,
        weights={**dict.fromkeys(known, Decimal(1)), **now.weights, **(weights or {})},
        kinds=now.kinds,
    )


def workspace_day(zone: str) -> date:
    """The day it is now in a workspace's time zone: that of scores."""
    return timezone.now().astimezone(ZoneInfo(zone)).date()


def scores_sql(
    weighing: Weighing, *, source: str = "", params: tuple[Any, ...] = (), columns: str = ""
) -> SqlExpression:
    """A query of (id, number, …`columns`, value, reason) for the open items of the weighing's kinds.

    `source` is what stands beside the items `i`, with its `params`; `columns` names what of it to hand on, each with
    a comma in front. Raises FormulaError. Ratings are numeric(18, 6), within the bounds that formulas are checked for;
    as doubles they compute faster.
    """
    formula = parse(weighing.formula)
    used = {key: pk for key, pk in weighing.criteria.items() if key in formula.names}
    derived = {key: f"d_{key}" for key in sorted(inputs_used(weighing.formula)) if key not in used}
    names = {key: f"c{n}" for n, key in enumerate(used)} | derived
    names |= {f"weight_{key}": f"({weight}::numeric(9, 3))" for key, weight in weighing.weights.items()}
    value, reason = compile_sql(formula, names), compile_reason_sql(formula, names)
    today = workspace_day(weighing.zone)
    pivot = [f", (max(r.value) FILTER (WHERE r.criterion_id = %s))::float8 AS c{n}" for n in range(len(used))]
    pivot += [
        f", {input_sql(key, today=today, zone=weighing.zone)} AS {name}" for key, name in derived.items()
    ]
    handed = re.sub(r"\w+\.", "", columns)  # outside, without the table they came from
    sql = f"""
        SELECT id, number{handed}, {value.sql} AS value, left({reason.sql}, 200) AS reason FROM (
            SELECT i.id, i.number{columns}{"".join(pivot)}
              FROM backlog_item i {source} LEFT JOIN backlog_rating r ON r.item_id = i.id
             WHERE i.product_id = %s AND i.deleted_at IS NULL AND i.category = ANY(%s)
               AND (cardinality(%s::text[]) = 0 OR i.kind = ANY(%s::text[]))
             GROUP BY i.id{columns}
        ) AS inputs"""
    kinds = list(weighing.kinds)
    return SqlExpression(
        sql,
        (
            *value.params, *reason.params, *used.values(), *params,
            weighing.product_id, list(OPEN_CATEGORIES), kinds, kinds,
        ),
    )  # fmt: skip
