"""What is many at once waits behind what a person waits for: by queue, and by what a drain takes first."""

from collections import Counter

import pytest
from django.db import transaction
from redis import Redis

from accounts.models import Member
from activity import dispatch
from activity.actors import Actor
from activity.models import Event, Outbox, Position
from activity.services import Record, record, record_many
from activity.tasks import drain, drain_bulk, sweep
from backlog.models import Product
from tests.factories import make_product
from tests.valkey import Valkey

QUEUES = ("interactive", "default", "bulk")


@pytest.fixture
def product(owner: Member) -> Product:
    made = make_product(owner.workspace)
    Outbox.objects.all().delete()
    return made


def importing(product: Product) -> Actor:
    return Actor(workspace_id=product.workspace_id, kind="import", via="import")


def write(product: Product, by: Actor, count: int = 3) -> None:
    """So many events of one act, as a bulk write records them."""
    rows = (Record("item.imported", "item", product.pk, f"P-{number}") for number in range(count))
    record_many(rows, by=by)


def waiting(valkey: Valkey) -> Counter[str]:
    """How many tasks each queue holds."""
    with Redis.from_url(valkey.url) as broker:
        return +Counter({name: broker.llen(name) for name in QUEUES})


def recorded() -> list[str]:
    """Who did what was dealt with, in the order of it."""
    by_id = Event.objects.in_bulk()
    return [
        by_id[pk].actor_kind for pk in Position.objects.order_by("seq").values_list("event_id", flat=True)
    ]


@pytest.mark.django_db(transaction=True)
def test_an_import_calls_for_the_bulk_worker_alone(own_valkey: Valkey, product: Product) -> None:
    with Redis.from_url(own_valkey.url) as broker:
        broker.flushall()
    write(product, importing(product))
    record("import.finished", product, by=importing(product))
    assert waiting(own_valkey) == {"bulk": 1}


@pytest.mark.django_db(transaction=True)
def test_an_edit_of_very_many_leaves_interactive_free(
    own_valkey: Valkey, product: Product, owner: Member
) -> None:
    with Redis.from_url(own_valkey.url) as broker:
        broker.flushall()
    write(product, owner.actor(), dispatch.MANY + 1)
    assert waiting(own_valkey) == {"default": 1}
    write(product, owner.actor(), dispatch.MANY)
    assert waiting(own_valkey) == {"default": 1, "interactive": 1}


@pytest.mark.django_db(transaction=True)
def test_the_sweep_sends_each_to_its_own_queue(own_valkey: Valkey, product: Product, owner: Member) -> None:
    dispatch._state["closed_until"] = float("inf")  # every nudge is lost
    write(product, importing(product))
    write(product, owner.actor())
    dispatch._state["closed_until"] = 0.0
    with Redis.from_url(own_valkey.url) as broker:
        broker.flushall()
    sweep()
    assert waiting(own_valkey) == {"bulk": 1, "interactive": 1}


def test_what_people_wait_for_passes_an_imports_events(product: Product, owner: Member) -> None:
    write(product, importing(product), 5)
    record("product.updated", product, by=owner.actor(), data={"product": str(product.pk)})
    assert drain(str(product.workspace_id)) == 1
    assert recorded() == ["member"]
    assert Outbox.objects.count() == 5


def test_the_bulk_drain_takes_it_first_too(
    product: Product, owner: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("activity.tasks.BATCH", 2)
    with transaction.atomic():
        write(product, importing(product), 3)
    record("product.updated", product, by=owner.actor(), data={"product": str(product.pk)})
    assert drain_bulk(str(product.workspace_id)) == 4
    assert recorded() == ["member", "import", "import", "import"]
    assert not Outbox.objects.exists()
