"""Custom fields in lists of items: put in order by them, what formulas give, many at once."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from backlog.models import Item, Product
from tests.api.test_costs import cost
from tests.factories import make_field, make_item, make_product

ITEMS = "/api/v1/items/"


@pytest.fixture
def held(product: Product) -> list[Item]:
    """The third holds nothing; WEB-4 is of another product below."""
    make_field(product, "Value", "number")
    make_field(product, "Tier", "choice", choices=["Gold", "Silver"])
    make_field(product, "Return", "formula", formula="value / estimate + 0.25")
    make_field(product, "Double", "formula", formula="2 * value")
    custom = [{"value": 10, "tier": "Silver"}, {"value": 9.5, "tier": "Gold"}, {}]
    return [make_item(product, estimate=4, custom=values) for values in custom]


def keys(api: APIClient, **params: Any) -> list[str]:
    """The keys of a list, page by page."""
    found: list[str] = []
    url, query = ITEMS, {"fields": "key", **params}
    while url:
        answer = api.get(url, query).json()
        found += [row["key"][-1] for row in answer["results"]]
        url, query = answer["next"], {}
    return found


@pytest.mark.parametrize("limit", [1, 50])
@pytest.mark.parametrize(
    ("params", "numbers"),
    [
        ({"ordering": "custom.tier"}, "213"), ({"ordering": "-custom.tier"}, "123"), ({"ordering": "custom.value"}, "213"),
        ({"ordering": "-custom.return"}, "123"), ({"q": "sort:-value"}, "123"), ({"q": "sort:double"}, "213"),
        ({"ordering": "estimate,custom.value", "product": "WEB"}, "213"), ({"q": "sort:tier", "ordering": "-custom.value"}, "123"),
    ],
)  # fmt: skip
def test_in_the_order_of_a_field(
    api: APIClient, held: list[Item], params: dict[str, str], numbers: str, limit: int
) -> None:
    assert "".join(keys(api, **params, limit=limit)) == numbers


def test_a_field_that_is_not_there(api: APIClient, held: list[Item]) -> None:
    answer = api.get(ITEMS, {"ordering": "custom.teir"})
    assert answer.status_code == 422
    assert "custom.tier" in answer.json()["detail"] + str(answer.json()["errors"])


def test_what_formulas_give(api: APIClient, held: list[Item]) -> None:
    other = make_product(held[0].workspace, "APP")
    make_field(other, "Half", "formula", formula="estimate / 2")
    make_item(other, estimate=3)
    make_item(make_product(held[0].workspace, "BARE"))
    answer = api.get(ITEMS, {"fields": "formulas"}).json()
    assert [row["formulas"] for row in answer["results"]] == [
        {"return": 2.75, "double": 20.0}, {"return": 2.625, "double": 19.0}, {"return": None, "double": None},
        {"half": 1.5}, {},
    ]  # fmt: skip
    assert api.get(f"{ITEMS}WEB-1/", {"fields": "formulas"}).json() == {
        "formulas": {"return": 2.75, "double": 20.0}
    }
    assert "formulas" not in api.get(f"{ITEMS}WEB-1/").json()


def test_formulas_and_orders_cost_one_statement_more(api: APIClient, held: list[Item]) -> None:
    for _ in range(20):
        make_item(held[0].product, estimate=1, custom={"value": 3})
    costs = [
        cost(api, "get", ITEMS, {**params, "limit": limit})
        for params in ({}, {"fields": "formulas"}, {"ordering": "custom.return"})
        for limit in (1, 200)
    ]
    assert costs == [2, 2, 3, 3, 3, 3]
    assert cost(api, "get", f"{ITEMS}WEB-1/", {"fields": "formulas"}) == 3


def test_many_at_once(api: APIClient, held: list[Item]) -> None:
    rows = [{"key": item.key, "custom": {"tier": "gold", "value": None}} for item in held]
    assert api.post(f"{ITEMS}bulk/", {"items": rows}, format="json").status_code == 200
    assert [item.custom for item in Item.objects.all()] == [{"tier": "Gold"}] * 3


def test_what_is_wrong_has_its_place(api: APIClient, held: list[Item]) -> None:
    rows = [
        {"key": "WEB-1", "custom": {"tier": "Gold"}},
        {"key": "WEB-2", "custom": {"tier": "Tin", "teir": 1}},
    ]
    answer = api.post(f"{ITEMS}bulk/", {"items": rows}, format="json")
    assert answer.status_code == 422
    pointers = [error["pointer"] for error in answer.json()["errors"]]
    assert pointers == ["/items/1/custom/tier", "/items/1/custom/teir"]


def test_parts_hold_what_the_item_holds(api: APIClient, held: list[Item]) -> None:
    body = {"place": "siblings", "parts": [{"title": "One"}]}
    made = api.post(f"{ITEMS}WEB-1/split/", body, format="json").json()["parts"]
    assert api.get(f"{ITEMS}{made[0]}/").json()["custom"] == {"value": 10, "tier": "Silver"}


@pytest.mark.parametrize(("query", "numbers"), [("ready:yes", ["1"]), ("ready:no", ["2", "3"])])
def test_ready_by_a_field_and_a_question(
    api: APIClient, manager: APIClient, held: list[Item], query: str, numbers: list[str]
) -> None:
    field = api.get("/api/v1/custom-fields/", {"product": "WEB"}).json()["results"][0]["id"]
    for rule in ({"demands": "field", "field": field}, {"demands": "question", "text": "Tested?"}):
        made = manager.post("/api/v1/ready-rules/", {"product": "WEB", **rule}, format="json").json()
    api.post(f"{ITEMS}WEB-1/ready/", {"rule": made["id"], "done": True}, format="json")
    assert keys(api, q=query) == numbers
