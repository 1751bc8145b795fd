"""Custom fields, templates and the definition of ready by the API."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import Member
from backlog.models import Item, Product
from tests.conftest import ApiOf
from tests.factories import make_field, make_item, make_rule

ITEMS = "/api/v1/items/"
WEB_1 = f"{ITEMS}WEB-1/"
FIELDS, TEMPLATES, RULES = "/api/v1/custom-fields/", "/api/v1/templates/", "/api/v1/ready-rules/"


@pytest.fixture
def api(api_of: ApiOf, product_manager: Member) -> APIClient:
    """Who may define things."""
    return api_of(product_manager)


@pytest.fixture
def item(product: Product) -> Item:
    make_field(product, "Tier", "choice", choices=["Gold"])
    make_field(product, "Value", "number")
    return make_item(product, "Pay")


def test_values_are_written_and_shown_by_key(api: APIClient, item: Item) -> None:
    made = api.post(ITEMS, {"product": "WEB", "title": "New", "custom": {"tier": "gold", "value": 2.5}})
    assert (made.status_code, made.json()["custom"]) == (201, {"tier": "Gold", "value": 2.5})
    changed = api.patch(made["Location"], {"custom": {"tier": None}}).json()
    assert (changed["custom"], changed["version"]) == ({"value": 2.5}, 2)
    found = api.get(ITEMS, {"q": "value>2", "fields": "key,custom"}).json()["results"]
    assert found == [{"key": "WEB-2", "custom": {"value": 2.5}}]


@pytest.mark.parametrize(
    ("custom", "pointer", "said"),
    [
        ({"tier": "Bronze"}, "/custom/tier", "one of: Gold"), ({"value": "x"}, "/custom/value", "is none"),
        ({"none": 1}, "/custom/none", "no field “none”"), ({"value": [1]}, "/custom/value", "is a number"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_pointed_at(
    api: APIClient, item: Item, custom: dict[str, Any], pointer: str, said: str
) -> None:
    answer = api.patch(WEB_1, {"custom": custom})
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
    assert said in answer.json()["errors"][0]["detail"]


def test_a_field_is_defined_changed_and_archived(api: APIClient, item: Item) -> None:
    body = {"product": "WEB", "name": "Return", "form": "formula", "formula": "value / estimate"}
    made = api.post(FIELDS, body)
    assert (made.status_code, made.json()["key"], made.json()["position"]) == (201, "return", 2)
    changed = api.patch(made["Location"], {"name": "Yield", "position": 0}, headers={"If-Match": '"1"'})
    assert (changed.json()["name"], changed.json()["position"]) == ("Yield", 0)
    assert api.patch(made["Location"], {"name": "x"}, headers={"If-Match": '"1"'}).status_code == 412
    assert api.patch(made["Location"], {"archived": True}).json()["archived_at"]
    keys = [row["key"] for row in api.get(FIELDS, {"product": "WEB"}).json()["results"]]
    assert keys == ["return", "tier", "value"]


def test_a_template_is_set_and_begins_items(api: APIClient, item: Item) -> None:
    body = {"product": "WEB", "kind": "story", "description": "As a …", "acceptance_criteria": ["Works"]}
    assert [api.post(TEMPLATES, body).status_code for _ in range(2)] == [201, 200]
    new = {"product": "WEB", "title": "New", "kind": "story"}
    made = [
        api.post(ITEMS, {**new, **more}).json() for more in ({}, {"template": False}, {"description": "Own"})
    ]
    assert [row["description"] for row in made] == ["As a …", "", "Own"]
    assert [len(row["acceptance_criteria"]) for row in made] == [1, 0, 1]
    own = api.post(ITEMS, {**new, "acceptance_criteria": [{"text": "Mine"}]}).json()
    assert [row["text"] for row in own["acceptance_criteria"]] == ["Mine"]


def test_a_template_is_changed_and_removed(api: APIClient, item: Item) -> None:
    made = api.post(TEMPLATES, {"product": "WEB", "kind": "bug", "description": "Steps:"})
    changed = api.patch(made["Location"], {"acceptance_criteria": ["Fixed"]}).json()
    assert (changed["description"], changed["acceptance_criteria"]) == ("Steps:", ["Fixed"])
    assert api.delete(made["Location"]).status_code == 204
    assert api.get(TEMPLATES).json()["results"] == []


def test_rules_and_what_an_item_lacks(api: APIClient, item: Item) -> None:
    bodies = [{"demands": "field", "field": "tier"}, {"demands": "question", "text": "Designed?"}]
    tier, question = (api.post(RULES, {"product": "WEB", **body}).json() for body in bodies)
    assert api.get(WEB_1, {"fields": "ready"}).json() == {
        "ready": {"is_ready": False, "missing": [tier["id"], question["id"]]}
    }
    assert "ready" not in api.get(WEB_1).json()
    api.patch(WEB_1, {"custom": {"tier": "Gold"}})
    answered = api.post(f"{WEB_1}ready/", {"rule": question["id"], "done": True})
    assert answered.json()["ready"] == {"is_ready": True, "missing": []}
    assert [row["key"] for row in api.get(ITEMS, {"q": "ready:yes"}).json()["results"]] == ["WEB-1"]


def test_rules_are_moved_and_removed(api: APIClient, product: Product) -> None:
    make_rule(product, "estimate")
    made = api.post(RULES, {"product": "WEB", "demands": "question", "text": "Designed?"})
    assert api.patch(made["Location"], {"text": "Seen?", "position": 0}).json()["text"] == "Seen?"
    assert [row["demands"] for row in api.get(RULES).json()["results"]] == ["question", "estimate"]
    assert api.delete(made["Location"]).status_code == 204
    assert api.post(RULES, {"product": "WEB", "demands": "field", "field": "no"}).status_code == 422


def test_only_questions_of_the_product_are_answered(api: APIClient, item: Item, owner: Member) -> None:
    rule = make_rule(item.product, "estimate")
    assert api.post(f"{WEB_1}ready/", {"rule": str(rule.pk), "done": True}).status_code == 422
    assert api.post(f"{WEB_1}ready/", {"rule": str(owner.pk), "done": True}).status_code == 422


def test_lists_come_in_pages(api: APIClient, product: Product) -> None:
    for number in range(5):
        make_field(product, f"Field {number}")
        make_item(product, custom={"field_0": "x"})
    rows = api.get(FIELDS, {"limit": 2}).json()
    assert len(rows["results"]) == 2
    assert rows["next"]
