"""What the search box offers, from the workspace's own names."""

from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import Member, Workspace
from backlog.queries.suggestions import suggestions
from tests.factories import make_item, make_label, make_member, make_product

TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def world(workspace: Workspace) -> None:
    product = make_product(workspace, "WEB")
    for title in ("Pay by bank transfer", "Wallets everywhere"):
        make_item(product, title)
    make_label(workspace, "needs design")
    make_member(workspace, "contributor", name="Ada Byron", email="ada@one.example")
    make_member(workspace, "contributor", name="Ada Byron", email="ada@two.example")


def offered(text: str, member: Member) -> list[str]:
    return [offer.text for offer in suggestions(member.actor(), text, len(text), today=TODAY).offers]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("assi", "assignee:"), ("label:de", '"needs design"'), ("status:rea", "ready"), ("kind:e", "epic"),
        ("parent:web-1", "WEB-1"), ("parent:WE", "WEB-2"), ("parent:", "none"), ("has:est", "estimate"),
        ("assignee:m", "me"), ("assignee:ada", "ada@one.example"), ("sort:-sc", "-score"), ("-blocked:y", "yes"),
    ],
)  # fmt: skip
def test_offers_what_is_there(text: str, first: str, product_owner: Member) -> None:
    assert offered(text, product_owner)[0] == first


@pytest.mark.parametrize(
    "text", ["", "assi", "label:", "assignee:a", "parent:web-1", "status:r", "zzz:x", "due<"]
)
def test_costs_two_statements_at_most(
    text: str, product_owner: Member, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(2):
        offered(text, product_owner)


def test_whatever_is_offered_is_right(product_owner: Member) -> None:
    from backlog.search import ItemSearch

    for field in (
        "status",
        "label",
        "assignee",
        "kind",
        "parent",
        "has",
        "watching",
        "blocked",
        "created_by",
    ):
        for text in offered(f"{field}:", product_owner):
            ItemSearch(f"{field}:{text}", actor=product_owner.actor(), today=TODAY)


def test_the_page_says_where_each_option_goes(client: Client, product_owner: Member) -> None:
    client.force_login(product_owner.user)  # type: ignore[arg-type]
    answer = client.get(f"/w/{product_owner.workspace.slug}/suggestions/", {"q": "x sta y", "at": "5"})
    assert b'data-start="2" data-end="5"' in answer.content
    assert b'data-insert="status:"' in answer.content
