"""Ranking by the API."""

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections
from rest_framework.settings import api_settings
from rest_framework.test import APIClient

from accounts.models import Member
from activity.models import Event
from backlog.models import Item, Product
from tests.conftest import ApiOf
from tests.factories import make_item, make_product

ITEMS = "/api/v1/items/"


def move(api: APIClient, number: int, **to: Any) -> Any:
    return api.post(f"{ITEMS}WEB-{number}/move/", to)


def order(api: APIClient) -> list[int]:
    rows = api.get(f"{ITEMS}?product=WEB&fields=key&limit=200").json()["results"]
    return [int(row["key"].partition("-")[2]) for row in rows]


def together(act: Callable[[int], Any], count: int) -> list[Any]:
    """Call `act` from eight threads."""

    def run(number: int) -> Any:
        try:
            return act(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(run, range(count)))


def test_before_after_top_bottom(api: APIClient, items: list[Item]) -> None:
    for number, to in (
        (4, {"before": "WEB-2"}),
        (1, {"after": "web-3"}),
        (5, {"to": "top"}),
        (2, {"to": "bottom"}),
    ):
        answer = move(api, number, **to)
        assert (answer.status_code, answer.json()["key"]) == (200, f"WEB-{number}")
        assert len(answer.content) < 2000
    assert order(api) == [5, 4, 3, 1, 2]


def test_already_there_is_no_event(api: APIClient, items: list[Item]) -> None:
    assert move(api, 2, after="WEB-1").status_code == 200
    assert not Event.objects.filter(verb="item.moved").exists()


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, ""), ({"to": "left"}, "/to"), ({"to": "top", "after": "WEB-2"}, ""), ({"before": "WEB-99"}, "/before"),
        ({"after": "OTHER-1"}, "/after"), ({"before": "APP-1"}, "/before"), ({"above": "WEB-2"}, "/above"),
        ({"before": None}, "/before"),
    ],
)  # fmt: skip
def test_a_place_that_is_none(
    api: APIClient, items: list[Item], elsewhere: Item, body: dict[str, Any], pointer: str
) -> None:
    make_item(make_product(items[0].workspace, "APP"))
    answer = api.post(f"{ITEMS}WEB-1/move/", body)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    assert order(api) == [1, 2, 3, 4, 5]


def test_a_move_minds_the_version(api: APIClient, items: list[Item]) -> None:
    late = api.post(f"{ITEMS}WEB-1/move/", {"to": "bottom"}, HTTP_IF_MATCH='"9"')
    assert (late.status_code, late.json()["current"]["key"], order(api)[0]) == (412, "WEB-1", 1)
    assert api.post(f"{ITEMS}WEB-1/move/", {"to": "bottom"}, HTTP_IF_MATCH='"1"').status_code == 200


@pytest.mark.django_db(transaction=True)
def test_many_who_move_at_once_lose_and_double_nothing(
    api_of: ApiOf, product: Product, product_owner: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(api_settings.DEFAULT_THROTTLE_RATES, "write", "")
    count = len([make_item(product) for _ in range(20)])
    clients = [api_of(product_owner) for _ in range(8)]

    def drag(number: int) -> int:
        moved, anchor = random.Random(number).sample(range(1, count + 1), 2)
        return int(
            move(
                clients[number % 8], moved, **{"before" if number % 2 else "after": f"WEB-{anchor}"}
            ).status_code
        )

    assert set(together(drag, 64)) == {200}
    assert sorted(order(clients[0])) == list(range(1, count + 1))


@pytest.mark.django_db(transaction=True)
def test_numbers_have_no_gap_when_many_create(api_of: ApiOf, product: Product, product_owner: Member) -> None:
    clients = [api_of(product_owner) for _ in range(8)]

    def create(number: int) -> int:
        title = "" if number % 4 == 0 else f"Item {number}"  # every fourth is refused
        return int(clients[number % 8].post(ITEMS, {"product": "WEB", "title": title}).status_code)

    statuses = together(create, 40)
    assert (statuses.count(201), statuses.count(422)) == (30, 10)
    assert sorted(order(clients[0])) == list(range(1, 31))


@pytest.mark.django_db(transaction=True)
def test_one_key_from_many_threads_makes_one_item(api: APIClient, product: Product) -> None:
    body = {"product": "WEB", "title": "Once"}
    statuses = together(lambda _n: api.post(ITEMS, body, HTTP_IDEMPOTENCY_KEY="k").status_code, 16)
    assert set(statuses) <= {201, 409}
    assert api.post(ITEMS, body, HTTP_IDEMPOTENCY_KEY="k").status_code == 201
    assert Item.objects.filter(product=product).count() == 1
