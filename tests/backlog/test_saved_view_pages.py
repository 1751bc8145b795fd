"""Saved views in the browser's pages: what a list shows, saving it, and the list of views."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from accounts.models import Member, Workspace
from backlog.models import Product, SavedView
from backlog.services.saved_views import begin_with, save_view
from tests.factories import make_item, make_product


@pytest.fixture
def product(workspace: Workspace) -> Product:
    product = make_product(workspace, "WEB")
    make_item(product, "Card field loses a digit", kind="bug")
    make_item(product, "Wallets everywhere", kind="epic")
    return product


@pytest.fixture
def base(client: Client, product_owner: Member, product: Product) -> str:
    assert product_owner.user
    client.force_login(product_owner.user)
    return f"/w/{product_owner.workspace.slug}/p/WEB/"


@pytest.fixture
def bugs(product: Product, product_owner: Member) -> SavedView:
    return save_view(product, by=product_owner.actor(), name="Bugs", query="kind:bug", columns=["due"])


def titles(answer: Any) -> list[str]:
    return [row.title for row in answer.context["rows"]]


def test_a_view_shows_its_items_and_columns(client: Client, base: str, bugs: SavedView) -> None:
    answer = client.get(f"{base}backlog/", {"view": str(bugs.pk)})
    assert titles(answer) == ["Card field loses a digit"]
    assert [column.name for column in answer.context["columns"] if column.shown] == ["due"]


def test_the_query_can_be_changed_within_a_view(client: Client, base: str, bugs: SavedView) -> None:
    answer = client.get(f"{base}backlog/", {"view": str(bugs.pk), "q": "kind:epic"})
    assert titles(answer) == ["Wallets everywhere"]
    assert answer.context["seen"].edited
    assert f"view={bugs.pk}" in answer.context["headings"]["title"].url


@pytest.mark.parametrize(
    ("query", "count"), [({}, 1), ({"view": "none"}, 2), ({"q": ""}, 2), ({"q": "kind:epic"}, 1)]
)
def test_the_page_opens_with_the_view_one_begins_with(
    client: Client, base: str, bugs: SavedView, product_owner: Member, query: dict[str, str], count: int
) -> None:
    begin_with(bugs.product, by=product_owner.actor(), page="backlog", view=bugs)
    assert len(titles(client.get(f"{base}backlog/", query))) == count


def test_the_board_has_views_of_its_own(
    client: Client, base: str, product: Product, product_owner: Member
) -> None:
    view = save_view(product, by=product_owner.actor(), name="Epics", query="kind:epic", page="board")
    assert client.get(f"{base}board/", {"view": str(view.pk)}).context["shown"] == 1
    assert client.get(f"{base}backlog/", {"view": str(view.pk)}).status_code == 404


@pytest.mark.parametrize("view", ["x", "", "0198c0de-0000-7000-8000-000000000000"])
def test_an_unknown_view_is_not_found(client: Client, base: str, view: str) -> None:
    assert client.get(f"{base}backlog/", {"view": view}).status_code == (404 if view else 200)


def test_saving_opens_the_new_view(client: Client, base: str) -> None:
    sent = {"name": "Mine", "query": "assignee:me", "columns": "due score", "is_shared": "on", "first": "on"}
    answer = client.post(f"{base}views/", sent, follow=True)
    view = SavedView.objects.get()
    assert (view.query, view.columns, view.is_shared) == ("assignee:me", ["due", "score"], True)
    assert urlsplit(answer.redirect_chain[0][0]).query == f"view={view.pk}"
    assert "/undo/" in answer.content.decode()


def test_what_was_typed_survives_a_refusal(client: Client, base: str, bugs: SavedView) -> None:
    answer = client.post(f"{base}views/", {"name": "bugs", "query": "kind:epic"})
    assert answer.status_code == 422
    assert 'value="kind:epic"' in answer.content.decode()


def test_the_list_renames_shares_and_deletes(client: Client, base: str, bugs: SavedView) -> None:
    one = f"/w/{bugs.workspace.slug}/views/{bugs.pk}/"
    client.post(one, {"name": "All bugs", "is_shared": "on"})
    client.post(f"{one}first/")
    assert "All bugs" in client.get(f"{base}views/").content.decode()
    bugs.refresh_from_db()
    assert (bugs.is_shared, bugs.query, bugs.default_of.count()) == (True, "kind:bug", 1)
    client.post(f"{one}first/", {"off": "1"})
    assert bugs.default_of.count() == 0
    client.post(f"{one}delete/")
    assert not SavedView.objects.exists()


def test_what_is_on_screen_is_saved_into_the_view(client: Client, base: str, bugs: SavedView) -> None:
    client.post(
        f"/w/{bugs.workspace.slug}/views/{bugs.pk}/",
        {"query": "kind:epic", "columns": "team", "widths": "team:90 due:x", "group_by": "status"},
    )
    bugs.refresh_from_db()
    assert (bugs.name, bugs.query, bugs.columns) == ("Bugs", "kind:epic", ["team"])
    assert (bugs.widths, bugs.group_by) == ({"team": 90}, "status")
