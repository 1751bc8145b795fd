"""Ranking through the page: where rows land, what is answered, who may."""

import json

import pytest
from django.test import Client

from accounts.models import Member, Workspace
from activity.models import Event
from backlog.models import Item, Product
from tests.backlog.statements import counted
from tests.conftest import ClientOf
from tests.factories import make_item, make_product

URL = "/w/acme/p/WEB/moves/"


@pytest.fixture
def product(workspace: Workspace) -> Product:
    product = make_product(workspace, "WEB")
    for _ in range(5):
        make_item(product)
    return product


@pytest.fixture
def client(client_of: ClientOf, product_owner: Member, product: Product) -> Client:
    return client_of(product_owner)


def order(product: Product) -> str:
    return "".join(
        str(n) for n in Item.objects.filter(product=product).order_by("rank").values_list("number", flat=True)
    )


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"items": ["WEB-4"], "after": "WEB-1"}, "14235"),
        ({"items": ["WEB-4"], "before": "WEB-1"}, "41235"),
        ({"items": ["WEB-1"], "to": "bottom"}, "23451"),
        ({"items": ["WEB-5"], "to": "top"}, "51234"),
        ({"items": ["WEB-5", "WEB-2"], "after": "WEB-3"}, "13524"),
        ({"items": ["web-4"], "after": "web-1"}, "14235"),
    ],
)
def test_rows_land_where_they_were_dropped(
    client: Client, product: Product, data: dict[str, str], expected: str
) -> None:
    response = client.post(URL, data)
    assert (response.status_code, response.content) == (204, b"")
    assert order(product) == expected


def test_answer_brings_the_ranks_and_one_undo(client: Client, product: Product) -> None:
    response = client.post(URL, {"items": ["WEB-5", "WEB-2"], "after": "WEB-3"})
    ranks = [Item.objects.get(number=number).rank for number in (5, 2)]
    toast = json.loads(response["HX-Trigger"])["toast"]
    assert response["Ranks"].split() == ranks
    assert (toast["message"], toast["undoUrl"]) == ("2 items moved.", f"/w/acme/undo/{response['X-Action']}/")


def test_dropped_where_it_was_says_nothing(client: Client, product: Product) -> None:
    before = Event.objects.count()
    assert "HX-Trigger" not in client.post(URL, {"items": ["WEB-2"], "after": "WEB-1"})
    assert Event.objects.count() == before


@pytest.mark.parametrize(
    "data",
    [
        {}, {"items": ["WEB-1"]}, {"items": ["WEB-9"], "to": "top"}, {"items": ["WEB-1"], "to": "nowhere"},
        {"items": ["WEB-1"], "after": "FAR-1"}, {"items": ["WEB-1", "WEB-2"], "after": "WEB-2"}, {"items": ["'; --"], "to": "top"},
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_a_sentence(
    client: Client, product: Product, data: dict[str, str]
) -> None:
    response = client.post(URL, data, headers={"Accept": "application/json"})
    assert response.status_code == 422
    assert response.json()["detail"]
    assert order(product) == "12345"


def test_contributor_may_not_rank(client_of: ClientOf, contributor: Member, product: Product) -> None:
    response = client_of(contributor).post(URL, {"items": ["WEB-1"], "to": "bottom"})
    assert (response.status_code, order(product)) == (403, "12345")


def test_moving_many_costs_as_many_statements_as_moving_two(client: Client, product: Product) -> None:
    for _ in range(40):
        make_item(product)
    client.get("/w/acme/p/WEB/backlog/")
    costs = []
    for keys in (["WEB-41", "WEB-42"], [f"WEB-{number}" for number in range(10, 40)]):
        with counted() as statements:
            client.post(URL, {"items": keys, "to": "top"})
        costs.append(len(statements))
    assert costs == [6, 6]


def test_card_changes_status_and_place_as_one_act(client: Client, product: Product) -> None:
    ready = product.statuses.get(name="Ready")
    client.post("/w/acme/p/WEB/board/moves/", {"items": ["WEB-1"], "status": str(ready.pk), "after": "WEB-3"})
    events = Event.objects.filter(object_label="WEB-1").order_by("-id")[:2]
    assert order(product) == "23145"
    assert {event.verb for event in events} == {"item.updated", "item.moved"}
    assert len({event.action for event in events}) == 1


def test_contributors_card_changes_status_but_not_rank(
    client_of: ClientOf, contributor: Member, product: Product
) -> None:
    item, ready = make_item(product, by=contributor), product.statuses.get(name="Ready")
    data = {"items": [item.key], "status": str(ready.pk), "before": "WEB-1"}
    assert client_of(contributor).post("/w/acme/p/WEB/board/moves/", data).status_code == 204
    item.refresh_from_db()
    assert (item.status, order(product)) == (ready, "123456")


def test_card_to_another_products_status_is_refused(
    client: Client, product: Product, workspace: Workspace
) -> None:
    other = make_product(workspace, "APP").statuses.get(name="Ready")
    response = client.post("/w/acme/p/WEB/board/moves/", {"items": ["WEB-1"], "status": str(other.pk)})
    assert response.status_code == 422
