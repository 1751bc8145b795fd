"""Runs of the worker among others: killed, twice, swept, cut into turns, while everybody edits."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from django.db import connection, transaction
from redis import Redis

from accounts.models import Member
from activity.models import Event
from activity.tasks import drain
from backlog.models import Item, Product, Score, ScoreHistory, ScoreRequest, ScoringModel
from backlog.services.bulk import Edit, edit_items
from backlog.services.items import update_item
from backlog.services.links import link_items
from backlog.services.recompute import recompute, request_scores
from backlog.services.scoring import update_model
from backlog.tasks import find_missed_scores, sweep_scores
from tests.backlog.statements import counted
from tests.backlog.test_scores import rate, score, settle
from tests.factories import make_item
from tests.valkey import Valkey
from tests.worker import StartWorker, wait_until, workers

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _no_waiting_for_ever(db: None) -> None:
    """A test whose own statement waits for what it holds itself fails, rather than the whole suite."""
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '20s'")


@pytest.fixture
def items(product: Product) -> list[Item]:
    made = [make_item(product) for _ in range(12)]
    settle(product)
    return made


@pytest.fixture
def start_worker(own_valkey: Valkey) -> Iterator[StartWorker]:
    with workers(own_valkey, "tests.backlog.worker_settings", "interactive,default") as start:
        yield start


@contextmanager
def held(item: Item) -> Iterator[None]:
    """Somebody else holds the item's score: who writes it waits."""
    other = connection.copy()
    other.set_autocommit(False)
    with other.cursor() as cursor:
        cursor.execute("SELECT 1 FROM backlog_score WHERE item_id = %s FOR UPDATE", [item.pk])
    try:
        yield
    finally:
        other.close()


