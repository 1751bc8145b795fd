"""Splitting and merging by the API."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import Member
from backlog.models import Item
from backlog.services.discussion import add_comment, add_criterion

ITEM = "/api/v1/items/WEB-1/"


def test_an_item_is_split(api: APIClient, items: list[Item], owner: Member) -> None:
    criterion = add_criterion(items[0], by=owner.actor(), text="Works")
    parts = [{"title": "Card", "estimate": 3, "acceptance_criteria": [str(criterion.pk)]}, {"title": "Bank"}]
    answer = api.post(f"{ITEM}split/", {"parts": parts, "place": "children", "kind": "bug"}, format="json")
    body = answer.json()
    assert (answer.status_code, body["key"], body["parts"]) == (200, "WEB-1", ["WEB-6", "WEB-7"])
    card = api.get("/api/v1/items/WEB-6/").json()
    assert (card["parent"], card["kind"], card["estimate"]) == ("WEB-1", "bug", 3)
    assert card["acceptance_criteria"] == [{"id": str(criterion.pk), "text": "Works", "is_met": False}]
    assert api.get(ITEM).json()["version"] == body["version"]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"place": "children", "parts": []}, "/parts"),
        ({"place": "children", "parts": [{"title": "A"}, {"title": ""}]}, "/parts/1/title"),
        ({"place": "beside", "parts": [{"title": "A"}]}, "/place"),
        (
            {"place": "children", "parts": [{"title": "A", "acceptance_criteria": ["0198b5c4-0000-7000-8000-000000000000"]}]},
            "/parts/0/acceptance_criteria/0",
        ),
    ],
)  # fmt: skip
def test_an_error_points_at_the_part(
    api: APIClient, items: list[Item], body: dict[str, Any], pointer: str
) -> None:
    answer = api.post(f"{ITEM}split/", body, format="json")
    assert (answer.status_code, [error["pointer"] for error in answer.json()["errors"]]) == (422, [pointer])


def test_an_item_is_merged(api: APIClient, items: list[Item], owner: Member) -> None:
    add_comment(items[1], by=owner.actor(), text="Please")
    answer = api.post("/api/v1/items/WEB-2/merge/", {"into": "WEB-1"}, format="json")
    assert (answer.status_code, answer.json()["key"]) == (200, "WEB-1")
    assert items[0].comments.count() == 1
    assert api.get("/api/v1/items/WEB-2/").json()["status"]["category"] == "dropped"


@pytest.mark.parametrize("into", ["WEB-1", "WEB-99"])
def test_what_it_cannot_be_merged_into_is_named(api: APIClient, items: list[Item], into: str) -> None:
    answer = api.post(f"{ITEM}merge/", {"into": into}, format="json")
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/into")


@pytest.mark.parametrize(
    ("act", "body"),
    [("split", {"place": "children", "parts": [{"title": "A"}]}), ("merge", {"into": "WEB-2"})],
)
def test_who_saw_another_version_changes_nothing(
    api: APIClient, items: list[Item], act: str, body: dict[str, Any]
) -> None:
    answer = api.post(f"{ITEM}{act}/", body, format="json", HTTP_IF_MATCH='"9"')
    assert (answer.status_code, Item.objects.count()) == (412, 5)
