"""Products, statuses, labels."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import Member
from backlog.models import Item, Product
from tests.factories import make_item, make_label, make_product, make_status, make_team

PRODUCTS, STATUSES, LABELS = "/api/v1/products/", "/api/v1/statuses/", "/api/v1/labels/"
WEB = f"{PRODUCTS}WEB/"
STEP = {"name": "To do", "category": "backlog"}


def pointers(answer: Any) -> list[str]:
    return [error["pointer"] for error in answer.json()["errors"]]


def test_a_product_is_made_with_its_workflow(manager: APIClient, product_manager: Member) -> None:
    team = make_team(product_manager.workspace, "Core")
    steps = [STEP, {"name": "Done", "category": "done"}]
    body = {
        "key": "APP",
        "name": "App",
        "vision": "Fast.",
        "teams": [str(team.pk)],
        "workflow": steps,
        "preset": "wsjf",
    }
    answer = manager.post(PRODUCTS, body)
    assert (answer.status_code, answer["Location"]) == (201, f"{PRODUCTS}APP/")
    assert answer.json()["teams"] == [{"id": str(team.pk), "name": "Core"}]
    shown = manager.get(STATUSES, {"product": "app"}).json()["results"]
    assert [{"name": row["name"], "category": row["category"]} for row in shown] == steps
    assert manager.get("/api/v1/scoring-models/", {"product": "APP"}).json()["results"][0]["preset"] == "wsjf"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"key": "web", "name": "x"}, "/key"), ({"key": "WEB", "name": "x"}, "/key"), ({"key": "APP"}, "/name"),
        ({"key": "APP", "name": "x", "preset": "none"}, "/preset"), ({"key": "APP", "name": "x", "workflow": []}, "/workflow"),
        ({"key": "APP", "name": "x", "workflow": [{"name": "a", "category": "b"}]}, "/workflow/0/category"),
        ({"key": "APP", "name": "x", "workflow": [STEP, {**STEP, "name": "TO DO"}]}, "/workflow/1/name"),
        ({"key": "APP", "name": "x", "teams": ["01a205f5-3bfe-7647-828b-eb2436a126cc"]}, "/teams/0"),
    ],
)  # fmt: skip
def test_a_product_that_cannot_be(
    manager: APIClient, product: Product, body: dict[str, Any], pointer: str
) -> None:
    answer = manager.post(PRODUCTS, body)
    assert (answer.status_code, pointers(answer)) == (422, [pointer])


def test_a_product_changes(manager: APIClient, product: Product) -> None:
    etag = manager.get(WEB)["ETag"]
    shown = manager.patch(WEB, {"name": "Shop"}, HTTP_IF_MATCH=etag).json()
    assert (shown["name"], shown["version"]) == ("Shop", 2)
    late = manager.patch(WEB, {"name": "Late"}, HTTP_IF_MATCH=etag)
    assert (late.status_code, late.json()["current"]) == (412, shown)
    assert pointers(manager.patch(WEB, {"key": "SHOP"})) == ["/key"]
    team = make_team(product.workspace, "Core")
    assert manager.patch(WEB, {"teams": [str(team.pk)]}).json()["teams"][0]["name"] == "Core"


def test_products_are_listed_by_key(api: APIClient, product: Product, elsewhere: Item) -> None:
    make_product(product.workspace, "APP")
    assert [row["key"] for row in api.get(PRODUCTS).json()["results"]] == ["APP", "WEB"]
    assert [api.get(f"{PRODUCTS}{key}/").status_code for key in ("web", "OTHER", "x" * 99)] == [200, 404, 404]


def test_statuses(manager: APIClient, product: Product) -> None:
    made = manager.post(STATUSES, {"product": "WEB", "name": "Testing", "category": "active"})
    assert (made.status_code, made.json()["position"]) == (201, 4)
    url = made["Location"]
    assert pointers(manager.post(STATUSES, {"product": "WEB", "name": "testing", "category": "done"})) == [
        "/name"
    ]
    assert manager.patch(url, {"name": "Checking"}, HTTP_IF_MATCH='"1"').json()["name"] == "Checking"
    assert manager.patch(url, {"name": "Late"}, HTTP_IF_MATCH='"1"').json()["current"]["name"] == "Checking"
    assert manager.delete(url, HTTP_IF_MATCH='"1"').status_code == 412
    assert [manager.delete(url).status_code, manager.get(url).status_code] == [204, 404]


def test_a_status_in_use_stays(manager: APIClient, product: Product) -> None:
    status = make_item(product, status=make_status(product, "Testing")).status
    answer = manager.delete(f"{STATUSES}{status.pk}/")
    assert (answer.status_code, "Items are in this status" in answer.json()["detail"]) == (409, True)


def test_statuses_come_in_the_order_of_the_workflow(api: APIClient, product: Product) -> None:
    make_product(product.workspace, "APP")
    shown = api.get(f"{STATUSES}?product=WEB&limit=4").json()
    assert [row["name"] for row in shown["results"]] == ["Backlog", "Ready", "In progress", "In review"]
    assert [row["name"] for row in api.get(shown["next"]).json()["results"]] == ["Done", "Dropped"]
    assert api.get(STATUSES, {"product": "OTHER"}).json()["errors"][0]["parameter"] == "product"


def test_labels(api: APIClient, product: Product) -> None:
    made = api.post(LABELS, {"name": "Payments", "hue": 20})
    assert (made.status_code, made.json()["hue"]) == (201, 20)
    assert pointers(api.post(LABELS, {"name": "payments"})) == ["/name"]
    url = made["Location"]
    assert api.patch(url, {"name": "Money"}, HTTP_IF_MATCH=made["ETag"]).json()["name"] == "Money"
    assert api.patch(url, {"hue": 361}).status_code == 422
    assert api.delete(url, HTTP_IF_MATCH=made["ETag"]).status_code == 412
    make_item(product, labels=[make_label(product.workspace, "Other")])
    assert [api.delete(url).status_code, api.get(url).status_code] == [204, 404]
    assert [row["name"] for row in api.get(LABELS).json()["results"]] == ["Other"]


def test_a_status_gets_another_place_in_its_category(manager: APIClient, product: Product) -> None:
    step = product.statuses.get(name="In review")
    shown = manager.patch(f"{STATUSES}{step.pk}/", {"position": 0, "name": "Review"}).json()
    assert (shown["name"], shown["position"]) == ("Review", 2)
    names = [row["name"] for row in manager.get(f"{STATUSES}?product=WEB").json()["results"]]
    assert names == ["Backlog", "Ready", "Review", "In progress", "Done", "Dropped"]


def test_labels_are_merged(api: APIClient, product: Product) -> None:
    old, new = (make_label(product.workspace, name) for name in ("pay", "payments"))
    item = make_item(product, labels=[old])
    url = f"{LABELS}{old.pk}/"
    assert pointers(api.post(f"{url}merge/", {"into": str(item.pk)})) == ["/into"]
    assert api.post(f"{url}merge/", {"into": str(new.pk)}).json()["name"] == "payments"
    assert (api.get(url).status_code, list(item.labels.all())) == (404, [new])


def test_an_id_of_another_workspace_is_404(manager: APIClient, elsewhere: Item) -> None:
    label = make_label(elsewhere.workspace)
    for url in (f"{STATUSES}{elsewhere.status_id}/", f"{LABELS}{label.pk}/"):
        answers = (manager.get(url), manager.patch(url, {"name": "x"}), manager.delete(url))
        assert [answer.status_code for answer in answers] == [404] * 3
