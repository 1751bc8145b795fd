"""Planning poker by the API: a whole round, and what is hidden while it is open."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import Member
from backlog.models import Item
from tests.backlog.statements import counted
from tests.conftest import ApiOf
from tests.factories import make_item, make_product

URL = "/api/v1/estimation-rounds/"


@pytest.fixture
def item(product_owner: Member) -> Item:
    return make_item(make_product(product_owner.workspace, "WEB"), "Pay by bank transfer")


@pytest.fixture
def api(api_of: ApiOf, product_owner: Member) -> APIClient:
    return api_of(product_owner)


@pytest.fixture
def cora(api_of: ApiOf, contributor: Member) -> APIClient:
    return api_of(contributor)


@pytest.fixture
def round_(api: APIClient, cora: APIClient, item: Item) -> dict[str, Any]:
    answer = api.post(URL, {"item": "WEB-1"})
    assert answer.status_code == 201
    made: dict[str, Any] = answer.json()
    return made


def step(client: APIClient, round_: dict[str, Any], name: str, **body: Any) -> Any:
    return client.post(f"{URL}{round_['id']}/{name}/", body)


def cards(answer: Any) -> dict[str, str | None]:
    return {vote["member"]["name"]: vote["card"] for vote in answer.json()["votes"]}


def test_a_whole_round(api: APIClient, cora: APIClient, round_: dict[str, Any], item: Item) -> None:
    assert (round_["item"], round_["state"], round_["votes"]) == ("WEB-1", "open", [])
    step(cora, round_, "vote", card="5")
    turned = step(api, round_, "vote", card="8")
    assert turned.json()["state"] == "revealed"
    assert cards(turned) == {"Cora Contributor": "5", "Paul Owner": "8"}
    ended = step(api, round_, "set", estimate=6.5).json()
    assert (ended["state"], ended["result"]) == ("ended", 6.5)
    item.refresh_from_db()
    assert item.estimate == 6.5


def test_an_open_round_shows_ones_own_card_alone(
    api: APIClient, cora: APIClient, round_: dict[str, Any]
) -> None:
    assert cards(step(cora, round_, "vote", card="5")) == {"Cora Contributor": "5"}
    assert cards(api.get(f"{URL}{round_['id']}/")) == {"Cora Contributor": None}
    assert api.get(URL).json()["results"][0]["votes"][0]["card"] is None


def test_the_tag_of_an_open_round_does_not_tell_the_card(
    api: APIClient, cora: APIClient, round_: dict[str, Any]
) -> None:
    tags = set()
    for card in ("5", "8"):
        step(cora, round_, "vote", card=card)
        tags.add(api.get(f"{URL}{round_['id']}/")["ETag"])
    assert len(tags) == 1


def test_cards_that_were_never_turned_stay_secret(
    api: APIClient, cora: APIClient, round_: dict[str, Any]
) -> None:
    step(cora, round_, "vote", card="5")
    assert step(api, round_, "skip").json()["state"] == "ended"
    assert cards(api.get(f"{URL}{round_['id']}/")) == {"Cora Contributor": None}


def test_what_the_state_does_not_allow(api: APIClient, cora: APIClient, round_: dict[str, Any]) -> None:
    assert step(api, round_, "reveal").status_code == 409
    assert step(cora, round_, "reveal").status_code == 403
    assert step(api, round_, "set", estimate=5).status_code == 409
    assert step(cora, round_, "vote", card="4").json()["errors"][0]["pointer"] == "/card"
    assert api.post(URL, {"item": "WEB-1"}).status_code == 409
    assert api.post(URL, {"item": "WEB-9"}).status_code == 422


def test_a_step_on_what_has_changed_is_out_of_date(
    api: APIClient, cora: APIClient, round_: dict[str, Any]
) -> None:
    step(cora, round_, "vote", card="5")
    step(api, round_, "reveal")
    step(api, round_, "again")
    stale = cora.post(f"{URL}{round_['id']}/vote/", {"card": "8"}, headers={"If-Match": '"1"'})
    assert stale.status_code == 412
    assert stale.json()["current"]["votes"] == []


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("product=WEB", 1),
        ("item=WEB-1", 1),
        ("state=open", 1),
        ("state=ended", 0),
        ("state=shut", 422),
        ("item=X-1", 422),
    ],
)
def test_lists_are_narrowed(api: APIClient, round_: dict[str, Any], query: str, found: int) -> None:
    answer = api.get(f"{URL}?{query}")
    assert answer.status_code == found if found > 1 else len(answer.json()["results"]) == found


def test_a_list_costs_the_same_for_any_number(api: APIClient, round_: dict[str, Any], item: Item) -> None:
    api.get(URL)
    with counted() as few:
        api.get(URL)
    for _ in range(5):
        other = make_item(item.product)
        step(api, api.post(URL, {"item": other.key, "cards": ["1", "2"]}).json(), "vote", card="2")
    with counted() as many:
        api.get(URL)
    assert len(many) == len(few)
