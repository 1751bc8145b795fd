"""Scores: recompute beside hand-written SQL, how soon a rating moves one, and what a run costs those who edit meanwhile."""

import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import orjson
from django.conf import settings
from django.db import connection, transaction
from redis import Redis

from activity import dispatch
from backlog.models import Criterion, Item, ScoreRequest, ScoringModel
from backlog.services.recompute import WINDOW, Batch, compute, recompute, request_scores
from tests.benchmarks.ground import ROOT, Size, ours, peak_mb
from tests.benchmarks.load import Load, Request, run, send
from tests.benchmarks.table import Row

# The same rows by hand: RICE from its four criteria, scores and history with the same indexes, only what differs.
_BY_HAND = """
    WITH fresh AS (
        SELECT i.id, round((max(r.value) FILTER (WHERE c.key = 'reach') * max(r.value) FILTER (WHERE c.key = 'impact')
               * max(r.value) FILTER (WHERE c.key = 'confidence') / max(r.value) FILTER (WHERE c.key = 'effort')), 6)::float8 AS value
          FROM backlog_item i LEFT JOIN backlog_rating r ON r.item_id = i.id LEFT JOIN backlog_criterion c ON c.id = r.criterion_id
         WHERE i.product_id = %(product)s AND i.deleted_at IS NULL AND i.category IN ('backlog', 'ready', 'active')
           AND i.number BETWEEN %(first)s AND %(last)s
         GROUP BY i.id
    ), moved AS (
        SELECT f.id, f.value, s.value AS before FROM fresh f JOIN backlog_score s ON s.item_id = f.id AND s.model_id = %(model)s
         WHERE s.value IS DISTINCT FROM f.value
    ), written AS (
        UPDATE backlog_score s SET value = m.value, reason = CASE WHEN m.value IS NULL THEN 'missing' END, updated_at = now()
          FROM moved m WHERE s.item_id = m.id AND s.model_id = %(model)s
    )
    INSERT INTO backlog_scorehistory (workspace_id, item_id, model_id, before, after, cause, at)
    SELECT %(workspace)s, id, %(model)s, before, value, 'bench', now() FROM moved
"""


_BUMP = """
    UPDATE backlog_rating r SET value = value + 1 FROM backlog_item i, backlog_criterion c WHERE r.item_id = i.id
       AND c.id = r.criterion_id AND c.key = 'reach' AND i.product_id = %s AND i.number %% %s = 0
"""
WORST = 1.5
"""What ours may take, in times of the statement by hand."""


def recompute_rows(size: Size) -> list[Row]:
    """One item in a hundred changed, and all: window by window as the worker does it ÷ one statement by hand.

    Of each the quickest of several runs in turn: neighbours on the machine only ever add.
    """
    return [_hundredth(size), _whole_run(size)]


def _hundredth(size: Size) -> Row:
    """Rolled back each time."""

    def timed(act: Callable[[], object]) -> float:
        with transaction.atomic():
            _bump(size, 100)
            took = _seconds(act)
            transaction.set_rollback(True)
        return took

    def in_windows() -> None:
        for first in range(1, size.product.next_number, WINDOW):
            compute(_model(size), Batch(numbers=(first, first + WINDOW - 1), cause="bench"))

    times = [(timed(in_windows), timed(lambda: _by_hand(size))) for _ in range(3)]
    return _compared(f"recompute {size.items:,}, 1 % changed", times)


def _whole_run(size: Size) -> Row:
    """Every score changes, and is written, with its events; both find the tables without what the last run left."""

    def timed(act: Callable[[], object]) -> float:
        _bump(size, 1)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE) backlog_rating, backlog_score, backlog_scorehistory")
        return _seconds(act)

    def in_windows() -> None:
        request_scores(size.product.pk, None, workspace_id=size.workspace.pk, cause="bench")
        recompute(size.product)

    rounds = 3 if size.items <= 100_000 else 2
    times = [(timed(in_windows), timed(lambda: _by_hand(size))) for _ in range(rounds)]
    return _compared(f"recompute {size.items:,}, all changed", times)


def _compared(case: str, pairs: list[tuple[float, float]]) -> Row:
    mine, by_hand = (min(pair[place] for pair in pairs) for place in (0, 1))
    ratio = mine / by_hand
    return Row(
        case, f"{mine:.2f} s", f"{by_hand:.2f} s", ratio, target=f"≤ {WORST} × by hand", met=ratio <= WORST
    )  # fmt: skip


def _bump(size: Size, every: int) -> None:
    """One more reach for each item whose number is a multiple."""
    with connection.cursor() as cursor:
        cursor.execute(_BUMP, [size.product.pk, every])


def _by_hand(size: Size) -> None:
    last = size.product.next_number + 10_000
    here: dict[str, Any] = {
        "product": size.product.pk,
        "model": _model(size).pk,
        "workspace": size.workspace.pk,
    }
    with connection.cursor() as cursor:
        cursor.execute(_BY_HAND, {**here, "first": 1, "last": last})


