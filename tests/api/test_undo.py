"""Undo by the API: an answer names its act, and that is taken back."""

import uuid
from functools import partial

import pytest

from accounts.models import Member
from backlog.models import Item, Label
from backlog.services.items import update_item
from tests.conftest import ApiOf
from tests.factories import make_item, make_product


@pytest.fixture
def items(product_owner: Member) -> list[Item]:
    product = make_product(product_owner.workspace, "WEB")
    return [make_item(product, title) for title in ("One", "Two")]


def test_a_bulk_edit_is_taken_back_as_one(api_of: ApiOf, product_owner: Member, items: list[Item]) -> None:
    api = api_of(product_owner)
    body = {"items": [{"key": item.key, "title": "Changed"} for item in items]}
    action = api.post("/api/v1/items/bulk/", body)["Throughline-Action"]
    answer = api.post(f"/api/v1/undo/{action}/")
    assert (answer.status_code, answer.json()) == (200, {"undone": ["WEB-2", "WEB-1"], "refused": []})
    assert {item.title for item in Item.objects.all()} == {"One", "Two"}
    assert api.post(f"/api/v1/undo/{answer['Throughline-Action']}/").status_code == 200
    assert {item.title for item in Item.objects.all()} == {"Changed"}


def test_what_no_longer_holds_is_said(api_of: ApiOf, product_owner: Member, items: list[Item]) -> None:
    api = api_of(product_owner)
    action = api.patch("/api/v1/items/WEB-1/", {"title": "Changed"})["Throughline-Action"]
    update_item(items[0], by=product_owner.actor(), fields={"title": "Again"})
    answer = api.post(f"/api/v1/undo/{action}/").json()
    assert answer == {"undone": [], "refused": [{"name": "WEB-1", "reason": "Someone has changed it since."}]}


def test_a_retry_names_the_first_act(api_of: ApiOf, product_owner: Member) -> None:
    api = api_of(product_owner)
    send = partial(api.post, "/api/v1/labels/", {"name": "Soon"}, HTTP_IDEMPOTENCY_KEY="1")
    first, again = send(), send()
    assert again["Throughline-Action"] == first["Throughline-Action"]
    assert api.post(f"/api/v1/undo/{first['Throughline-Action']}/").status_code == 200
    assert not Label.objects.exists()


def test_only_ones_own_acts(api_of: ApiOf, product_owner: Member, owner: Member, items: list[Item]) -> None:
    action = api_of(owner).patch("/api/v1/items/WEB-1/", {"title": "Mine"})["Throughline-Action"]
    for member, act in ((product_owner, action), (owner, uuid.uuid4())):
        assert api_of(member).post(f"/api/v1/undo/{act}/").status_code == 404


def test_reads_and_refusals_name_no_act(api_of: ApiOf, product_owner: Member, items: list[Item]) -> None:
    api = api_of(product_owner)
    answers = api.get("/api/v1/items/WEB-1/"), api.patch("/api/v1/items/WEB-1/", {"colour": "red"})
    assert not any("Throughline-Action" in answer for answer in answers)


def test_a_token_that_may_only_read_takes_nothing_back(
    api_of: ApiOf, product_owner: Member, items: list[Item]
) -> None:
    action = api_of(product_owner).patch("/api/v1/items/WEB-1/", {"title": "Mine"})["Throughline-Action"]
    assert api_of(product_owner, scope="read").post(f"/api/v1/undo/{action}/").status_code == 403
    assert Item.objects.get(number=1).title == "Mine"


def test_an_act_of_another_workspace_is_unknown(
    api_of: ApiOf, product_owner: Member, items: list[Item], stranger: Member
) -> None:
    action = api_of(product_owner).patch("/api/v1/items/WEB-1/", {"title": "Mine"})["Throughline-Action"]
    assert api_of(stranger).post(f"/api/v1/undo/{action}/").status_code == 404
