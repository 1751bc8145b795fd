"""Linking on an item's page."""

import pytest
from django.test import Client

from accounts.models import Member
from backlog.models import Item, ItemLink, Product
from backlog.services.links import link_items
from tests.conftest import ClientOf
from tests.factories import make_item, make_product

PANEL = {"X-Requested-With": "fetch"}
LINKS = "/w/acme/items/WEB-1/links/"


@pytest.fixture
def other(item: Item) -> Item:
    return make_item(item.product, "Choose a bank")


@pytest.mark.parametrize("word", ["WEB-2", "#web-2", " 2 "])
def test_a_link_is_made_as_seen_from_the_page(client: Client, item: Item, other: Item, word: str) -> None:
    answer = client.post(LINKS, {"relation": "blocked_by", "item": word}, headers=PANEL)
    link = ItemLink.objects.get()
    assert (link.kind, link.source, link.target) == ("blocks", other, item)
    page = answer.content.decode()
    assert "waits for 1" in page
    assert "noted that WEB-2 blocks it" in page
    assert '"undoUrl": "/w/acme/undo/' in answer["HX-Trigger"]


@pytest.mark.parametrize(
    ("word", "said"), [("Nothing", "no item “Nothing”"), ("", "Say which item"), ("WEB-1", "with itself")]
)
def test_what_cannot_be_linked_is_said_beside_the_field(
    client: Client, item: Item, word: str, said: str
) -> None:
    answer = client.post(LINKS, {"relation": "blocks", "item": word}, headers=PANEL)
    assert answer.status_code == 422
    assert f'id="problem-link-{item.pk}"' in answer.content.decode()
    assert said in answer.content.decode()


def test_an_item_of_another_workspace_is_not_there(client: Client, item: Item) -> None:
    make_item(make_product(key="SEC"))
    answer = client.post(LINKS, {"relation": "blocks", "item": "SEC-1"}, headers=PANEL)
    assert (answer.status_code, ItemLink.objects.count()) == (422, 0)


def test_a_link_is_removed_from_either_page(client: Client, item: Item, other: Item, owner: Member) -> None:
    for key in ("WEB-1", "WEB-2"):
        link = link_items(item, target=other, kind="relates", by=owner.actor())
        client.post(f"/w/acme/items/{key}/links/{link.pk}/delete/", headers=PANEL)
        assert not ItemLink.objects.exists()


def test_a_link_of_two_others_is_not_here(
    client: Client, product: Product, item: Item, other: Item, owner: Member
) -> None:
    link = link_items(other, target=make_item(product), kind="relates", by=owner.actor())
    assert client.post(f"{LINKS}{link.pk}/delete/", headers=PANEL).status_code == 404


def test_who_may_not_edit_reads_links_without_editors(
    item: Item, other: Item, owner: Member, client_of: ClientOf, contributor: Member
) -> None:
    link_items(item, target=other, kind="blocks", by=owner.actor())
    page = client_of(contributor).get("/w/acme/items/WEB-1/").content.decode()
    assert "Choose a bank" in page
    assert "/links/" not in page
