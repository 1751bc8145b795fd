"""Comments."""

import pytest
from rest_framework.test import APIClient

from accounts.models import Member
from backlog.models import FormerKey, Item
from backlog.services.discussion import add_comment
from backlog.services.items import delete_item
from tests.conftest import ApiOf

COMMENTS = "/api/v1/comments/"


@pytest.fixture
def said(items: list[Item], owner: Member) -> str:
    """The address of a comment of the owner's."""
    return f"{COMMENTS}{add_comment(items[0], by=owner.actor(), text='Really?').pk}/"


def test_a_comment_is_said_changed_and_taken_back(
    api: APIClient, items: list[Item], product_owner: Member
) -> None:
    made = api.post(COMMENTS, {"item": "web-1", "text": "Hello *you*"})
    shown, url = made.json(), made["Location"]
    assert (made.status_code, shown["item"], shown["edited_at"]) == (201, "WEB-1", None)
    assert shown["author"] == {"id": str(product_owner.pk), "name": "Paul Owner"}
    changed = api.patch(url, {"text": "Hello"}, HTTP_IF_MATCH=made["ETag"])
    assert (changed.json()["text"], changed.json()["edited_at"] is None) == ("Hello", False)
    assert api.patch(url, {"text": "Late"}, HTTP_IF_MATCH=made["ETag"]).json()["current"] == changed.json()
    assert api.patch(url, {}).json() == changed.json()
    assert [api.delete(url).status_code, api.get(url).status_code, api.delete(url).status_code] == [
        204,
        404,
        404,
    ]


def test_comments_of_an_item_oldest_first(api: APIClient, items: list[Item], said: str) -> None:
    for item, text in ((items[0], "Yes"), (items[1], "No")):
        api.post(COMMENTS, {"item": item.key, "text": text})
    assert [row["text"] for row in api.get(COMMENTS, {"item": "WEB-1"}).json()["results"]] == [
        "Really?",
        "Yes",
    ]
    assert len(api.get(COMMENTS).json()["results"]) == 3


def test_comments_of_a_former_key_and_of_none(api: APIClient, items: list[Item], said: str) -> None:
    FormerKey.objects.create(workspace=items[0].workspace, key="OLD-7", item=items[0])
    assert len(api.get(COMMENTS, {"item": "OLD-7"}).json()["results"]) == 1
    answer = api.get(COMMENTS, {"item": "WEB-99"})
    assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (422, "item")


def test_words_belong_to_who_said_them(api: APIClient, api_of: ApiOf, contributor: Member, said: str) -> None:
    assert api.patch(said, {"text": "Surely."}).status_code == 403
    assert api_of(contributor).delete(said).status_code == 403
    assert api.delete(said).status_code == 204


def test_a_comment_on_nothing(api: APIClient, items: list[Item], elsewhere: Item) -> None:
    for key in ("WEB-99", "OTHER-1"):
        answer = api.post(COMMENTS, {"item": key, "text": "Hello"})
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/item")
    assert api.post(COMMENTS, {"item": "WEB-1", "text": " "}).json()["errors"][0]["pointer"] == "/text"


def test_comments_go_with_their_item(api: APIClient, items: list[Item], said: str, owner: Member) -> None:
    delete_item(items[0], by=owner.actor())
    assert api.get(said).status_code == 404
    assert api.get(COMMENTS).json()["results"] == []


def test_another_workspaces_comment_is_404(api_of: ApiOf, stranger: Member, said: str) -> None:
    theirs = api_of(stranger)
    answers = (theirs.get(said), theirs.patch(said, {"text": "x"}), theirs.delete(said))
    assert [answer.status_code for answer in answers] == [404] * 3


def test_a_sign_is_put_under_a_comment_and_taken_away(
    api: APIClient, said: str, product_owner: Member
) -> None:
    for _time in range(2):
        shown = api.post(f"{said}react/", {"sign": "heart"}).json()
    assert shown["reactions"] == [
        {"sign": "heart", "member": {"id": str(product_owner.pk), "name": "Paul Owner"}}
    ]
    assert api.post(f"{said}react/", {"sign": "heart", "on": False}).json()["reactions"] == []
    assert api.post(f"{said}react/", {"sign": "skull"}).status_code == 422
