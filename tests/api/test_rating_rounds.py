"""Rounds of blind ratings by the API: a whole round, and what is hidden while it is open."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from accounts.models import Member
from backlog.models import Item
from tests.conftest import ApiOf
from tests.factories import make_item, make_product

URL = "/api/v1/rating-rounds/"
SECRET = 731.25


@pytest.fixture
def items(product_owner: Member) -> list[Item]:
    product = make_product(product_owner.workspace, "WEB")
    return [make_item(product, title) for title in ("Pay by bank transfer", "Guest checkout")]


@pytest.fixture
def api(api_of: ApiOf, product_owner: Member) -> APIClient:
    return api_of(product_owner)


@pytest.fixture
def cora(api_of: ApiOf, contributor: Member) -> APIClient:
    return api_of(contributor)


@pytest.fixture
def round_(api: APIClient, cora: APIClient, items: list[Item]) -> str:
    """The address of a round of both items."""
    answer = api.post(URL, {"product": "WEB", "items": ["WEB-2", "web-1"], "name": "Autumn"})
    assert answer.status_code == 201, answer.content
    return f"{URL}{answer.json()['id']}/"


def give(client: APIClient, round_: str, value: Any, criterion: str = "reach", **more: Any) -> Any:
    one = {"item": "WEB-1", "criterion": criterion, "value": value, **more}
    return client.post(f"{round_}vote/", {"votes": [one]})


def test_a_whole_round(api: APIClient, cora: APIClient, round_: str, items: list[Item]) -> None:
    assert (give(cora, round_, 100, note="Asked").status_code, give(api, round_, 201).status_code) == (
        200,
        200,
    )
    shown = api.post(f"{round_}reveal/").json()
    assert (shown["state"], shown["rated"], shown["items"]) == ("revealed", 2, ["WEB-1", "WEB-2"])
    [result] = api.get(f"{round_}results/").json()["results"]
    assert (result["mean"], result["low"], result["deviation"], result["is_apart"]) == (
        150.5,
        100,
        50.5,
        True,
    )
    votes = api.get(f"{round_}votes/").json()["results"]
    assert [(vote["member"]["name"], vote["value"], vote["note"]) for vote in votes] == [
        ("Cora Contributor", 100, "Asked"), ("Paul Owner", 201, ""),
    ]  # fmt: skip
    assert api.post(f"{round_}take-over/").status_code == 200
    assert items[0].ratings.get().value == 150.5
    assert api.post(f"{round_}end/").json()["state"] == "ended"


def test_an_open_round_shows_ones_own_numbers_alone(api: APIClient, cora: APIClient, round_: str) -> None:
    give(cora, round_, SECRET, note="because of xyzzy")
    seen = [api.get(url).content.decode() for url in (URL, round_, f"{round_}votes/", "/api/v1/ratings/")]
    assert str(SECRET) not in str(seen)
    assert "xyzzy" not in str(seen)
    assert api.get(f"{round_}results/").json() == {"results": []}
    assert api.get(round_).json()["rated"] == 1
    assert cora.get(f"{round_}votes/").json()["results"][0]["value"] == SECRET


def test_reopened_it_is_hidden_again(api: APIClient, cora: APIClient, round_: str) -> None:
    give(cora, round_, SECRET)
    api.post(f"{round_}reveal/")
    assert api.post(f"{round_}reopen/").json()["revealed_at"] is None
    assert api.get(f"{round_}votes/").json()["results"] == []
    assert give(cora, round_, None).json()["rated"] == 0


@pytest.mark.parametrize(
    ("vote", "pointer"),
    [
        ({"item": "WEB-9"}, "/votes/0/item"),
        ({"criterion": "taste"}, "/votes/0/criterion"),
        ({"value": 4}, "/votes/0/value"),
        ({"value": "3"}, "/votes/0/value"),
        ({"note": "x" * 301}, "/votes/0/note"),
    ],
)
def test_a_vote_that_cannot_be(cora: APIClient, round_: str, vote: dict[str, Any], pointer: str) -> None:
    one = {"item": "WEB-1", "criterion": "impact", "value": 3, **vote}
    answer = cora.post(f"{round_}vote/", {"votes": [one]})
    assert (answer.status_code, [error["pointer"] for error in answer.json()["errors"]]) == (422, [pointer])


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"product": "NO"}, "/product"),
        ({"items": ["WEB-1", "WEB-77"]}, "/items/1"),
        ({"items": []}, "/items"),
        ({"name": "x" * 81}, "/name"),
    ],
)
def test_a_round_that_cannot_be(
    api: APIClient, items: list[Item], body: dict[str, Any], pointer: str
) -> None:
    answer = api.post(URL, {"product": "WEB", "items": ["WEB-1"], **body})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)


def test_a_number_of_ones_choice_is_taken_over_and_must_be_on_its_scale(
    api: APIClient, round_: str, items: list[Item]
) -> None:
    give(api, round_, 1, "impact")
    api.post(f"{round_}reveal/")
    cell = {"item": "WEB-2", "criterion": "impact", "value": 4}
    answer = api.post(f"{round_}take-over/", {"way": None, "ratings": [cell]})
    assert answer.json()["errors"][0]["pointer"] == "/ratings/0/value"
    assert (
        api.post(f"{round_}take-over/", {"way": None, "ratings": [{**cell, "value": 3}]}).status_code == 200
    )
    assert api.post(f"{round_}take-over/", {"items": ["WEB-2"]}).status_code == 200
    wrong = api.post(f"{round_}take-over/", {"items": ["WEB-2", "WEB-99"]})
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/items/1")
    assert [item.ratings.count() for item in items] == [0, 1]


def test_who_does_what_and_when(api: APIClient, cora: APIClient, round_: str) -> None:
    assert cora.post(f"{round_}reveal/").status_code == 403
    assert api.post(f"{round_}reveal/").status_code == 409
    assert api.post(f"{round_}end/", HTTP_IF_MATCH='"7"').status_code == 412
    api.post(f"{round_}end/")
    assert give(cora, round_, 3).status_code == 409


def test_lists_are_narrowed_and_cost_the_same(api: APIClient, round_: str, items: list[Item]) -> None:
    assert len(api.get(URL, {"product": "WEB", "state": "open"}).json()["results"]) == 1
    assert api.get(URL, {"state": "ended"}).json()["results"] == []
    assert api.get(URL, {"state": "closed"}).status_code == 422
    few = statements(api)
    for _ in range(3):
        api.post(URL, {"product": "WEB", "items": ["WEB-1", "WEB-2"]})
    assert statements(api) == few <= 6


def statements(api: APIClient) -> int:
    with CaptureQueriesContext(connection) as queries:
        api.get(URL)
    return len([one for one in queries if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))])


def test_an_item_that_moved_away_is_in_it_no_more(api: APIClient, round_: str, items: list[Item]) -> None:
    other = make_product(items[0].workspace, "APP")
    Item.objects.filter(pk=items[0].pk).update(product=other, status=other.statuses.first())
    assert api.get(round_).json()["items"] == ["WEB-2"]
    moved = {"item": f"APP-{items[0].number}", "criterion": "reach", "value": 3}
    assert api.post(f"{round_}vote/", {"votes": [moved]}).status_code == 422
