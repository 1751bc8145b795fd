"""Names after @ and keys after #, while they are typed."""

import re

import pytest
from django.test import Client

from accounts.models import Member
from accounts.permissions import Role
from backlog.models import Item, Product
from backlog.queries.completion import items, people
from backlog.services.items import delete_item
from tests.backlog.statements import counted
from tests.factories import make_item, make_member, make_product


def offered(client: Client, typed: str) -> list[str]:
    answer = client.get("/w/acme/complete/", {"q": typed})
    return re.findall(r'data-insert="([^"]*)"', answer.content.decode())


@pytest.mark.parametrize(
    ("typed", "names"),
    [("@", ["@Cora Contributor", "@Mia Manager"]), ("@c", ["@Cora Contributor"]), ("@mia M", ["@Mia Manager"]),
     ("@man", ["@Mia Manager"]), ("@ora", []), ("@Stan", []), ("@Paul", []), ("@Sly", []), ("Mia", [])],
)  # fmt: skip
def test_readers_whose_name_begins_so(
    client: Client, contributor: Member, product_manager: Member, stakeholder: Member, stranger: Member,
    typed: str, names: list[str],
) -> None:  # fmt: skip
    assert offered(client, typed) == names


def test_who_was_deactivated_is_not_offered(product_owner: Member) -> None:
    gone = make_member(product_owner.workspace, Role.CONTRIBUTOR, name="Gus Gone")
    Member.objects.filter(pk=gone.pk).update(deactivated_at=gone.created_at)
    assert people(product_owner.actor(), "gus") == []


def test_items_by_the_beginning_of_their_key_or_by_words(client: Client, product: Product) -> None:
    for number in range(1, 13):
        make_item(product, f"Item {number}")
    make_item(product, "Fraud score")
    assert offered(client, "#web-1") == ["#WEB-1", "#WEB-10", "#WEB-11", "#WEB-12", "#WEB-13"]
    assert offered(client, "#frau") == ["#WEB-13"]
    assert offered(client, "#") == []


def test_neither_deleted_items_nor_those_of_strangers(item: Item, stranger: Member, owner: Member) -> None:
    make_item(make_product(stranger.workspace, "WEB"), "Pay by card")
    assert items(owner.actor(), "pay") == [item]
    delete_item(item, by=owner.actor())
    assert items(owner.actor(), "pay") == items(owner.actor(), "WEB-1") == []


def test_it_costs_the_same_for_any_number(product: Product, owner: Member) -> None:
    for number in range(20):
        make_item(product, f"Pay {number}")
    with counted() as statements:
        assert len(items(owner.actor(), "WEB-1")) == 8
        assert len(people(owner.actor(), "")) == 0
    assert len(statements) == 4
