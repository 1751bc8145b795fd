"""Scores: what is stale, and one set-based statement that computes them.

A request row says that something a score depends on has changed. It is written with the change's news, and goes
when the scores are written; so nothing is lost when a worker dies. The item's own row is never touched.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q

from activity import dispatch
from activity.actors import system_actor
from activity.services import record
from backlog.inputs import inputs_used, score_inputs
from backlog.models import Item, Product, ScoreRequest, ScoringModel
from backlog.weighing import scores_sql, weighing_of, workspace_day
from core.db import tenant

TASK = "backlog.tasks.recompute"
MOST_ITEMS = 5_000  # single requests taken at once
WINDOW = 10_000  # item numbers a batch of a whole product covers
MOST_NAMED = 200  # moves that a batch's event tells one by one
COMPUTED = Q(is_active=True) | Q(is_tried=True)


def request_scores(
    product_id: UUID,
    item_ids: Iterable[UUID] | None,
    *,
    workspace_id: UUID,
    cause: str,
    actions: Mapping[UUID, UUID] | UUID | None = None,
) -> None:
    """Note that these items' scores (None: the whole product's) are stale, and have the worker see to it after commit.

    Requests for the same thing melt into one; asking again renews it, so that a run under way cannot swallow it.
    `actions` is the act behind it, for all or by item.
    """
    ids: list[UUID | None] = [None] if item_ids is None else [*sorted(set(item_ids))]
    acts = [actions.get(pk) if isinstance(actions, Mapping) and pk else actions for pk in ids]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO backlog_scorerequest (workspace_id, product_id, item_id, cause, action, at) "
            "SELECT %s, %s, item, %s, action, clock_timestamp() FROM unnest(%s::uuid[], %s::uuid[]) AS asked (item, action) "
            "ON CONFLICT (product_id, item_id) DO UPDATE SET cause = excluded.cause, action = excluded.action, "
            "at = excluded.at, reached = 0",
            [workspace_id, product_id, cause, ids, acts],
        )
    transaction.on_commit(lambda: dispatch.queue_once(TASK, str(product_id)), robust=True)


def request_using(
    keys: Collection[str],
    item_ids: Collection[UUID],
    *,
    workspace_id: UUID,
    cause: str,
    action: UUID | None = None,
) -> None:
    """`request_scores` for those of the items, of whichever product, whose model uses one of these derived numbers.

    Two statements, and one a product.
    """
    products = [
        product
        for product, formula in ScoringModel.objects.filter(COMPUTED, workspace=workspace_id).values_list(
            "product_id", "formula"
        )
        if inputs_used(formula, keys)
    ]
    if not products or not item_ids:
        return
    by_product: dict[UUID, list[UUID]] = {}
    rows = Item.objects.filter(pk__in=item_ids, product__in=products)
    for product, pk in rows.values_list("product_id", "pk"):
        by_product.setdefault(product, []).append(pk)
    for product, ids in by_product.items():
        request_scores(product, ids, workspace_id=workspace_id, cause=cause, actions=action)


def recompute(product: Product) -> int:
    """Carry out the product's requests; returns how many scores changed. Safe to run twice or at the same time.

    Single items in one transaction; a whole product in batches of WINDOW numbers, each its own transaction, so that
    locks are short. A killed run leaves its request with how far it came, and the next one goes on from there; a newer
    request for the whole begins anew.
    """
    changed = 0
    while True:
        taken, written = _recompute_requested(product)
        changed += written
        if taken:
            continue
        went_on, written = _recompute_window(product)
        changed += written
        if not went_on:
            return changed


@dataclass(frozen=True, slots=True)
class Asked:
    """An item whose score is asked for, and why."""

    item_id: UUID
    cause: str
    action: UUID | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """The items of a product that one statement covers: some of them, or a window of numbers for one cause."""

    asked: Sequence[Asked] | None = None
    numbers: tuple[int, int] = (0, 0)
    cause: str = ""
    action: UUID | None = None

    def source(self) -> tuple[str, list[Any]]:
        """What stands beside the items `i`: `asked` with a cause and an act for each."""
        if self.asked is None:
            sql = "JOIN (VALUES (%s::text, %s::uuid)) AS asked (cause, action) ON i.number BETWEEN %s AND %s"
            return sql, [self.cause, self.action, *self.numbers]
        sql = "JOIN unnest(%s::uuid[], %s::text[], %s::uuid[]) AS asked (item, cause, action) ON asked.item = i.id"
        columns = zip(*((each.item_id, each.cause, each.action) for each in self.asked), strict=True)
        return sql, [list(column) for column in columns]


@dataclass(frozen=True, slots=True)
class Moved:
    """A score that was written."""

    item_id: UUID
    number: int
    before: float | None
    after: float | None


def compute(model: ScoringModel, batch: Batch) -> list[Moved]:
    """Write the batch's scores that differ, each move with its history; returns what was written.

    Open items of the model's kinds only: done and dropped ones keep their last score. Cost: one statement, and one or
    two to read the model.
    """
    source, source_params = batch.source()
    fresh = scores_sql(
        weighing_of(model), source=source, params=tuple(source_params), columns=", asked.cause, asked.action"
    )
    params: list[Any] = [
        *fresh.params, model.pk,
        model.workspace_id, model.pk, model.revision,
        model.workspace_id, model.pk,
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_STATEMENT.format(fresh=fresh.sql), params)
        return [Moved(*row) for row in cursor.fetchall()]


_STATEMENT = """
    WITH fresh AS ({fresh}
    ), moved AS (
        SELECT f.*, old.value AS before
          FROM fresh f LEFT JOIN backlog_score old ON old.item_id = f.id AND old.model_id = %s
         WHERE old.id IS NULL OR old.value IS DISTINCT FROM f.value OR old.reason IS DISTINCT FROM f.reason
    ), written AS (
        INSERT INTO backlog_score AS score (workspace_id, item_id, model_id, value, reason, revision, updated_at)
        SELECT %s::uuid, id, %s::uuid, value, reason, %s::int, now() FROM moved ORDER BY id
            ON CONFLICT (item_id, model_id) DO UPDATE SET value = excluded.value, reason = excluded.reason,
               revision = excluded.revision, updated_at = excluded.updated_at
    ), history AS (
        INSERT INTO backlog_scorehistory (workspace_id, item_id, model_id, before, after, cause, action, at)
        SELECT %s::uuid, id, %s::uuid, before, value, cause, action, now() FROM moved WHERE before IS DISTINCT FROM value
    )
    SELECT id, number, before, value FROM moved
