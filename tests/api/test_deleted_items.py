"""GET /items/deleted/."""

from rest_framework.test import APIClient

from accounts.models import Member
from backlog.models import Item, Product
from backlog.services.items import delete_item
from tests.backlog.statements import counted
from tests.conftest import ApiOf
from tests.factories import make_item

DELETED = "/api/v1/items/deleted/?product=WEB"


def test_the_latest_come_first_and_go_on_by_pages(
    api: APIClient, items: list[Item], product_owner: Member
) -> None:
    for item in items[:3]:
        delete_item(item, by=product_owner.actor())
    first = api.get(f"{DELETED}&limit=2").json()
    rest = api.get(first["next"]).json()["results"]
    assert [row["key"] for row in (*first["results"], *rest)] == ["WEB-3", "WEB-2", "WEB-1"]
    (one,) = rest
    assert (one["deleted_by"], one["days_left"], one["restorable"]) == (product_owner.name, 29, True)
    assert api.post(f"/api/v1/items/{one['key']}/restore/").status_code == 200


def test_who_may_not_restore_is_told(
    api_of: ApiOf, contributor: Member, items: list[Item], product_owner: Member
) -> None:
    delete_item(items[0], by=product_owner.actor())
    (one,) = api_of(contributor).get(DELETED).json()["results"]
    assert not one["restorable"]


def test_it_asks_for_a_product(api: APIClient, product: Product) -> None:
    answer = api.get("/api/v1/items/deleted/")
    assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (422, "product")


def test_its_cost_does_not_grow(api: APIClient, items: list[Item], product_owner: Member) -> None:
    api.get(DELETED)
    costs = []
    for _ in range(2):
        delete_item(make_item(items[0].product), by=product_owner.actor())
        with counted() as statements:
            api.get(DELETED)
        costs.append(len(statements))
    assert costs[0] == costs[1] <= 6
