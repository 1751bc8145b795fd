"""Scores: what is stale, and one set-based statement that computes them.

A request row says that something a score depends on has changed. It is written with the change's news, and goes
when the scores are written; so nothing is lost when a worker dies. The item's own row is never touched.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from activity import dispatch
from activity.actors import system_actor
from activity.services import record
from backlog.formula import compile_reason_sql, compile_sql, parse
from backlog.models import Product, ScoreRequest, ScoringModel
from backlog.models.products import OPEN_CATEGORIES
from core.db import tenant

TASK = "backlog.tasks.recompute"
MOST_ITEMS = 5_000  # single requests taken at once
WINDOW = 20_000  # item numbers a batch of a whole product covers


def request_scores(
    product_id: UUID, item_ids: Iterable[UUID] | None, *, workspace_id: UUID, cause: str
) -> None:
    """Note that these items' scores (None: the whole product's) are stale, and have the worker see to it after commit.

    Requests for the same thing melt into one; asking again renews it, so that a run under way cannot swallow it.
    """
    ids: list[UUID | None] = [None] if item_ids is None else [*sorted(set(item_ids))]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO backlog_scorerequest (workspace_id, product_id, item_id, cause, at) "
            "SELECT %s, %s, item, %s, clock_timestamp() FROM unnest(%s::uuid[]) AS item "
            "ON CONFLICT (product_id, item_id) DO UPDATE SET cause = excluded.cause, at = excluded.at",
            [workspace_id, product_id, cause, ids],
        )
    transaction.on_commit(lambda: dispatch.queue_once(TASK, str(product_id)), robust=True)


def recompute(product: Product) -> int:
    """Carry out the product's requests; returns how many scores changed. Safe to run twice or at the same time.

    Single items in one transaction; a whole product in batches of WINDOW numbers, each its own transaction, so that
    locks are short. A killed run leaves its request, and the next one goes on.
    """
    changed = 0
    whole = ScoreRequest.objects.filter(product=product, item_id=None).first()
    if whole is not None:
        changed += _recompute_all(product, whole)
    while True:
        taken, written = _recompute_requested(product)
        changed += written
        if not taken:
            return changed


@dataclass(frozen=True, slots=True)
class Batch:
    """The items of a product that one statement covers: some ids, or a window of numbers."""

    ids: Sequence[UUID] | None = None
    numbers: tuple[int, int] = (0, 0)

    def condition(self) -> tuple[str, list[Any]]:
        if self.ids is not None:
            return "i.id = ANY(%s::uuid[])", [list(self.ids)]
        return "i.number BETWEEN %s AND %s", list(self.numbers)


def compute(model: ScoringModel, batch: Batch, *, cause: str) -> list[UUID]:
    """Write the batch's scores that differ, each move with its history; returns the ids of those items.

    Open items of the model's kinds only: done and dropped ones keep their last score. Cost: one statement, three
    to read the model.
    """
    # Ratings are numeric(18, 6), within the bounds that formulas are checked for; as doubles they compute faster.
    formula = parse(model.formula)
    criteria = list(model.model_criteria.select_related("criterion"))
    columns = {row.criterion.key: f"c{n}" for n, row in enumerate(criteria)}
    columns |= {f"weight_{row.criterion.key}": f"({row.weight}::numeric(9, 3))" for row in criteria}
    value, reason = compile_sql(formula, columns), compile_reason_sql(formula, columns)
    condition, condition_params = batch.condition()
    pivot = "".join(
        f", (max(r.value) FILTER (WHERE r.criterion_id = %s))::float8 AS c{n}" for n in range(len(criteria))
    )
    statement = _STATEMENT.format(pivot=pivot, condition=condition, value=value.sql, reason=reason.sql)
    params: list[Any] = [
        *(row.criterion_id for row in criteria),
        model.product_id, list(OPEN_CATEGORIES), list(model.kinds), list(model.kinds), *condition_params,
        *value.params, *reason.params, model.pk,
        model.workspace_id, model.pk, model.revision,
        model.workspace_id, model.pk, cause,
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return [row[0] for row in cursor.fetchall()]


_STATEMENT = """
    WITH inputs AS (
        SELECT i.id{pivot}
          FROM backlog_item i LEFT JOIN backlog_rating r ON r.item_id = i.id
         WHERE i.product_id = %s AND i.deleted_at IS NULL AND i.category = ANY(%s)
           AND (cardinality(%s::text[]) = 0 OR i.kind = ANY(%s::text[])) AND {condition}
         GROUP BY i.id
    ), fresh AS (
        SELECT id, {value} AS value, left({reason}, 200) AS reason FROM inputs
    ), moved AS (
        SELECT f.id, f.value, f.reason, old.value AS before
          FROM fresh f LEFT JOIN backlog_score old ON old.item_id = f.id AND old.model_id = %s
         WHERE old.id IS NULL OR old.value IS DISTINCT FROM f.value OR old.reason IS DISTINCT FROM f.reason
    ), written AS (
        INSERT INTO backlog_score AS score (workspace_id, item_id, model_id, value, reason, revision, updated_at)
        SELECT %s::uuid, id, %s::uuid, value, reason, %s::int, now() FROM moved ORDER BY id
            ON CONFLICT (item_id, model_id) DO UPDATE SET value = excluded.value, reason = excluded.reason,
               revision = excluded.revision, updated_at = excluded.updated_at
    ), history AS (
        INSERT INTO backlog_scorehistory (workspace_id, item_id, model_id, before, after, cause, at)
        SELECT %s::uuid, id, %s::uuid, before, value, %s, now() FROM moved WHERE before IS DISTINCT FROM value
    )
    SELECT id FROM moved
