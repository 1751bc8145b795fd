"""A worker killed in the middle of a drain, and a broker that is gone: requests go on, nothing is lost, nothing twice."""

import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from accounts.models import Member
from activity import dispatch
from activity.models import Event, Outbox, Position
from activity.tasks import sweep
from backlog.models import Label, Product
from tests.conftest import ClientOf
from tests.factories import make_item, make_product
from tests.valkey import Valkey
from tests.worker import StartWorker, wait_until, workers

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def start_worker(own_valkey: Valkey, tmp_path: Path) -> Iterator[StartWorker]:
    """Starts a real worker on the test's database and broker; its handler waits while `hold` is in `tmp_path`."""
    with workers(own_valkey, "tests.activity.worker_settings", WITNESS_FOLDER=str(tmp_path)) as start:
        yield start


@pytest.fixture
def product(owner: Member) -> Product:
    made = make_product(owner.workspace)
    Outbox.objects.all().delete()
    return made


def test_a_killed_worker_and_a_dead_broker_lose_nothing_and_do_nothing_twice(
    own_valkey: Valkey, start_worker: StartWorker, product: Product, tmp_path: Path
) -> None:
    (tmp_path / "hold").touch()
    worker = start_worker()
    for _number in range(3):
        make_item(product)
    wait_until((tmp_path / "inside").exists)
    worker.kill()
    worker.wait()
    own_valkey.stop()
    make_item(product)  # no worker, no broker: saved all the same
    wait_until(lambda: Outbox.objects.count() == 4)
    assert not Label.objects.exists()  # what the killed drain had done was undone with it

    (tmp_path / "hold").unlink()
    own_valkey.start()
    dispatch._state["closed_until"] = 0.0
    start_worker()
    sweep()  # as beat does twice a minute
    wait_until(lambda: not Outbox.objects.exists())
    created = Event.objects.filter(verb="item.created").values_list("pk", flat=True)
    assert sorted(Label.objects.values_list("name", flat=True)) == sorted(f"{pk} 0" for pk in created)
    assert Counter(Position.objects.values_list("event_id", flat=True)) == Counter(created)


def test_a_dead_broker_costs_a_write_nothing_to_speak_of(own_valkey: Valkey, product: Product) -> None:
    usual = fastest(product)
    own_valkey.stop()
    pauses = []
    for _number in range(5):
        dispatch._state["closed_until"] = 0.0  # as if each were the first to notice
        begun = time.perf_counter()
        make_item(product)
        pauses.append(time.perf_counter() - begun)
    assert min(pauses) - usual < 0.03
    assert Outbox.objects.filter(workspace_id=product.workspace_id).count() == 10


def test_pages_go_on_without_valkey(
    own_valkey: Valkey, owner: Member, client_of: ClientOf, settings: Settings
) -> None:
    client = client_of(owner)
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": own_valkey.url}}
    own_valkey.stop()
    assert client.get(f"/w/{owner.workspace.slug}/inbox/").status_code == 200
    assert client.post(f"/w/{owner.workspace.slug}/inbox/read/").status_code == 302


def fastest(product: Product) -> float:
    """Seconds that the quickest of five writes takes."""
    times = []
    for _number in range(5):
        begun = time.perf_counter()
        make_item(product)
        times.append(time.perf_counter() - begun)
    return min(times)
