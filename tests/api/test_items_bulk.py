"""POST /items/bulk/."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import Member
from activity.models import Event
from backlog.models import Item, Label, Product
from tests.backlog.statements import counted
from tests.factories import make_item, make_release, make_team

BULK = "/api/v1/items/bulk/"


def send(api: APIClient, *items: dict[str, Any], **more: Any) -> Any:
    return api.post(BULK, {"items": list(items), **more})


def pointers(response: Any) -> list[str]:
    assert response.status_code == 422, response.content
    return [error["pointer"] for error in response.json()["errors"]]


def test_each_gets_its_own(api: APIClient, items: list[Item], product_owner: Member) -> None:
    team = make_team(items[0].workspace, "Checkout")
    response = send(
        api,
        {"key": "WEB-1", "status": "ready", "estimate": 3, "assignee": "me", "add_labels": ["new"]},
        {"key": "web-2", "team": "checkout", "parent": "WEB-1", "labels": ["new", "other"]},
    )
    assert response.json() == {
        "items": [{"id": str(item.pk), "key": item.key, "version": 2} for item in items[:2]]
    }
    one, two = Item.objects.order_by("number")[:2]
    assert (one.status.name, one.estimate, one.assignee) == ("Ready", 3, product_owner)
    assert (two.team, two.parent, two.labels.count()) == (team, one, 2)
    assert Event.objects.filter(verb="item.updated").values("action").distinct().count() == 1


def test_what_is_wrong_points_at_its_place(api: APIClient, items: list[Item]) -> None:
    good = {"key": "WEB-1", "kind": "bug"}
    assert pointers(send(api, good, {"key": "WEB-2", "status": "no"})) == ["/items/1/status"]
    assert pointers(send(api, good, {"key": "WEB-99", "kind": "bug"})) == ["/items/1/key"]
    assert pointers(send(api, good, {"key": "WEB-2", "kind": "no"})) == ["/items/1/kind"]
    assert pointers(send(api, good, {"key": "WEB-2", "kind": "bug", "version": 9})) == ["/items/1"]
    assert pointers(send(api, good, {"key": "WEB-2", "parent": "WEB-2"})) == ["/items/1/parent"]
    assert pointers(send(api, good, {"key": "WEB-2", "color": "red"})) == ["/items/1/color"]
    assert not Item.objects.filter(kind="bug").exists()


def test_deleted_and_ranked(api: APIClient, product: Product, items: list[Item]) -> None:
    response = send(api, {"key": "WEB-2", "delete": True}, {"key": "WEB-5"}, {"key": "WEB-4"}, to="top")
    assert [row["key"] for row in response.json()["items"]] == ["WEB-5", "WEB-4"]
    assert [item.number for item in Item.objects.in_rank_order()] == [5, 4, 1, 3]


def test_no_child_is_left_behind(api: APIClient, items: list[Item]) -> None:
    make_item(items[0].product, parent=items[1])
    assert pointers(send(api, {"key": "WEB-1", "delete": True}, {"key": "WEB-2", "delete": True})) == [
        "/items/1"
    ]
    assert Item.objects.count() == 6


def test_an_item_is_named_once(api: APIClient, items: list[Item]) -> None:
    assert pointers(send(api, {"key": "WEB-1", "kind": "bug"}, {"key": "web-1", "kind": "spike"})) == [""]


@pytest.mark.parametrize("body", [{"items": []}, {}, {"items": [{"kind": "bug"}]}])
def test_nothing_to_do(api: APIClient, items: list[Item], body: Any) -> None:
    assert api.post(BULK, body).status_code == 422


def test_no_more_than_a_thousand(api: APIClient, items: list[Item]) -> None:
    assert pointers(send(api, *[{"key": "WEB-1"}] * 1001)) == ["/items"]


def test_costs_the_same_for_any_number(api: APIClient, product: Product, items: list[Item]) -> None:
    api.get("/api/v1/items/WEB-1/")
    costs = []
    for numbers in (range(1, 3), range(3, 60)):
        rows = [make_item(product).key for _ in numbers]
        with counted() as statements:
            send(api, *[{"key": key, "status": "ready", "assignee": "me"} for key in rows])
        costs.append(len(statements))
    assert costs[0] == costs[1] <= 10


def test_items_of_others_are_not_there(api: APIClient, items: list[Item], elsewhere: Item) -> None:
    assert pointers(send(api, {"key": elsewhere.key, "kind": "bug"})) == ["/items/0/key"]


def test_a_dry_run_says_what_would_change_and_writes_nothing(
    api: APIClient, items: list[Item], product_owner: Member
) -> None:
    make_item(items[1].product, parent=items[1])
    rows = (
        {"key": "WEB-1", "estimate": 8, "add_labels": ["new"], "version": 1},
        {"key": "WEB-2", "delete": True},
        {"key": "WEB-3", "kind": "bug", "version": 9},
        {"key": "WEB-4", "delete": True},
    )
    one, two, three, four = send(api, *rows, dry_run=True).json()["items"]
    assert (one["changes"], one["refused"]) == ({"estimate": [None, "8"], "labels": [[], ["new"]]}, None)
    assert (two["delete"], "child that would stay" in two["refused"]) == (False, True)
    assert (three["changes"], bool(three["refused"])) == ({}, True)
    assert (four["delete"], four["refused"]) == (True, None)
    assert not Label.objects.filter(name="new").exists()
    assert not Event.objects.filter(verb__in=["item.updated", "item.deleted"]).exists()


def test_a_dry_run_shows_places(api: APIClient, items: list[Item]) -> None:
    release = make_release(items[0].product, name="Spring")
    (one,) = send(api, {"key": "WEB-1", "release": "Spring"}, dry_run=True).json()["items"]
    assert one["changes"] == {"release": [None, str(release.pk)]}
    assert one["names"][str(release.pk)] == "Spring"


def test_an_item_that_has_changed_is_not_deleted(api: APIClient, items: list[Item]) -> None:
    assert pointers(send(api, {"key": "WEB-1", "delete": True, "version": 9})) == ["/items/0"]
    assert send(api, {"key": "WEB-1", "delete": True, "version": 1}).status_code == 200