"""


def _recompute_requested(product: Product) -> tuple[int, int]:
    """Take waiting single requests and compute their items; returns how many were taken and how many changed."""
    with tenant(product.workspace_id), connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM backlog_scorerequest WHERE id IN (SELECT id FROM backlog_scorerequest WHERE product_id = %s "
            "AND item_id IS NOT NULL ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED) RETURNING item_id, cause",
            [product.pk, MOST_ITEMS],
        )
        taken = cursor.fetchall()
        model = _active(product)
        if not taken or model is None:
            return len(taken), 0
        changed = compute(model, Batch(ids=[row[0] for row in taken]), cause=taken[0][1])
        _tell(product, model, changed, taken[0][1])
    return len(taken), len(changed)


def _recompute_all(product: Product, request: ScoreRequest) -> int:
    product.refresh_from_db(fields=["next_number"])
    total = 0
    for first in range(1, product.next_number, WINDOW):
        with tenant(product.workspace_id):
            model = _active(product)
            if model is None:
                break
            changed = compute(model, Batch(numbers=(first, first + WINDOW - 1)), cause=request.cause)
            _tell(product, model, changed, request.cause)
            total += len(changed)
    ScoreRequest.objects.filter(pk=request.pk, at=request.at).delete()
    return total


def _active(product: Product) -> ScoringModel | None:
    return ScoringModel.objects.filter(product=product, is_active=True).first()


def _tell(product: Product, model: ScoringModel, changed: list[UUID], cause: str) -> None:
    """One event for the batch, and at once to open pages which items' scores to fetch again."""
    if not changed:
        return
    by = system_actor(product.workspace_id)
    record(
        "scores.recomputed",
        model,
        by=by,
        data={"product": str(product.pk), "count": len(changed), "cause": cause},
    )
    ids = [str(pk) for pk in changed] if len(changed) <= dispatch.MOST_IDS else None
    message = {"kind": "score", "verb": "scores.recomputed", "ids": ids, "product": str(product.pk)}
    transaction.on_commit(lambda: dispatch.publish(product.workspace_id, [message]), robust=True)


def stale_since(moment: datetime) -> list[UUID]:
    """Products with a request older than `moment`: what a lost nudge or a dead worker left."""
    return list(ScoreRequest.objects.filter(at__lt=moment).values_list("product_id", flat=True).distinct())
