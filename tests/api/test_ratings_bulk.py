"""POST /ratings/bulk/."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from activity.models import Event
from backlog.models import Item, Product, Rating
from tests.backlog.statements import counted
from tests.factories import make_item, make_product

BULK = "/api/v1/ratings/bulk/"


def row(item: str, criterion: str = "reach", value: Any = 5, **more: Any) -> dict[str, Any]:
    return {"item": item, "criterion": criterion, "value": value, **more}


def send(api: APIClient, *rows: dict[str, Any], **headers: Any) -> Any:
    return api.post(BULK, {"ratings": list(rows)}, **headers)


def pointers(answer: Any) -> list[str]:
    assert answer.status_code == 422, answer.content
    return [error["pointer"] for error in answer.json()["errors"]]


def test_set_and_taken_away_in_one_act(api: APIClient, items: list[Item]) -> None:
    assert send(api, row("WEB-1"), row("web-2", "impact", 0.5)).status_code == 200
    answer = send(api, row("WEB-2", "impact", None), row("WEB-1", value=7), row("WEB-3", value=1.5))
    shown = [(r["item"], r["criterion"], r["value"], r["version"]) for r in answer.json()["ratings"]]
    assert shown == [("WEB-2", "impact", None, None), ("WEB-1", "reach", 7, 2), ("WEB-3", "reach", 1.5, 1)]
    assert answer.json()["ratings"][0]["id"] is None
    assert Event.objects.filter(verb="rating.set").values("action").distinct().count() == 2


def test_the_document_tells_the_status(api: APIClient, items: list[Item]) -> None:
    paths = api.get("/api/v1/schema/").json()["paths"]
    for address, body in (
        (BULK, {"ratings": [row("WEB-1")]}),
        ("/api/v1/items/bulk/", {"items": [{"key": "WEB-1"}]}),
    ):
        assert str(api.post(address, body).status_code) in paths[address]["post"]["responses"]


def test_items_of_several_products(api: APIClient, items: list[Item]) -> None:
    other = make_item(make_product(items[0].workspace, "APP"))
    assert send(api, row("WEB-1"), row(other.key)).status_code == 200
    assert Rating.objects.filter(item=other).exists()


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        (row("WEB-99"), "/ratings/1/item"), (row("OTHER-1"), "/ratings/1/item"), (row("WEB-2", "beauty"), "/ratings/1/criterion"),
        (row("WEB-2", "impact", 7), "/ratings/1/value"), (row("WEB-2", value="5"), "/ratings/1/value"),
        (row("WEB-2", version=1), "/ratings/1/version"), (row("WEB-2", colour="red"), "/ratings/1/colour"),
        ({"item": "WEB-2", "criterion": "reach"}, "/ratings/1/value"),
    ],
)  # fmt: skip
def test_what_is_wrong_points_at_its_place(
    api: APIClient, items: list[Item], elsewhere: Item, wrong: dict[str, Any], pointer: str
) -> None:
    assert pointers(send(api, row("WEB-1"), wrong)) == [pointer]
    assert not Rating.objects.exists()


def test_the_same_place_twice(api: APIClient, items: list[Item]) -> None:
    assert pointers(send(api, row("WEB-1"), row("web-1", value=6))) == [
        f"/ratings/{at}/value" for at in (0, 1)
    ]


def test_versions_are_compared(api: APIClient, items: list[Item]) -> None:
    send(api, row("WEB-1"))
    assert send(api, row("WEB-1", value=6, version=1)).status_code == 200
    assert pointers(send(api, row("WEB-1", value=7, version=1))) == ["/ratings/0/version"]


def test_a_retry_happens_once(api: APIClient, items: list[Item]) -> None:
    first = send(api, row("WEB-1"), HTTP_IDEMPOTENCY_KEY="once")
    again = send(api, row("WEB-1"), HTTP_IDEMPOTENCY_KEY="once")
    assert (again.json(), again["Idempotent-Replayed"]) == (first.json(), "true")
    assert Event.objects.filter(verb="rating.set").count() == 1


@pytest.mark.parametrize("body", [{}, {"ratings": []}, {"ratings": [row("WEB-1")] * 1001}, [row("WEB-1")]])
def test_between_one_and_a_thousand(api: APIClient, items: list[Item], body: Any) -> None:
    assert api.post(BULK, body).status_code in (400, 422)


def test_costs_the_same_for_any_number(api: APIClient, product: Product, items: list[Item]) -> None:
    send(api, row("WEB-1"))  # what a token asks for first
    costs = []
    for count in (2, 5):
        with counted() as statements:
            send(api, *(row(item.key, value=count) for item in items[:count]))
        costs.append(len(statements))
    assert costs[0] == costs[1] <= 7
