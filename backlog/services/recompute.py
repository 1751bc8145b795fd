"""Scores: what is stale, and one set-based statement that computes them.

A request row says that something a score depends on has changed. It is written with the change's news, and goes
when the scores are written; so nothing is lost when a worker dies. The item's own row is never touched. What finds
requests that nobody carries out is in `score_sweeps.py`.
"""

import math
import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q

from activity import dispatch
from activity.actors import system_actor
from activity.services import record
from backlog.inputs import inputs_used
from backlog.models import Item, Product, ScoreRequest, ScoringModel
from backlog.weighing import scores_sql, weighing_of
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
    `actions` is the act behind it, for all or by item. What a person waits for goes before whole products.
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
    queue = "default" if item_ids is None else "interactive"
    transaction.on_commit(lambda: dispatch.queue_once(TASK, str(product_id), queue=queue), robust=True)


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


def recompute(product: Product, *, seconds: float = math.inf) -> int:
    """Carry out the product's requests; returns how many scores changed. Safe to run twice or at the same time.

    Each turn is a transaction: first single items, then a whole product by windows of WINDOW numbers, so that locks are
    short and a single item never waits for the whole. A killed run leaves its request with how far it came, and the next
    one goes on from there; a newer request for the whole begins anew. After so many `seconds` the rest is queued again,
    behind what others wait for. Of two workers one computes: a statement that began earlier must not overwrite what a
    later one has seen.
    """
    changed, until = 0, time.monotonic() + seconds
    while _is_waiting(product):
        if time.monotonic() > until:
            dispatch.queue_once(TASK, str(product.pk), queue="default")
            break
        written = _take_turn(product)
        if written is None:
            break
        changed += written
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
    """A score that was written: another number, or another reason why there is none."""

    item_id: UUID
    number: int
    before: float | None
    after: float | None


@dataclass(frozen=True, slots=True)
class Written:
    """How many scores a batch wrote, and which; of very many the first MOST_NAMED, those whose number moved before others.

    `moved`: how many have another number.
    """

    count: int = 0
    moved: int = 0
    named: Sequence[Moved] = ()


def compute(model: ScoringModel, batch: Batch) -> Written:
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
        cursor.execute(_STATEMENT.format(fresh=fresh.sql, most=MOST_NAMED), params)
        rows = cursor.fetchall()
    return Written(rows[0][0], rows[0][1], [Moved(*row[2:]) for row in rows]) if rows else Written()


# The former score is looked up item by item, as the ratings are (`OFFSET 0` keeps it so).
_STATEMENT = """
    WITH fresh AS ({fresh}
    ), moved AS (
        SELECT f.*, old.value AS before
          FROM fresh f LEFT JOIN LATERAL (
               SELECT id, value, reason FROM backlog_score WHERE item_id = f.id AND model_id = %s OFFSET 0) old ON TRUE
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
    SELECT count(*) OVER (), count(*) FILTER (WHERE before IS DISTINCT FROM value) OVER (), id, number, before, value
      FROM moved ORDER BY before IS NOT DISTINCT FROM value LIMIT {most}
"""


def _is_waiting(product: Product) -> bool:
    """Whether there is a request that nobody is just renewing (who does has us called once it is committed).

    Asked before the turn is taken, and again after it is over: so whoever comes meanwhile and gives way is not forgotten.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM backlog_scorerequest WHERE product_id = %s LIMIT 1 FOR UPDATE SKIP LOCKED",
            [product.pk],
        )
        return cursor.fetchone() is not None


def _take_turn(product: Product) -> int | None:
    """Compute what comes next; returns how many scores changed, None where another worker is at it."""
    with tenant(product.workspace_id), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"recompute:{product.pk}"]
        )
        if not cursor.fetchone()[0]:
            return None
        waiting = ScoreRequest.objects.filter(product=product)
        single = list(waiting.filter(item_id__isnull=False).order_by("pk")[:MOST_ITEMS])
        if single:
            return _compute_requested(product, single)
        whole = waiting.filter(item_id=None).first()
        return _compute_window(product, whole) if whole else 0


def _compute_requested(product: Product, requests: Sequence[ScoreRequest]) -> int:
    """Compute the items that were asked for; returns how many scores changed."""
    asked = [Asked(one.item_id, one.cause, one.action) for one in requests if one.item_id]
    written = _compute_all(product, Batch(asked=asked), asked[0].cause)
    with connection.cursor() as cursor:
        cursor.execute(_CARRIED_OUT, [[one.pk for one in requests], [one.at for one in requests]])
    return written


# What was renewed meanwhile stays, and nobody waits for anybody who is just renewing.
_CARRIED_OUT = """
    DELETE FROM backlog_scorerequest WHERE id IN (
           SELECT r.id FROM backlog_scorerequest r JOIN unnest(%s::bigint[], %s::timestamptz[]) AS done (id, at)
               ON r.id = done.id AND r.at = done.at FOR UPDATE OF r SKIP LOCKED)
"""


def _compute_window(product: Product, request: ScoreRequest) -> int:
    """Compute the next window of a request for the whole product; returns how many scores changed."""
    product.refresh_from_db(fields=["next_number"])
    first, of = request.reached + 1, product.next_number - 1
    last = min(first + WINDOW - 1, of)
    batch = Batch(numbers=(first, last), cause=request.cause, action=request.action)
    written = _compute_all(product, batch, request.cause)
    same = ScoreRequest.objects.select_for_update(skip_locked=True).filter(pk=request.pk, at=request.at)
    mine = ScoreRequest.objects.filter(pk__in=same.values("pk"))
    if last >= of:
        mine.delete()
    else:
        mine.update(reached=last)
    if of > WINDOW:
        news = {"kind": "recompute", "ids": [], "product": str(product.pk), "done": last, "of": of}
        transaction.on_commit(lambda: dispatch.publish(product.workspace_id, [news]), robust=True)
    return written


def _compute_all(product: Product, batch: Batch, cause: str) -> int:
    """Compute a batch by the active model, and by the one that is tried."""
    written = 0
    models = ScoringModel.objects.filter(COMPUTED, product=product).select_related("workspace").order_by("pk")
    for model in models:
        found = compute(model, batch)
        _tell(product, model, found, cause)
        written += found.count
    return written


def _tell(product: Product, model: ScoringModel, written: Written, cause: str) -> None:
    """One event for the batch, and at once to open pages which items' scores to fetch again.

    It names the items whose number `moved`; what is counted beside them has another reason why there is none.
    """
    if not written.count:
        return
    named = [
        {"key": f"{product.key}-{one.number}", "before": one.before, "after": one.after}
        for one in written.named
        if one.before != one.after
    ]
    data = {
        "product": str(product.pk), "cause": cause, "count": written.count, "moved": written.moved, "items": named,
    }  # fmt: skip
    record("item.score_changed", model, by=system_actor(product.workspace_id), data=data)
    few = written.count <= min(MOST_NAMED, dispatch.MOST_IDS)
    ids = [str(one.item_id) for one in written.named] if few else None
    message = {"kind": "score", "verb": "item.score_changed", "ids": ids, "product": str(product.pk)}
    transaction.on_commit(lambda: dispatch.publish(product.workspace_id, [message]), robust=True)
