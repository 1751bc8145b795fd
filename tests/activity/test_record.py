"""Writing events: one or many, with their outbox rows, and the news that leaves after commit."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import orjson
import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from redis import Redis

from accounts.models import Member, Workspace
from activity import dispatch
from activity.models import Event, Outbox
from activity.services import Record, record, record_many
from tests.valkey import Valkey


def rows(workspace: Workspace, count: int, **data: str) -> list[Record]:
    return [Record("item.updated", "item", workspace.pk, f"W-{number}", data=data) for number in range(count)]


def test_one_event_is_one_statement(owner: Member) -> None:
    with CaptureQueriesContext(connection) as statements:
        event_id = record(
            "workspace.updated", owner.workspace, by=owner.actor(), changes={"name": ["A", "B"]}
        )
    event = Event.objects.get(pk=event_id)
    assert len(statements) == 1
    assert (event.verb, event.object_label, event.changes, event.actor_id, event.via) == (
        "workspace.updated", "Acme", {"name": ["A", "B"]}, owner.pk, "html",
    )  # fmt: skip
    assert Outbox.objects.get(event_id=event_id).workspace_id == owner.workspace_id


def test_many_events_share_the_act_and_keep_their_order(owner: Member) -> None:
    by = owner.actor()
    with CaptureQueriesContext(connection) as statements:
        assert record_many(rows(owner.workspace, 700), by=by) == 700
    labels = Event.objects.filter(action=by.action).order_by("id").values_list("object_label", flat=True)
    assert list(labels) == [f"W-{number}" for number in range(700)]
    assert Outbox.objects.count() == 700
    assert len([one for one in statements if "COPY" in one["sql"] or "INSERT" in one["sql"]]) <= 2


def test_the_database_refuses_an_actor_of_another_workspace(owner: Member, stranger: Member) -> None:
    by = replace(owner.actor(), member_id=stranger.pk)
    record("workspace.updated", owner.workspace, by=by)
    with pytest.raises(IntegrityError, match="event_actor_here"):
        connection.check_constraints()


def test_no_rows_no_event(owner: Member) -> None:
    assert record_many([], by=owner.actor()) == 0
    assert not Event.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_news_leaves_after_commit_and_not_after_a_rollback(own_valkey: Valkey, owner: Member) -> None:
    valkey: Any = Redis.from_url(own_valkey.url)
    with valkey.pubsub() as ear:
        ear.subscribe(dispatch.channel(owner.workspace_id))
        ear.get_message(timeout=1)
        with transaction.atomic():
            record("workspace.updated", owner.workspace, by=owner.actor())
            assert ear.get_message(timeout=0.05) is None
            transaction.set_rollback(True)
        assert ear.get_message(timeout=0.05) is None
        record_many(rows(owner.workspace, 3, product="p"), by=owner.actor())
        heard = ear.get_message(timeout=1)
    assert heard is not None
    message = orjson.loads(heard["data"])
    assert (message["kind"], message["verb"], message["product"]) == ("item", "item.updated", "p")
    assert message["ids"] == [str(owner.workspace_id)]


def test_too_many_ids_are_left_out(owner: Member) -> None:
    many = [Record("item.moved", "item", uuid4(), "W") for _number in range(dispatch.MOST_IDS + 1)]
    (message,) = dispatch.bundles(many, owner.actor().action)
    assert message["ids"] is None
