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

from backlog.formula import FormulaError, SqlExpression, compile_reason_sql, compile_sql, parse
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


@dataclass(frozen=True, slots=True)
class _Compiled:
    """A formula as SQL over the columns that stand for its criteria and derived numbers."""

    value: SqlExpression
    reason: SqlExpression
    criteria: Mapping[str, UUID]
    derived: Mapping[str, str]


def _compiled(weighing: Weighing) -> _Compiled:
    """A formula that was sound when it was written and is no longer (what it names has gone) gives no score, and why."""
    used: dict[str, UUID] = {}
    names: dict[str, str] = {}
    named: tuple[str, ...] = ()
    try:
        formula = parse(weighing.formula)
        named = formula.names
        used = {key: pk for key, pk in weighing.criteria.items() if key in named}
        derived = {key: f"d_{key}" for key in sorted(inputs_used(weighing.formula)) if key not in used}
        names = {key: f"c{n}" for n, key in enumerate(used)} | derived
        names |= {f"weight_{key}": f"({weight}::numeric(9, 3))" for key, weight in weighing.weights.items()}
        return _Compiled(compile_sql(formula, names), compile_reason_sql(formula, names), used, derived)
    except FormulaError:
        gone = [name for name in named if name not in names]
        code = f"unknown:{','.join(gone)}" if gone else "broken"
        return _Compiled(SqlExpression("NULL::float8"), SqlExpression("%s::text", (code,)), {}, {})


def scores_sql(
    weighing: Weighing, *, source: str = "", params: tuple[Any, ...] = (), columns: str = ""
) -> SqlExpression:
    """A query of (id, number, …`columns`, value, reason) for the open items of the weighing's kinds.

    `source` is what stands beside the items `i`, with its `params`; `columns` names what of it to hand on, each with
    a comma in front. A formula that cannot be computed gives no score, and says why: `unknown:` and what it names that is
    not there, or `broken`. Ratings are numeric(18, 6), within the bounds that formulas are checked for; as doubles they
    compute faster. Each `OFFSET 0` keeps what it stands behind from being worked out as often as it is named.
    """
    compiled = _compiled(weighing)
    today = workspace_day(weighing.zone)
    derived = "".join(
        f", {input_sql(key, today=today, zone=weighing.zone)} AS {name}"
        for key, name in compiled.derived.items()
    )
    ratings, rated = _ratings_sql(len(compiled.criteria))
    handed = re.sub(r"\w+\.", "", columns)  # outside, without the table they came from
    sql = f"""
        SELECT id, number{handed}, {compiled.value.sql} AS value, left({compiled.reason.sql}, 200) AS reason FROM (
            SELECT i.id, i.number{columns}{rated}{derived} FROM backlog_item i {source} {ratings}
             WHERE i.product_id = %s AND i.deleted_at IS NULL AND i.category = ANY(%s)
               AND (cardinality(%s::text[]) = 0 OR i.kind = ANY(%s::text[])) OFFSET 0
        ) AS inputs OFFSET 0"""
    kinds = list(weighing.kinds)
    return SqlExpression(
        sql,
        (
            *compiled.value.params, *compiled.reason.params, *params, *compiled.criteria.values(),
            weighing.product_id, list(OPEN_CATEGORIES), kinds, kinds,
        ),
    )  # fmt: skip


def _ratings_sql(count: int) -> tuple[str, str]:
    """A join of the item `i` with its numbers for so many criteria (parameters), and these as columns c0, c1, …

    Looked up item by item: a window of a large product is a small part of all ratings, and how small PostgreSQL cannot
    know before the tables have been analysed, as just after an import.
    """
    if not count:
        return "", ""
    pivot = ", ".join(f"(max(value) FILTER (WHERE criterion_id = %s))::float8 AS c{n}" for n in range(count))
    join = f"LEFT JOIN LATERAL (SELECT {pivot} FROM backlog_rating WHERE item_id = i.id) AS rated ON TRUE"
    return join, "".join(f", rated.c{n}" for n in range(count))