def someone_waits() -> bool:
    """Whether a statement on the tests' database waits for another's lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock')"
        )
        return bool(cursor.fetchone()[0])


def nobody_computes() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT NOT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND database = "
            "(SELECT oid FROM pg_database WHERE datname = current_database()))"
        )
        return bool(cursor.fetchone()[0])


def in_a_thread(pool: ThreadPoolExecutor, act: Callable[[], int]) -> "Future[int]":
    """`act` on a database connection of its own."""

    def run() -> int:
        try:
            return act()
        finally:
            connection.close()

    return pool.submit(run)


def ask(product: Product, cause: str = "test") -> None:
    with transaction.atomic():
        request_scores(product.pk, None, workspace_id=product.workspace_id, cause=cause)


def far_apart(items: list[Item], product: Product) -> None:
    """Two items in each window of 10,000 numbers."""
    for place, item in enumerate(items):
        Item.objects.filter(pk=item.pk).update(number=10_000 * (place // 2 + 1) - place % 2)
    Product.objects.filter(pk=product.pk).update(next_number=10_000 * len(items) // 2 + 1)


def test_a_worker_killed_in_the_middle_leaves_the_rest_to_the_next(
    product: Product, items: list[Item], start_worker: StartWorker
) -> None:
    far_apart(items, product)
    ScoringModel.objects.filter(product=product).update(formula="child_count + 7")
    ask(product)
    with held(items[6]):
        worker = start_worker()
        wait_until(lambda: ScoreRequest.objects.filter(reached=30_000).exists() and someone_waits())
        worker.kill()
        worker.wait()
    wait_until(nobody_computes)
    assert (
        list(Score.objects.order_by("item__number").values_list("value", flat=True)) == [7] * 6 + [None] * 6
    )
    assert ScoreRequest.objects.get().reached == 30_000

    ScoreRequest.objects.update(at="2020-01-01T00:00Z")
    start_worker()
    sweep_scores()  # as beat does once a minute
    wait_until(lambda: not ScoreRequest.objects.exists())
    assert set(Score.objects.values_list("value", flat=True)) == {7}
    moves = ScoreHistory.objects.filter(cause="test").values_list("item_id", flat=True)
    assert Counter(moves) == Counter(item.pk for item in items)
    told = Event.objects.filter(verb="item.score_changed", data__cause="test")
    assert sum(event.data["count"] for event in told) == 12


def test_what_is_rated_during_a_run_is_not_overwritten_by_it(
    product: Product, items: list[Item], product_owner: Member, owner: Member
) -> None:
    for item in items[:2]:
        rate(item, product_owner, reach=100, impact=1, confidence=1, effort=1)
    update_model(product.scoring_models.get(), by=owner.actor(), formula="reach * 2")
    drain(str(product.workspace_id))
    with ThreadPoolExecutor(1) as pool:
        with held(items[0]):
            run = in_a_thread(pool, lambda: recompute(product))
            wait_until(someone_waits)  # it has read the ratings by now
            rate(items[1], product_owner, reach=300)
            assert settle(product) == 0  # gives way
        run.result()
    assert score(items[1])[0] == 600
    assert not ScoreRequest.objects.exists()


def test_what_is_asked_for_again_while_it_is_computed_is_computed_again(
    product: Product, items: list[Item], product_owner: Member
) -> None:
    for item in items[:2]:
        rate(item, product_owner, reach=100, impact=1, confidence=1, effort=1)
    drain(str(product.workspace_id))
    with ThreadPoolExecutor(1) as pool:
        with held(items[0]):
            run = in_a_thread(pool, lambda: recompute(product))
            wait_until(someone_waits)
            rate(items[1], product_owner, reach=300)
            drain(str(product.workspace_id))
        assert run.result() == 3
    assert score(items[1])[0] == 300


def test_of_two_workers_one_computes(product: Product, items: list[Item]) -> None:
    ScoringModel.objects.filter(product=product).update(formula="child_count")
    ask(product)
    with ThreadPoolExecutor(1) as pool:
        with held(items[0]):
            run = in_a_thread(pool, lambda: recompute(product))
            wait_until(someone_waits)
            assert recompute(product) == 0
        assert run.result() == 12


def test_a_request_that_is_being_renewed_is_left_to_who_renews_it(
    product: Product, items: list[Item]
) -> None:
    ask(product, "first")
    other = connection.copy()
    other.set_autocommit(False)
    with other.cursor() as cursor:
        cursor.execute("UPDATE backlog_scorerequest SET cause = 'second'")
        with counted() as statements:
            assert recompute(product, seconds=3) == 0
    other.close()
    assert len(statements) == 1  # it looks, and leaves it at that
    assert ScoreRequest.objects.get().cause == "first"


def test_after_its_turn_a_large_product_waits_behind_the_others(
    own_valkey: Valkey, product: Product, items: list[Item]
) -> None:
    ask(product)
    with Redis.from_url(own_valkey.url) as broker:
        broker.flushall()
        recompute(product, seconds=-1)
        assert (broker.llen("default"), broker.llen("interactive")) == (1, 0)
    assert ScoreRequest.objects.exists()


def test_the_sweep_asks_for_what_has_waited(own_valkey: Valkey, product: Product) -> None:
    ask(product)
    with Redis.from_url(own_valkey.url) as broker:
        broker.flushall()
        sweep_scores()
        assert broker.llen("default") == 0
        ScoreRequest.objects.update(at="2020-01-01T00:00Z")
        sweep_scores()
        assert broker.llen("default") == 1


def test_items_without_any_score_are_found_at_night(product: Product, items: list[Item]) -> None:
    assert find_missed_scores() == 0
    Score.objects.filter(item=items[3]).delete()
    assert find_missed_scores() == 1
    assert find_missed_scores() == 0  # asked for already
    assert recompute(product) == 1
    Score.objects.filter(item=items[3]).delete()
    ScoringModel.objects.filter(product=product).update(kinds=["bug"])
    assert find_missed_scores() == 0


class Busy(threading.Thread):
    """Somebody who does one thing again and again; `failed` says what went wrong."""

    def __init__(self, act: Callable[[Random], object], number: int) -> None:
        super().__init__()
        self.act, self.dice = act, Random(number)
        self.failed: list[BaseException] = []

    def run(self) -> None:
        try:
            for _turn in range(12):
                self.act(self.dice)
        except BaseException as error:
            self.failed.append(error)
        finally:
            connection.close()


def test_edits_bulk_edits_drains_and_runs_do_not_stand_in_each_others_way(
    product: Product, items: list[Item], owner: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backlog.services.recompute.WINDOW", 4)
    for item in items[1:]:
        link_items(items[0], target=item, kind="blocks", by=owner.actor())
    update_model(
        product.scoring_models.get(),
        by=owner.actor(),
        formula="estimate + 100 * blocked_count + coalesce(reach, 0)",
    )
    statuses = list(product.statuses.all())

    def edit(dice: Random) -> None:
        fields: dict[str, Any] = {"status": dice.choice(statuses), "estimate": Decimal(dice.randrange(99))}
        update_item(dice.choice(items), by=owner.actor(), fields=fields)

    def edit_many(dice: Random) -> None:
        number = Decimal(dice.randrange(99))
        edit_items([Edit(one, {"estimate": number}) for one in dice.sample(items, 8)], by=owner.actor())

    acts: list[Callable[[Random], object]] = [
        edit, edit, edit_many, edit_many,
        lambda dice: rate(dice.choice(items), owner, reach=dice.randrange(99)),
        lambda _dice: ask(product),
        lambda _dice: drain(str(product.workspace_id)),
        lambda _dice: recompute(product),
        lambda _dice: recompute(product),
    ]  # fmt: skip
    busy = [Busy(act, number) for number, act in enumerate(acts)]
    for one in busy:
        one.start()
    for one in busy:
        one.join()
    assert [one.failed for one in busy if one.failed] == []
    settle(product)
    ask(product)
    assert recompute(product) == 0  # nothing was left out, and nothing old was written last
