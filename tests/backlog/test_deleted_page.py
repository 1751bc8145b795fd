"""What was deleted lately, and bringing it back."""

from datetime import timedelta

from django.test import Client
from django.utils import timezone
from django.utils.html import strip_tags

from accounts.models import Member
from backlog.models import Item, Product
from backlog.queries.deleted import deleted_items
from backlog.services.items import delete_item
from tests.backlog.statements import counted
from tests.conftest import ClientOf
from tests.factories import make_item, make_product

PAGE = "/w/acme/p/WEB/deleted/"


def words(client: Client, address: str = PAGE) -> str:
    return " ".join(strip_tags(client.get(address).content.decode()).split())


def test_it_says_what_was_deleted_and_by_whom(client: Client, item: Item, owner: Member) -> None:
    delete_item(item, by=owner.actor())
    said = words(client)
    assert "WEB-1 Pay by bank transfer by Olive Owner" in said
    assert "29 days left" in said


def test_an_empty_one_says_what_it_is_for(client: Client, item: Item) -> None:
    assert "A deleted item waits here for 30 days" in words(client)


def test_restored_it_is_back_at_its_place(client: Client, item: Item, owner: Member) -> None:
    rank = item.rank
    delete_item(item, by=owner.actor())
    answer = client.post(f"{PAGE}{item.pk}/restore/", follow=True)
    assert Item.objects.get().rank == rank
    assert "WEB-1 is back" in answer.content.decode()


def test_what_is_older_or_of_another_product_is_not_there(
    client: Client, item: Item, product_owner: Member
) -> None:
    other = make_item(make_product(item.workspace, "APP"))
    for gone in (item, other):
        delete_item(gone, by=product_owner.actor())
    Item.all_objects.filter(pk=item.pk).update(deleted_at=timezone.now() - timedelta(days=31))
    assert deleted_items(item.product, actor=product_owner.actor()).rows == []
    assert client.post(f"{PAGE}{other.pk}/restore/").status_code == 404


def test_a_contributor_restores_only_what_they_made_and_deleted(
    client_of: ClientOf, product: Product, contributor: Member, owner: Member
) -> None:
    own, taken = (make_item(product, by=contributor) for _ in range(2))
    delete_item(own, by=contributor.actor())
    delete_item(taken, by=owner.actor())
    rows = deleted_items(product, actor=contributor.actor()).rows
    assert [(row.key, row.restorable) for row in rows] == [("WEB-2", False), ("WEB-1", True)]
    client_of(contributor).post(f"{PAGE}{own.pk}/restore/")
    assert list(Item.objects.all()) == [own]


def test_it_comes_in_pages_at_one_cost(product: Product, owner: Member) -> None:
    for item in [make_item(product) for _ in range(5)]:
        delete_item(item, by=owner.actor())
    seen, after = [], ""
    for _ in range(3):
        with counted() as statements:
            page = deleted_items(product, actor=owner.actor(), after=after, limit=2)
        seen += [row.key for row in page.rows]
        after = page.next
        assert len(statements) == 2
    assert (seen, after) == (["WEB-5", "WEB-4", "WEB-3", "WEB-2", "WEB-1"], "")
