"""Criteria made, changed and taken away."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import Member
from backlog.models import Item, Product
from tests.api.test_scoring import CRITERIA, pointers
from tests.backlog.test_scores import rate

JOY = {"product": "WEB", "name": "Joy", "maximum": 10, "minimum": 0}
STEPS = [{"value": 3, "meaning": "Much"}, {"value": 0.5}]


@pytest.fixture
def joy(manager: APIClient, product: Product) -> str:
    """Its address."""
    return str(manager.post(CRITERIA, JOY)["Location"])


def test_a_criterion_is_made(manager: APIClient, product: Product) -> None:
    body = {"key": "fun", "description": "How glad", "unit": "smiles", "scale": "own", "steps": STEPS}
    made = manager.post(CRITERIA, {"product": "web", "name": "Joy", **body})
    shown = made.json()
    assert (made.status_code, made["Location"]) == (201, f"{CRITERIA}{shown['id']}/")
    assert (
        shown.items()
        >= {"product": "WEB", "key": "fun", "minimum": 0.5, "maximum": 3, "unit": "smiles"}.items()
    )
    assert shown["steps"] == [{"value": 0.5, "meaning": ""}, {"value": 3, "meaning": "Much"}]
    assert manager.get(made["Location"]).json() == shown


def test_a_scale_makes_its_values(manager: APIClient, joy: str) -> None:
    def values(**body: Any) -> list[float]:
        return [step["value"] for step in manager.patch(joy, body).json()["steps"]]

    assert values(scale="fibonacci") == [1, 2, 3, 5, 8]
    assert values(scale="powers_of_two", minimum=2, maximum=20) == [2, 4, 8, 16]
    assert values(maximum=64, steps=[]) == [2, 4, 8, 16, 32, 64]
    assert values(scale="linear", steps=[]) == []


def test_a_criterion_changes(manager: APIClient, joy: str) -> None:
    before = manager.get(joy)
    shown = manager.patch(joy, {"name": "Delight", "unit": "smiles"}, HTTP_IF_MATCH=before["ETag"]).json()
    assert (shown["key"], shown["name"], shown["unit"], shown["version"]) == ("joy", "Delight", "smiles", 2)
    late = manager.patch(joy, {"name": "Late"}, HTTP_IF_MATCH=before["ETag"])
    assert (late.status_code, late.json()["current"]) == (412, shown)
    assert manager.delete(joy, HTTP_IF_MATCH='"1"').status_code == 412
    assert [manager.delete(joy, HTTP_IF_MATCH='"2"').status_code, manager.get(joy).status_code] == [204, 404]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"steps": [{"value": 1}, {"value": "x"}]}, "/steps/1/value"), ({"steps": [{"meaning": "Much"}]}, "/steps/0/value"),
        ({"steps": [{"value": 1}, {"value": 1.0}]}, "/steps/1"), ({"steps": [{"value": 1, "meaning": "x" * 201}]}, "/steps/0/meaning"),
        ({"steps": [{"value": 1, "colour": 1}]}, "/steps/0/colour"), ({"steps": [{"value": 2e9}]}, "/steps/0"),
        ({"steps": [{"value": 1}] * 31}, "/steps"), ({"steps": [{"value": 0}, {"value": 3}], "maximum": 5}, "/maximum"),
        ({"scale": "odd"}, "/scale"), ({"scale": "fibonacci", "minimum": 9, "maximum": 12}, "/scale"),
        ({"minimum": 9, "maximum": 9}, "/maximum"), ({"minimum": "1"}, "/minimum"), ({"name": "x" * 61}, "/name"), ({"name": ""}, "/name"),
    ],
)  # fmt: skip
def test_what_a_criterion_cannot_be(manager: APIClient, joy: str, body: dict[str, Any], pointer: str) -> None:
    answers = [manager.patch(joy, body), manager.post(CRITERIA, {"product": "WEB", "name": "New", **body})]
    assert [(answer.status_code, pointers(answer)) for answer in answers] == [(422, [pointer])] * 2


@pytest.mark.parametrize("key", ["reach", "min", "Joy", "estimate", "weight_x", "x" * 41])
def test_a_name_in_formulas_that_cannot_be(manager: APIClient, product: Product, key: str) -> None:
    answer = manager.post(CRITERIA, {**JOY, "key": key})
    assert (answer.status_code, pointers(answer)) == (422, ["/key"])


def test_the_key_stays_and_the_name_is_no_other_ones(manager: APIClient, joy: str) -> None:
    assert pointers(manager.patch(joy, {"name": "reach"})) == ["/name"]
    assert pointers(manager.patch(joy, {"key": "fun"})) == ["/key"]


def test_steps_say_the_range(manager: APIClient, joy: str) -> None:
    stepped = manager.patch(joy, {"steps": STEPS, "minimum": 0.5, "maximum": 3}).json()
    assert (stepped["minimum"], stepped["maximum"]) == (0.5, 3)
    said = "The steps end at 3: leave this out, or send other steps."
    assert manager.patch(joy, {"maximum": 5}).json()["errors"] == [{"pointer": "/maximum", "detail": said}]


def test_what_is_used_stays(manager: APIClient, joy: str, items: list[Item], owner: Member) -> None:
    [reach] = [row for row in manager.get(CRITERIA).json()["results"] if row["key"] == "reach"]
    assert manager.delete(f"{CRITERIA}{reach['id']}/").status_code == 409
    rate(items[0], owner, joy=9)
    refused = manager.patch(joy, {"maximum": 5})
    assert (pointers(refused), "WEB-1 has 9" in refused.json()["detail"]) == (["/scale"], True)


def test_a_retry_makes_no_second_one(manager: APIClient, product: Product) -> None:
    first, again = (manager.post(CRITERIA, JOY, HTTP_IDEMPOTENCY_KEY="once") for _ in range(2))
    assert (again.status_code, again["Idempotent-Replayed"], again.json()) == (201, "true", first.json())


def test_criteria_of_another_workspace_are_404(manager: APIClient, elsewhere: Item) -> None:
    other = f"{CRITERIA}{elsewhere.product.criteria.all()[0].pk}/"
    assert [manager.patch(other, {}).status_code, manager.delete(other).status_code] == [404, 404]
