"""The drain: everything in its order, each handler once, what fails again and alone."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection, transaction
from pytest_django import Settings
from redis import Redis

from accounts.models import Member
from activity import dispatch
from activity.handlers import handlers
from activity.models import Event, Outbox, Position
from activity.tasks import drain, sweep
from backlog.models import Label, Product
from tests.factories import make_item, make_product, make_workspace
from tests.valkey import Valkey

Use = Callable[..., None]


@pytest.fixture
def use(settings: Settings) -> Iterator[Use]:
    """`use("witness", …)` lets only these handlers of tests.activity.witness hear the news."""

    def choose(*names: str) -> None:
        settings.EVENT_HANDLERS = [f"tests.activity.witness.{name}" for name in names]
        handlers.cache_clear()

    yield choose
    handlers.cache_clear()


@pytest.fixture
def product(owner: Member) -> Product:
    """A product whose own events are dealt with."""
    made = make_product(owner.workspace)
    Outbox.objects.all().delete()
    return made


def traces(start: str = "") -> list[str]:
    return sorted(Label.objects.filter(name__startswith=start).values_list("name", flat=True))


def test_a_drain_deals_with_everything_in_its_order(use: Use, product: Product) -> None:
    use("witness")
    for _number in range(5):
        make_item(product)
    created = list(Event.objects.filter(verb="item.created").order_by("id").values_list("pk", flat=True))
    assert drain(str(product.workspace_id)) == 5
    assert list(Position.objects.order_by("seq").values_list("event_id", flat=True)) == created
    assert traces() == sorted(f"{pk} 0" for pk in created)
    assert not Outbox.objects.exists()


def test_twice_is_once(use: Use, product: Product) -> None:
    use("witness")
    make_item(product)
    drain(str(product.workspace_id))
    assert drain(str(product.workspace_id)) == 0
    assert len(traces()) == 1


def test_more_than_a_batch(use: Use, product: Product, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("activity.tasks.BATCH", 2)
    use("witness")
    for _number in range(5):
        make_item(product)
    assert drain(str(product.workspace_id)) == 5
    assert len(traces()) == 5


def test_a_handler_that_fails_holds_up_nobody(use: Use, product: Product) -> None:
    use("picky", "witness")
    make_item(product, "poison")
    drain(str(product.workspace_id))
    row = Outbox.objects.get()
    assert row.waiting == ["picky"]
    assert row.retry_at is not None
    assert len(traces()) == 1
    assert Position.objects.count() == 1


def test_what_fails_is_tried_again_and_the_others_are_not(use: Use, product: Product) -> None:
    use("picky", "witness")
    make_item(product, "poison")
    make_item(product, "fine")
    drain(str(product.workspace_id))
    assert traces("fine") == []  # a handler's effects are all or none
    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=30), tick=False):
        assert drain(str(product.workspace_id)) == 2
    assert len(traces("fine")) == 1
    assert len(traces()) == 3
    assert Position.objects.count() == 2
    assert Outbox.objects.get().attempts == 2


def test_what_failed_waits_longer_each_time(use: Use, product: Product) -> None:
    use("picky")
    make_item(product, "poison")
    pauses = []
    with time_machine.travel(datetime.now(UTC), tick=False) as clock:
        for _number in range(3):
            drain(str(product.workspace_id))
            retry_at = Outbox.objects.get().retry_at
            assert retry_at is not None
            pauses.append((retry_at - datetime.now(UTC)).total_seconds())
            clock.move_to(retry_at)
    assert pauses == [10, 20, 40]


def test_a_drain_leaves_other_workspaces_alone(use: Use, product: Product) -> None:
    use("witness")
    make_item(make_product(make_workspace()))
    assert drain(str(product.workspace_id)) == 0


@pytest.mark.django_db(transaction=True)
def test_the_sweep_finds_what_a_lost_nudge_left(own_valkey: Valkey, product: Product) -> None:
    own_valkey.stop()
    make_item(product)
    own_valkey.start()
    dispatch._state["closed_until"] = 0.0
    sweep()
    with Redis.from_url(own_valkey.url) as broker:
        assert broker.llen("interactive") == 1


@pytest.mark.django_db(transaction=True)
def test_while_one_drain_works_another_gives_way(use: Use, product: Product) -> None:
    use("witness")
    make_item(product)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"drain:{product.workspace_id}"]
        )
        assert in_a_thread(lambda: drain(str(product.workspace_id))) == 0
    assert drain(str(product.workspace_id)) == 1


def in_a_thread(act: Callable[[], int]) -> int:
    """What `act` returns on a database connection of its own."""

    def run() -> int:
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(run).result()
