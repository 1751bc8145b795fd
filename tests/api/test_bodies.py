"""Bodies are closed and typed: no field that is not described, no number or truth in quotes."""

from typing import Any

import orjson
import pytest
from rest_framework.test import APIClient

from backlog.models import Item, Product
from core.api.schema import document

V1 = "/api/v1"


@pytest.fixture
def schemas() -> dict[str, Any]:
    found: dict[str, Any] = orjson.loads(document())["components"]["schemas"]
    return found


@pytest.mark.parametrize(
    ("path", "body", "pointer"),
    [
        ("items", {"product": "WEB", "title": "x", "estimate": "3"}, "/estimate"),
        ("items", {"product": "WEB", "title": "x", "estimate": True}, "/estimate"),
        ("items", {"product": "WEB", "title": 5}, "/title"),
        ("items", {"product": "WEB", "title": "x", "assignee": 5}, "/assignee"),
        ("items", {"product": "WEB", "title": "x", "kind": 1}, "/kind"),
        ("items", {"product": "WEB", "title": "x", "due_on": 20270101}, "/due_on"),
        ("items", {"product": "WEB", "title": "x", "labels": ["a", 5]}, "/labels/1"),
        ("items", {"product": "WEB", "title": "x", "acceptance_criteria": [{"text": "a", "is_met": "true"}]},
         "/acceptance_criteria/0/is_met"),
        ("items", {"product": "WEB", "title": "x", "acceptance_criteria": [{"text": "a", "is_met": 1}]},
         "/acceptance_criteria/0/is_met"),
        ("labels", {"name": "x", "hue": "20"}, "/hue"), ("labels", {"name": "x", "hue": False}, "/hue"),
        ("ratings", {"item": "WEB-1", "criterion": "reach", "value": "5"}, "/value"),
        ("products", {"key": "APP", "name": "App", "teams": [7]}, "/teams/0"),
    ],
)  # fmt: skip
def test_a_value_has_the_type_that_is_described(
    manager: APIClient, items: list[Item], path: str, body: dict[str, Any], pointer: str
) -> None:
    answer = manager.post(f"{V1}/{path}/", body)
    assert answer.status_code == 422
    [error] = answer.json()["errors"]
    assert (error["pointer"], error["detail"].split()[0]) == (pointer, "Send")


def test_weights_and_truths_of_a_model(manager: APIClient, product: Product) -> None:
    [model] = manager.get(f"{V1}/scoring-models/").json()["results"]
    wrong = manager.patch(
        f"{V1}/scoring-models/{model['id']}/", {"weights": {"reach": "2"}, "is_active": "true"}
    )
    assert {error["pointer"] for error in wrong.json()["errors"]} == {"/weights/reach", "/is_active"}


def test_numbers_of_json_are_taken(api: APIClient, product: Product) -> None:
    for number in (0, 3, 2.5):
        made = api.post(f"{V1}/items/", {"product": "WEB", "title": "x", "estimate": number})
        assert (made.status_code, made.json()["estimate"]) == (201, number)


def test_every_body_is_described_as_closed(schemas: dict[str, Any]) -> None:
    bodies = {name: one for name, one in schemas.items() if name.endswith("BodyRequest")}
    assert len(bodies) > 20
    for name, one in bodies.items():
        assert one["additionalProperties"] is False, name


def test_places_are_described_as_exclusive(schemas: dict[str, Any]) -> None:
    for name in ("MoveBodyRequest", "PlaceBodyRequest"):
        assert (schemas[name]["minProperties"], schemas[name]["maxProperties"]) == (1, 1)
    assert "minProperties" not in schemas["EntryMoveBodyRequest"]
    assert {"required": ["before", "to"]} in schemas["EntryMoveBodyRequest"]["not"]["anyOf"]
