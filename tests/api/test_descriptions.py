"""Earlier descriptions by the API: listed, read, restored."""

import pytest
from rest_framework.test import APIClient

from accounts.models import Member
from backlog.models import Item
from backlog.services.items import delete_item, update_item
from tests.backlog.statements import counted
from tests.conftest import ApiOf

DESCRIPTIONS = "/api/v1/descriptions/"


@pytest.fixture
def rewritten(items: list[Item], product_owner: Member) -> Item:
    """WEB-1, whose description was “By bank”, then “By card”, and is “By bill”."""
    for text in ("By bank", "By card", "By bill"):
        items[0] = update_item(items[0], by=product_owner.actor(), fields={"description": text})
    return items[0]


def earlier(api: APIClient, **params: str) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = api.get(DESCRIPTIONS, {"item": "WEB-1", **params}).json()["results"]
    return rows


def test_the_latest_comes_first_and_the_first_replaced_none(
    api: APIClient, rewritten: Item, product_owner: Member
) -> None:
    with counted() as statements:
        rows = earlier(api)
    assert [row["text"] for row in rows] == ["By card", "By bank"]
    assert rows[0]["rewritten_by"] == {"id": str(product_owner.pk), "name": product_owner.name}
    assert len(statements) <= 5
    assert api.get(f"{DESCRIPTIONS}{rows[1]['id']}/").json() == rows[1]


def test_an_earlier_one_is_restored_as_a_new_change(api: APIClient, rewritten: Item) -> None:
    first = earlier(api)[1]
    url = f"{DESCRIPTIONS}{first['id']}/restore/"
    refused = api.post(url, HTTP_IF_MATCH=f'"{rewritten.version - 1}"')
    assert (refused.status_code, refused.json()["current"]) == (412, first)
    restored = api.post(url, HTTP_IF_MATCH=f'"{first["version"]}"')
    assert (restored.status_code, restored.json()["description"]) == (200, "By bank")
    assert [(row["text"], row["is_current"]) for row in earlier(api)] == [
        ("By bill", False), ("By card", False), ("By bank", True),
    ]  # fmt: skip


def test_whose_they_are_must_be_said(api: APIClient, rewritten: Item) -> None:
    answer = api.get(DESCRIPTIONS)
    assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (422, "item")


def test_those_of_a_deleted_item_are_gone_with_it(
    api: APIClient, rewritten: Item, product_owner: Member
) -> None:
    [latest, _first] = earlier(api)
    delete_item(rewritten, by=product_owner.actor())
    assert api.get(f"{DESCRIPTIONS}{latest['id']}/").status_code == 404


def test_who_may_not_edit_the_item_may_not_restore(
    api_of: ApiOf, rewritten: Item, contributor: Member
) -> None:
    api = api_of(contributor)
    assert api.post(f"{DESCRIPTIONS}{earlier(api)[0]['id']}/restore/").status_code == 403
