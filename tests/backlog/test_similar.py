"""Mistyped words: what was probably meant."""

from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import Member, Workspace
from activity.tasks import drain
from backlog.models import Product
from backlog.queries.similar import similar
from backlog.services.words import learn_words
from tests.factories import make_item, make_product, make_workspace

TODAY = date(2026, 11, 23)


@pytest.fixture
def product(workspace: Workspace) -> Product:
    product = make_product(workspace, "WEB")
    for title in ("Payment by bank transfer", "Wallets everywhere", "A payment outage", "Guest checkout"):
        make_item(product, title)
    learn_words(workspace.pk)
    return product


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("paymnet", "payment"), ("Wlalets", "wallets"), ("cehckout guest", "checkout guest"), ("kind:story transfre", "kind:story transfer"),
        ("walets -bank sort:-title", "wallets -bank sort:-title"),
    ],
)  # fmt: skip
def test_puts_words_right(product: Product, product_owner: Member, text: str, meant: str) -> None:
    found = similar(product, actor=product_owner.actor(), query=text, today=TODAY)
    assert found
    assert found.query == meant


@pytest.mark.parametrize(
    "text", ["zzzzzz", "pya", "kind:bug paymnet", '"paymnet"', "-paymnet", "", "payment"]
)
def test_is_silent_where_nothing_is_near(product: Product, product_owner: Member, text: str) -> None:
    assert similar(product, actor=product_owner.actor(), query=text, today=TODAY) is None


def test_knows_only_the_words_of_its_workspace(product: Product, product_owner: Member) -> None:
    elsewhere = make_product(make_workspace(), "OUT")
    make_item(elsewhere, "Paymnett")  # nearer than what is here
    learn_words(elsewhere.workspace_id)
    found = similar(product, actor=product_owner.actor(), query="paymnet", today=TODAY)
    assert found
    assert found.query == "payment"


def test_costs_the_same_whatever_is_there(
    product: Product, product_owner: Member, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):
        similar(product, actor=product_owner.actor(), query="paymnet", today=TODAY)


@pytest.mark.parametrize("page", ["backlog", "board"])
def test_the_page_says_so(client: Client, product: Product, product_owner: Member, page: str) -> None:
    client.force_login(product_owner.user)  # type: ignore[arg-type]
    answer = client.get(f"/w/{product_owner.workspace.slug}/p/WEB/{page}/", {"q": "paymnet"}).content.decode()
    assert "Nothing exactly" in answer
    assert "A payment outage" in answer


@pytest.mark.parametrize("page", ["scoring", "scoring/pictures", "scoring/rounds/open"])
def test_pages_without_a_list_of_items_offer_it(
    client: Client, product: Product, product_owner: Member, page: str
) -> None:
    client.force_login(product_owner.user)  # type: ignore[arg-type]
    address = f"/w/{product_owner.workspace.slug}/p/WEB/{page}/"
    answer = client.get(address, {"q": "paymnet kind:story"}).content.decode()
    assert 'href="?q=payment+kind%3Astory"' in answer
    assert "Did you mean payment kind:story?" in answer
    assert "Did you mean" not in client.get(address, {"q": "wallets"}).content.decode()


def test_a_word_that_is_too_much_is_left_out(client: Client, product: Product, product_owner: Member) -> None:
    client.force_login(product_owner.user)  # type: ignore[arg-type]
    address = f"/w/{product_owner.workspace.slug}/p/WEB/backlog/"
    answer = client.get(address, {"q": "kind:bug and status:ready"}).content.decode()
    assert 'href="?q=kind%3Abug+status%3Aready">Leave it out</a>' in answer


def test_new_titles_are_learned(product: Product, product_owner: Member) -> None:
    make_item(product, "Subscription renewal", by=product_owner)
    drain(str(product.workspace_id))
    found = similar(product, actor=product_owner.actor(), query="subscirption", today=TODAY)
    assert found
    assert found.items[0].title == "Subscription renewal"
