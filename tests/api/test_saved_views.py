"""Saved views by the API."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import Member
from backlog.models import Product, SavedView
from backlog.services.saved_views import save_view
from tests.conftest import ApiOf

VIEWS = "/api/v1/saved-views/"
BODY = {
    "product": "WEB", "name": "Bugs", "query": "kind:bug sort:-score", "columns": ["status", "due"],
    "widths": {"due": 90}, "group_by": "status", "is_default": True,
}  # fmt: skip


@pytest.fixture
def shared(product: Product, product_owner: Member) -> SavedView:
    return save_view(product, by=product_owner.actor(), name="Ours", is_shared=True)


def test_a_view_is_saved_read_and_deleted(manager: APIClient, product: Product) -> None:
    made = manager.post(VIEWS, BODY)
    assert (made.status_code, made["Location"]) == (201, f"{VIEWS}{made.json()['id']}/")
    assert BODY.items() <= made.json().items()
    assert manager.get(made["Location"]).json() == made.json()
    assert manager.delete(made["Location"]).status_code == 204
    assert manager.get(made["Location"]).status_code == 404


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"query": "statsu:x"}, "/query"), ({"name": ""}, "/name"), ({"columns": ["A B"]}, "/columns"),
        ({"widths": {"due": 1}}, "/widths/due"), ({"product": "APP"}, "/product"), ({"page": "x"}, "/page"), ({"colour": 1}, "/colour"),
    ],
)  # fmt: skip
def test_a_view_that_cannot_be(
    manager: APIClient, product: Product, change: dict[str, Any], pointer: str
) -> None:
    answer = manager.post(VIEWS, {**BODY, **change})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)


def test_lists_ones_own_and_shared_ones(api_of: ApiOf, shared: SavedView, contributor: Member) -> None:
    save_view(shared.product, by=shared.owner.actor(), name="Secret")
    save_view(shared.product, by=contributor.actor(), name="Mine", page="board")
    api = api_of(contributor)
    assert [row["name"] for row in api.get(VIEWS, {"product": "WEB"}).json()["results"]] == ["Mine", "Ours"]
    assert [row["name"] for row in api.get(VIEWS, {"page": "board"}).json()["results"]] == ["Mine"]
    assert api.get(VIEWS, {"page": "bord"}).status_code == 422


def test_who_may_not_change_it_may_still_begin_with_it(
    api_of: ApiOf, shared: SavedView, contributor: Member
) -> None:
    api, address = api_of(contributor), f"{VIEWS}{shared.pk}/"
    assert api.patch(address, {"name": "Mine"}).status_code == 403
    assert api.patch(address, {"is_default": True}).json()["is_default"] is True
    assert api.patch(address, {"is_default": False}).json()["is_default"] is False


def test_an_old_version_is_refused(manager: APIClient, shared: SavedView) -> None:
    address = f"{VIEWS}{shared.pk}/"
    assert manager.patch(address, {"name": "All"}, HTTP_IF_MATCH='"1"').json()["version"] == 2
    assert manager.patch(address, {"name": "None"}, HTTP_IF_MATCH='"1"').status_code == 412
