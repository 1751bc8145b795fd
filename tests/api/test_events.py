"""An item's history by the API."""

from decimal import Decimal

import pytest
from rest_framework.test import APIClient

from accounts.models import Member
from backlog.models import Item
from backlog.services.items import update_item
from backlog.services.rating import rate_item
from tests.api.test_costs import cost

EVENTS = "/api/v1/events/"


@pytest.fixture
def item(items: list[Item], owner: Member) -> Item:
    update_item(items[0], by=owner.actor(), fields={"title": "Paying"})
    rate_item(items[0], by=owner.actor(), values={items[0].product.criteria.get(key="reach"): Decimal(3)})
    return items[0]


def test_tells_what_happened_the_latest_first(api: APIClient, item: Item, owner: Member) -> None:
    rated, renamed, *_made = api.get(EVENTS, {"item": item.key}).json()["results"]
    assert (renamed["verb"], renamed["changes"]) == ("item.updated", {"title": ["Item 1", "Paying"]})
    assert renamed["text"] == ["Olive Owner renamed it from “Item 1”"]
    assert renamed["by"] == {"id": str(owner.pk), "name": "Olive Owner"}
    assert rated["text"] == ["Olive Owner rated Reach 3"]
    assert rated["action"] != renamed["action"]


def test_only_some_of_it(api: APIClient, item: Item) -> None:
    rows = api.get(EVENTS, {"item": item.key, "verb": "item.updated,item.moved"}).json()["results"]
    assert [row["verb"] for row in rows] == ["item.updated"]


def test_is_asked_for_an_item_that_is_there(api: APIClient, item: Item, elsewhere: Item) -> None:
    assert api.get(EVENTS).status_code == 422
    assert api.get(EVENTS, {"item": elsewhere.key}).status_code == 422


def test_costs_the_same_for_any_length(api: APIClient, item: Item) -> None:
    assert [cost(api, "get", EVENTS, {"item": item.key, "limit": limit}) for limit in (1, 200)] == [4, 4]
