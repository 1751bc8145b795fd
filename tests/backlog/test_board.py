"""The board: columns, what they cost, and how they go on."""

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Member
from backlog.models import Product
from backlog.queries import board, cards_by_ids, more_cards
from tests.backlog.statements import counted
from tests.factories import make_item

TODAY = timezone.localdate


def test_a_column_for_each_status_but_dropped(product: Product, product_owner: Member) -> None:
    make_item(product)
    make_item(product, status=product.statuses.get(name="Done"))
    make_item(product, status=product.statuses.get(name="Dropped"))
    columns = board(product, actor=product_owner.actor(), query="", today=TODAY())
    assert [(column.status.name, column.count) for column in columns] == [
        ("Backlog", 1), ("Ready", 0), ("In progress", 0), ("In review", 0), ("Done", 1),
    ]  # fmt: skip


def test_columns_go_on_where_they_ended(product: Product, product_owner: Member) -> None:
    for _ in range(5):
        make_item(product)
    actor, today = product_owner.actor(), TODAY()
    column = board(product, actor=actor, query="", today=today, limit=2)[0]
    keys = [card.key for card in column.cards]
    while column.next:
        column = more_cards(
            product, column.status, actor=actor, query="", today=today, after=column.next, limit=2
        )
        keys += [card.key for card in column.cards]
    assert keys == [f"WEB-{number}" for number in range(1, 6)]


def test_query_narrows_every_column(client: Client, product: Product) -> None:
    make_item(product, "Eircodes fail", kind="bug")
    make_item(product, "Guest checkout")
    text = client.get("/w/acme/p/WEB/board/?q=kind:bug").content.decode()
    assert ("Eircodes fail" in text, "Guest checkout" in text) == (True, False)
    assert client.get("/w/acme/p/WEB/board/?q=kidn:bug").status_code == 422


@pytest.mark.parametrize("count", [1, 60])
def test_board_costs_the_same_for_few_and_many(client: Client, product: Product, count: int) -> None:
    for _ in range(count):
        make_item(product)
    client.get("/w/acme/p/WEB/board/")
    with counted() as statements:
        text = client.get("/w/acme/p/WEB/board/").content
    assert len(statements) == 12
    assert text.count(b"<article") == min(count, 50)
    assert (b"Show more" in text) == (count > 50)


def test_dropped_items_leave_the_board(product: Product, product_owner: Member) -> None:
    stays, dropped = make_item(product), make_item(product, status=product.statuses.get(name="Dropped"))
    ids = [stays.pk, dropped.pk]
    cards = cards_by_ids(product, ids, actor=product_owner.actor(), query="", today=TODAY())
    assert [card.key for card in cards] == [stays.key]


def test_more_cards_of_no_status_is_refused(client: Client, product: Product) -> None:
    assert client.get("/w/acme/p/WEB/board/cards/?status=nonsense").status_code == 422