def _seconds(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def _model(size: Size) -> ScoringModel:
    return ScoringModel.objects.select_related("workspace").get(product=size.product, is_active=True)


def worker_rows(size: Size) -> list[Row]:
    """What people feel of the worker, started the production way: how soon a rating moves a score, and edits beside a run."""
    with ours() as port, working() as worker:
        _ask_for_all(size)
        _until_done(size)
        return [_rating_row(size, port), _edit_row(size, port, worker)]


@contextmanager
def working() -> Iterator["subprocess.Popen[bytes]"]:
    """The worker of what people wait for."""
    command = [
        sys.executable, "-m", "celery", "-A", "config", "worker", "--pool", "prefork", "--without-gossip",
        "--without-mingle", "-Q", "interactive,default", "--concurrency", "2", "-l", "ERROR",
    ]  # fmt: skip
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"}
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, cwd=ROOT, env=env, stdout=quiet, stderr=quiet) as worker:
        try:
            yield worker
        finally:
            worker.terminate()


def _rating_row(size: Size, port: int) -> Row:
    """From the request that sets a rating to the news that open pages hear, when the new score is there to be read."""
    key = Criterion.objects.get(product=size.product, key="reach").key
    open_items = Item.objects.open().filter(product=size.product, ratings__criterion__key="reach")
    numbers = list(open_items.order_by("?").values_list("number", "pk")[:30])
    times = []
    with Redis.from_url(settings.REDIS_URL) as client, client.pubsub() as heard:
        heard.subscribe(dispatch.channel(size.workspace.pk))
        for place, (number, pk) in enumerate(numbers):
            body = {"item": f"{size.product.key}-{number}", "criterion": key, "value": 10_000 + place}
            start = time.perf_counter()
            send(port, Request("/api/v1/ratings/", "POST", orjson.dumps(body), size.headers))
            _until_told(heard, str(pk))
            times.append(time.perf_counter() - start)
    times.sort()
    worst = times[int(len(times) * 0.95)]
    return Row(
        f"rating typed → score told, {size.items:,} items",
        f"{statistics.median(times) * 1000:.0f} ms, p95 {worst * 1000:.0f} ms", target="p95 ≤ 1 s", met=worst <= 1,
    )  # fmt: skip


def _until_told(heard: Any, pk: str) -> None:
    until = time.monotonic() + 10
    while time.monotonic() < until:
        message = heard.get_message(ignore_subscribe_messages=True, timeout=1)
        if (
            message
            and (news := orjson.loads(message["data"])).get("kind") == "score"
            and pk in (news["ids"] or ())
        ):
            return


def _edit_row(size: Size, port: int, worker: "subprocess.Popen[bytes]") -> Row:
    """One who edits item after item, in turn without a run and while the worker computes the whole product again and again."""

    def edit(n: int) -> Request:
        body = orjson.dumps({"estimate": n % 90 + 1})
        return Request(f"/api/v1/items/{size.keys[n % len(size.keys)]}/", "PATCH", body, size.headers)

    alone: list[Load] = []
    beside: list[Load] = []
    asked = 0
    for _ in range(3):
        _until_done(size)
        alone.append(run(port, edit, clients=1, seconds=2))
        with runs(size) as count:
            beside.append(run(port, edit, clients=1, seconds=2 if size.items <= 100_000 else 8))
        asked += count[0]
    usual, meanwhile = (statistics.median(load.p95_ms for load in loads) for loads in (alone, beside))
    failed, ratio = sum(load.failed for load in beside), meanwhile / usual
    return Row(
        f"edit beside a run, {size.items:,} items",
        f"p95 {meanwhile:.1f} ms ({asked} runs, worker {_most_mb(worker.pid)} MB{f', {failed} failed' if failed else ''})",
        f"{usual:.1f} ms", ratio, target="≤ 2 × without", met=ratio <= 2 and not failed,
    )  # fmt: skip


def _until_done(size: Size) -> None:
    until = time.monotonic() + 300
    while ScoreRequest.objects.filter(product=size.product).exists():
        if time.monotonic() > until:
            raise SystemExit("the worker did not compute the scores")
        time.sleep(0.1)


@contextmanager
def runs(size: Size) -> Iterator[list[int]]:
    """The worker is given the whole product, all of it changed, as soon as it has finished; yields how many times, so far."""
    over, count = threading.Event(), [0]

    def again() -> None:
        while not over.wait(0.05):
            if not ScoreRequest.objects.filter(product=size.product, item_id=None).exists():
                _ask_for_all(size)
                count[0] += 1
        connection.close()

    thread = threading.Thread(target=again)
    thread.start()
    yield count
    over.set()
    thread.join()


def _ask_for_all(size: Size) -> None:
    """All scores by another formula than the last one."""
    model = _model(size)
    usual = "(reach * impact * confidence) / effort"
    ScoringModel.objects.filter(pk=model.pk).update(
        formula=f"{usual} + 1" if model.formula == usual else usual
    )
    request_scores(size.product.pk, None, workspace_id=size.workspace.pk, cause="bench")


def _most_mb(pid: int) -> int:
    """The most memory that one of the worker's processes has held."""
    children = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True
    ).stdout.split()
    return max((peak_mb(int(child)) for child in children), default=0)
