"""Readers of a roadmap hear that what stands on it has moved, and nothing of the item."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from accounts.models import Member
from activity.models import Event
from activity.services import record
from activity.tasks import drain
from backlog.models import Item
from backlog.services.items import delete_item, update_item
from notifications.shown import shown_on
from roadmap.models import Roadmap
from roadmap.services.entries import add_entry, remove_entry
from tests.factories import make_item, make_product, make_roadmap
from tests.notifications.conftest import Listen


@pytest.fixture
def item(owner: Member) -> Item:
    return make_item(make_product(owner.workspace), "A secret title", by=owner)


@pytest.fixture
def roadmap(owner: Member, item: Item) -> Roadmap:
    """A shared roadmap with the item on it; what led to it has been told."""
    made = make_roadmap(owner)
    add_entry(made, item, by=owner.actor())
    Event.objects.all().delete()
    return made


def change(item: Item, by: Member, **fields: Any) -> None:
    update_item(item, by=by.actor(), fields=fields)


def named() -> Sequence[str]:
    """The roadmaps that the events so far can be seen on."""
    return [pk for message in shown_on(Event.objects.all()) for pk in message["ids"]]


@pytest.mark.django_db(transaction=True)
def test_a_stakeholder_hears_of_new_dates_by_the_roadmap(
    listen: Listen, owner: Member, stakeholder: Member, item: Item, roadmap: Roadmap
) -> None:
    drain(str(owner.workspace_id))
    stream = listen(stakeholder)
    change(item, owner, due_on=date(2027, 3, 1))
    drain(str(owner.workspace_id))
    message = stream.verb("roadmap.shown")
    assert message == {"kind": "roadmap", "verb": "roadmap.shown", "ids": [str(roadmap.pk)]}
    assert str(item.pk) not in str(stream.heard)


@pytest.mark.django_db(transaction=True)
def test_who_hears_of_the_item_is_not_told_twice(
    listen: Listen, owner: Member, item: Item, roadmap: Roadmap
) -> None:
    stream = listen(owner)
    change(item, owner, due_on=date(2027, 3, 1))
    drain(str(owner.workspace_id))
    record("roadmap.updated", roadmap, by=owner.actor())
    stream.verb("roadmap.updated")
    assert [data["verb"] for _name, data in stream.heard if "verb" in str(data)] == [
        "item.updated",
        "roadmap.updated",
    ]


@pytest.mark.django_db(transaction=True)
def test_a_private_roadmap_stays_private(
    listen: Listen, product_manager: Member, stakeholder: Member, item: Item, roadmap: Roadmap
) -> None:
    private = make_roadmap(product_manager, visibility="private")
    add_entry(private, item, by=product_manager.actor())
    drain(str(item.workspace_id))
    stream = listen(stakeholder)
    change(item, product_manager, due_on=date(2027, 3, 1))
    drain(str(item.workspace_id))
    assert stream.verb("roadmap.shown")["ids"] == [str(roadmap.pk)]


@pytest.mark.django_db(transaction=True)
def test_who_comes_back_hears_of_it_too(
    listen: Listen, owner: Member, stakeholder: Member, item: Item, roadmap: Roadmap
) -> None:
    drain(str(owner.workspace_id))
    since = str(next(data for name, data in listen(stakeholder).heard if name == "place"))
    change(item, owner, due_on=date(2027, 3, 1))
    drain(str(owner.workspace_id))
    again = listen(stakeholder, last_event_id=since)
    assert [data["ids"] for name, data in again.heard if name == "message"] == [[str(roadmap.pk)]]


def test_what_does_not_show_is_not_told(owner: Member, item: Item, roadmap: Roadmap) -> None:
    change(item, owner, description="Secret")
    change(make_item(item.product, by=owner), owner, title="Elsewhere")
    assert named() == []


def test_children_show_as_progress_of_what_is_above(owner: Member, item: Item, roadmap: Roadmap) -> None:
    child = make_item(item.product, parent=make_item(item.product, parent=item))
    Event.objects.all().delete()
    change(child, owner, status=item.product.statuses.get(category="done"))
    assert named() == [str(roadmap.pk)]


def test_what_was_taken_off_is_not_there(owner: Member, item: Item, roadmap: Roadmap) -> None:
    remove_entry(roadmap.entries.get(), by=owner.actor())
    change(item, owner, title="New")
    assert named() == []


def test_deleted_ones_are_gone_from_it(owner: Member, item: Item, roadmap: Roadmap) -> None:
    delete_item(item, by=owner.actor())
    assert named() == [str(roadmap.pk)]
    Roadmap.objects.update(deleted_at=item.created_at)
    assert named() == []
