"""How the table of the backlog is set: what is shown where nobody chose, cookies, saved views."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import Member
from backlog.models import Item, Product, ReadyRule, SavedView
from backlog.services.saved_views import save_view
from tests.conftest import ClientOf
from tests.factories import make_item

PAGE = "/w/acme/p/WEB/backlog/"


@pytest.fixture
def client(client_of: ClientOf, product_owner: Member) -> Client:
    return client_of(product_owner)


@pytest.fixture
def item(product: Product) -> Item:
    return make_item(product)


@pytest.fixture
def view(product: Product, product_owner: Member) -> SavedView:
    return save_view(
        product, by=product_owner.actor(), name="Dates", columns=["due", "start"], widths={"due": 90}
    )


def shown(client: Client, view: SavedView | None = None) -> tuple[list[str], dict[str, int], bool]:
    answer: Any = client.get(PAGE, {"view": str(view.pk)} if view else {})
    table = answer.context["table"]
    return [one.name for one in answer.context["columns"] if one.shown], table.widths, table.changed


@pytest.mark.parametrize("count", [0, 1])
def test_ready_is_shown_where_there_is_something_to_judge_by(
    client: Client, product: Product, count: int
) -> None:
    for _ in range(count):
        make_item(product)
    assert "ready" not in shown(client)[0]
    ReadyRule.objects.create(workspace=product.workspace, product=product, demands="estimate", position=1)
    assert "ready" in shown(client)[0]


def test_who_chose_ready_sees_it_without_rules_too(client: Client, item: Item) -> None:
    client.cookies["table"] = "ready.due|"
    assert shown(client)[0] == ["ready", "due"]


def test_columns_and_widths_that_were_set_are_kept(client: Client, item: Item) -> None:
    client.cookies["table"] = "score.status.gone|score~90!due~x!status~120"
    assert shown(client) == (["score", "status"], {"score": 90, "status": 120}, False)


def test_widths_alone_leave_the_usual_columns(client: Client, item: Item) -> None:
    client.cookies["table"] = "|due~90"
    assert shown(client) == (["status", "assignee", "estimate", "score", "due"], {"due": 90}, False)


def test_a_view_decides_over_what_one_set_oneself(client: Client, item: Item, view: SavedView) -> None:
    client.cookies["table"] = "score|score~90"
    assert shown(client, view) == (["due", "start"], {"due": 90}, False)


def test_what_was_set_in_a_view_stays_until_it_is_saved(client: Client, item: Item, view: SavedView) -> None:
    client.cookies["table-view"] = f"{view.pk}|due|due~120"
    assert shown(client, view) == (["due"], {"due": 120}, True)
    client.cookies["table-view"] = f"{view.pk}|due.start|due~90"
    assert shown(client, view) == (["due", "start"], {"due": 90}, False)


def test_what_was_set_in_a_view_is_of_no_other(client: Client, item: Item, view: SavedView) -> None:
    client.cookies["table-view"] = "0198c0de-0000-7000-8000-000000000000|score|"
    assert shown(client, view)[0] == ["due", "start"]
    assert "score" in shown(client)[0]


def test_a_grouping_stays_when_the_list_is_sorted(client: Client, item: Item) -> None:
    answer: Any = client.get(PAGE, {"group": "status"})
    assert "group=status" in answer.context["headings"]["due"].url
