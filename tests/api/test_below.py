"""What is below an item, rolled up by the API."""

from decimal import Decimal

from rest_framework.test import APIClient

from backlog.models import Product
from tests.factories import make_item

BELOW = {"fields": "key,below"}


def test_an_item_tells_what_its_children_come_to(api: APIClient, product: Product) -> None:
    done = product.statuses.get(name="Done")
    epic = make_item(product, kind="epic")
    inner = make_item(product, kind="epic", parent=epic, estimate=Decimal(40))
    make_item(product, parent=inner, estimate=Decimal(5), status=done)
    make_item(product, parent=epic, estimate=Decimal("2.5"))
    rows = api.get("/api/v1/items/", {**BELOW, "ordering": "id"}).json()["results"]
    assert rows[0] == {
        "key": "WEB-1",
        "below": {
            "children": 2, "items": 2, "done": 1, "points": 7.5, "points_done": 5.0, "unestimated": 0,
            "progress": 0.6667, "start_on": None, "due_on": None,
        },
    }  # fmt: skip
    assert [(row["below"] or {}).get("items") for row in rows] == [2, 1, None, None]
    assert api.get("/api/v1/items/WEB-1/", BELOW).json() == rows[0]
    assert "below" not in api.get("/api/v1/items/WEB-1/").json()