"""


def _recompute_requested(product: Product) -> tuple[int, int]:
    """Take waiting single requests and compute their items; returns how many were taken and how many changed."""
    with tenant(product.workspace_id), connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM backlog_scorerequest WHERE id IN (SELECT id FROM backlog_scorerequest WHERE product_id = %s "
            "AND item_id IS NOT NULL ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED) RETURNING item_id, cause, action",
            [product.pk, MOST_ITEMS],
        )
        taken = [Asked(*row) for row in cursor.fetchall()]
        written = _compute_all(product, Batch(asked=taken), taken[0].cause) if taken else 0
    return len(taken), written


def _recompute_window(product: Product) -> tuple[bool, int]:
    """Compute the next window of a request for the whole product; whether there was one, and how many scores changed.

    Of two workers one computes, and the other finds nothing to do.
    """
    with tenant(product.workspace_id), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext(%s))", [f"recompute {product.pk}"])
        request = ScoreRequest.objects.filter(product=product, item_id=None).first()
        if not cursor.fetchone()[0] or request is None:
            return False, 0
        product.refresh_from_db(fields=["next_number"])
        first, of = request.reached + 1, product.next_number - 1
        last = min(first + WINDOW - 1, of)
        batch = Batch(numbers=(first, last), cause=request.cause, action=request.action)
        written = _compute_all(product, batch, request.cause)
        same = ScoreRequest.objects.filter(pk=request.pk, at=request.at)
        if last >= of:
            same.delete()
        else:
            same.update(reached=last)
        if of > WINDOW:
            news = {"kind": "recompute", "ids": [], "product": str(product.pk), "done": last, "of": of}
            transaction.on_commit(lambda: dispatch.publish(product.workspace_id, [news]), robust=True)
    return True, written


def _compute_all(product: Product, batch: Batch, cause: str) -> int:
    """Compute a batch by the active model, and by the one that is tried."""
    written = 0
    for model in ScoringModel.objects.filter(COMPUTED, product=product).select_related("workspace"):
        moved = compute(model, batch)
        _tell(product, model, moved, cause)
        written += len(moved)
    return written


def _tell(product: Product, model: ScoringModel, moved: Sequence[Moved], cause: str) -> None:
    """One event for the batch, and at once to open pages which items' scores to fetch again."""
    if not moved:
        return
    by = system_actor(product.workspace_id)
    named = [
        {"key": f"{product.key}-{one.number}", "before": one.before, "after": one.after}
        for one in moved[:MOST_NAMED]
    ]
    data = {"product": str(product.pk), "count": len(moved), "cause": cause, "items": named}
    record("item.score_changed", model, by=by, data=data)
    ids = [str(one.item_id) for one in moved] if len(moved) <= dispatch.MOST_IDS else None
    message = {"kind": "score", "verb": "item.score_changed", "ids": ids, "product": str(product.pk)}
    transaction.on_commit(lambda: dispatch.publish(product.workspace_id, [message]), robust=True)


def refresh_dated() -> int:
    """Ask for new scores by models that depend on the day, where the day has changed; returns how many models.

    The day is that of each workspace. Safe to run twice or at the same time.
    """
    dated = {key for key, each in score_inputs().items() if each.dated}
    uses = Q()
    for key in dated:
        uses |= Q(formula__contains=key)
    asked = 0
    for model in ScoringModel.objects.filter(COMPUTED, uses).select_related("workspace"):
        today = workspace_day(model.workspace.timezone)
        if model.scored_on == today or not inputs_used(model.formula, dated):
            continue
        with tenant(model.workspace_id):
            ScoringModel.objects.filter(pk=model.pk).update(scored_on=today)
            request_scores(model.product_id, None, workspace_id=model.workspace_id, cause="day")
        asked += 1
    return asked


def stale_since(moment: datetime) -> list[UUID]:
    """Products with a request older than `moment`: what a lost nudge or a dead worker left."""
    return list(ScoreRequest.objects.filter(at__lt=moment).values_list("product_id", flat=True).distinct())
