"""Counts and sums of a list, and ranking by score, by the API."""

from decimal import Decimal
from typing import Any

import pytest
from rest_framework.test import APIClient

from backlog.models import Item, Product
from tests.api.test_costs import cost
from tests.backlog.test_rank_by_score import order, scored
from tests.factories import make_field, make_item

GROUPS, RANKS = "/api/v1/items/groups/", "/api/v1/items/rank-by-score/"
BY_STATUS = {"product": "WEB", "by": "status"}


def test_groups_have_counts_and_sums(api: APIClient, product: Product) -> None:
    ready = product.statuses.get(name="Ready")
    for points in (1, 2):
        make_item(product, "Pay", estimate=Decimal(points), status=ready)
    make_item(product)
    groups = api.get(GROUPS, BY_STATUS).json()["groups"]
    assert [(row["name"], row["count"], row["points"]) for row in groups] == [
        ("Backlog", 1, 0.0),
        ("Ready", 2, 3.0),
    ]
    assert groups[1]["value"] == str(ready.pk)
    assert [row["name"] for row in api.get(GROUPS, {**BY_STATUS, "q": "pay"}).json()["groups"]] == ["Ready"]
    assert api.get(GROUPS, {**BY_STATUS, "by": "sprint"}).json()["groups"][0]["value"] == "none"


def test_groups_by_a_field_of_its_own(api: APIClient, product: Product) -> None:
    make_field(product, "Tier", form="choice", choices=["Gold", "Silver"])
    make_item(product)
    groups = api.get(GROUPS, {**BY_STATUS, "by": "custom.tier"}).json()["groups"]
    assert [(row["value"], row["count"]) for row in groups] == [("Gold", 0), ("Silver", 0), ("none", 1)]


@pytest.mark.parametrize(
    ("asked", "parameter", "said"),
    [
        ({"by": "status"}, "product", "product"), ({"product": "WEB"}, "by", "grouped"), ({**BY_STATUS, "by": "staus"}, "by", "“status”"),
        ({**BY_STATUS, "product": "WEP"}, "product", "“WEB”"), ({**BY_STATUS, "q": "statsu:x"}, "q", "“status”"),
    ],
)  # fmt: skip
def test_what_cannot_be_grouped(
    api: APIClient, product: Product, asked: dict[str, str], parameter: str, said: str
) -> None:
    answer = api.get(GROUPS, asked)
    assert answer.status_code == 422
    [error] = answer.json()["errors"]
    assert error["parameter"] == parameter
    assert said in error["detail"]


def test_groups_cost_the_same_for_any_number(api: APIClient, items: list[Item]) -> None:
    first = cost(api, "get", GROUPS, BY_STATUS)
    make_item(items[0].product, status=items[0].product.statuses.get(name="Done"))
    make_item(items[0].product)
    assert cost(api, "get", GROUPS, BY_STATUS) == first == 4


def test_items_are_ranked_by_their_scores(api: APIClient, product: Product) -> None:
    scored(product, 1, 50, None, 9)
    body: dict[str, Any] = {"items": ["WEB-1", "WEB-3", "WEB-4"]}
    tried = api.post(RANKS, {**body, "dry_run": True}).json()["items"]
    assert {row["key"]: (row["now"], row["then"]) for row in tried} == {
        "WEB-4": (3, 1), "WEB-1": (1, 2), "WEB-3": (2, 3),
    }  # fmt: skip
    assert order(product) == [1, 2, 3, 4]
    assert len(api.post(RANKS, body).json()["items"]) == 3
    assert order(product) == [4, 2, 1, 3]


@pytest.mark.parametrize("keys", [["WEB-1"], ["WEB-1", "WEB-99"], ["WEB-1", "APP-1"], ["WEB-1", "WEB-2"]])
def test_what_cannot_be_ranked(api: APIClient, items: list[Item], keys: list[str]) -> None:
    answer = api.post(RANKS, {"items": keys})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/items")
