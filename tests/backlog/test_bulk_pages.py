"""Many items at once in HTML: the form with its preview, ranking by score, a pasted column."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Member
from activity.models import Event
from backlog.models import Item, Product, Score
from backlog.services.items import update_item
from tests.conftest import ClientOf
from tests.factories import actor_in, make_item, make_label

BASE = "/w/acme/p/WEB/"


@pytest.fixture
def items(product: Product) -> list[Item]:
    return [make_item(product, f"Item {number}") for number in range(1, 5)]


def keys(items: list[Item]) -> str:
    return ",".join(item.key for item in items)


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_form_offers_what_there_is(client: Client, product: Product) -> None:
    text = text_of(client.get(f"{BASE}changes/form/"))
    for word in ("As it is", "Paul Owner", "In progress", "Spike", "No team"):
        assert word in text


def test_preview_says_what_changes_and_writes_nothing(client: Client, items: list[Item]) -> None:
    ready = items[0].product.statuses.get(name="Ready")
    update_item(items[0], by=actor_in(items[0].workspace), fields={"status": ready})
    text = text_of(client.post(f"{BASE}changes/preview/", {"items": keys(items), "status": str(ready.pk)}))
    assert "3 items change, 1 stays as it is" in text
    assert "×3" in text
    assert Item.objects.filter(status=ready).count() == 1


def test_all_that_is_filled_in_is_one_act(client: Client, items: list[Item], product_owner: Member) -> None:
    old = make_label(items[0].workspace, "old")
    update_item(items[0], by=actor_in(items[0].workspace), fields={"labels": [old], "estimate": 3})
    data = {
        "items": keys(items), "assignee": str(product_owner.pk), "kind": "bug", "due": "Q1 2099", "parent": "",
        "clear": ["estimate"], "add_labels": "Fresh, new one", "remove_labels": "OLD",
    }  # fmt: skip
    response = client.post(f"{BASE}changes/", data)
    assert response.status_code == 204
    assert "4 items changed." in response["HX-Trigger"]
    item = Item.objects.get(pk=items[0].pk)
    assert (item.assignee, item.kind, str(item.due_on), item.estimate) == (
        product_owner,
        "bug",
        "2099-03-31",
        None,
    )
    assert sorted(label.name for label in item.labels.all()) == ["Fresh", "new one"]
    client.post(f"/w/acme/undo/{response['X-Action']}/")
    assert not Item.objects.filter(kind="bug").exists()


def test_everything_that_a_list_holds(client: Client, items: list[Item]) -> None:
    assert client.post(f"{BASE}changes/", {"all": "1", "q": "title:item", "kind": "spike"}).status_code == 204
    assert Item.objects.filter(kind="spike").count() == 4


def test_wrong_values_are_said_and_nothing_changes(client: Client, items: list[Item]) -> None:
    data = {"items": keys(items), "due": "soonish", "parent": "WEB-99", "kind": "bug"}
    response = client.post(f"{BASE}changes/", data)
    assert response.status_code == 422
    assert "is not a date" in text_of(response)
    assert "There is no item" in text_of(response)
    assert not Item.objects.filter(kind="bug").exists()


def test_what_cannot_change_is_left_out_where_asked(client: Client, items: list[Item]) -> None:
    data = {"items": keys(items), "parent": items[1].key}
    response = client.post(f"{BASE}changes/", data)
    assert response.status_code == 422
    assert "Leave these out" in text_of(response)
    assert client.post(f"{BASE}changes/", {**data, "leave_out": "on"}).status_code == 204
    assert Item.objects.filter(parent=items[1]).count() == 3


def test_a_contributor_may_not(client_of: ClientOf, contributor: Member, items: list[Item]) -> None:
    for address in ("changes/", "changes/preview/", "ranks-by-score/"):
        assert client_of(contributor).post(f"{BASE}{address}", {"items": keys(items)}).status_code == 403


def test_ranks_by_score(client: Client, product: Product, items: list[Item]) -> None:
    model = product.scoring_models.get()
    for value, item in enumerate(items):
        row = {"workspace": product.workspace, "value": value, "revision": 1, "updated_at": timezone.now()}
        Score.objects.create(item=item, model=model, **row)
    text = text_of(client.post(f"{BASE}ranks-by-score/preview/", {"all": "1", "q": ""}))
    assert "Move 4 items" in text
    response = client.post(f"{BASE}ranks-by-score/", {"all": "1", "q": ""})
    assert "4 items ranked by score." in response["HX-Trigger"]
    assert [item.number for item in Item.objects.order_by("rank")] == [4, 3, 2, 1]


@pytest.mark.parametrize(
    ("field", "text", "attribute", "expected"),
    [
        ("estimate", "1\r\n2,5\r\n\r\n", "estimate", [1, 2.5, None, None]),
        ("status", "ready\nIN PROGRESS\nDone", "status__name", ["Ready", "In progress", "Done", "Backlog"]),
        ("assignee", "Paul Owner\n\n", "assignee__name", ["Paul Owner", None, None, None]),
        ("kind", "Bug\nspike", "kind", ["bug", "spike", "story", "story"]),
        ("title", '"One\ntwo"\nThree', "title", ["One two", "Three", "Item 3", "Item 4"]),
    ],
)
def test_a_column_goes_into_rows(
    client: Client, items: list[Item], field: str, text: str, attribute: str, expected: list[Any]
) -> None:
    response = client.post(f"{BASE}paste/{field}/", {"items": keys(items), "text": text})
    assert response.status_code == 204, text_of(response)
    assert list(Item.objects.order_by("number").values_list(attribute, flat=True)) == expected


def test_wrong_lines_are_listed_and_nothing_is_written(client: Client, items: list[Item]) -> None:
    data = {"items": keys(items), "text": "3\nmany\n-1\n5"}
    response = client.post(f"{BASE}paste/estimate/", data)
    assert response.status_code == 422
    assert "“many” is not a number" in text_of(response)
    assert "WEB-2" in text_of(response)
    assert not Event.objects.filter(verb="item.updated").exists()


@pytest.mark.parametrize("text", ["1\n2\n3\n4\n5", "1\t2"])
def test_too_much_is_refused(client: Client, items: list[Item], text: str) -> None:
    response = client.post(f"{BASE}paste/estimate/", {"items": keys(items), "text": text})
    assert response.status_code == 422
    assert "Nothing was changed" in text_of(response)
