"""What a page sends again, because its first answer was lost, and what it sends under another person's session."""

from django.test import Client

from accounts.models import Member
from backlog.models import Item
from backlog.services.items import update_item
from tests.factories import make_item, make_product

ADD = "/w/acme/p/WEB/items/"


def signed_in(member: Member) -> Client:
    client = Client()
    assert member.user is not None
    client.force_login(member.user)
    return client


def test_an_item_sent_twice_under_one_key_is_added_once(owner: Member) -> None:
    make_product(owner.workspace, "WEB")
    client = signed_in(owner)
    first, again = (
        client.post(
            ADD,
            "title=Gift+cards",
            content_type="application/x-www-form-urlencoded",
            headers={"Idempotency-Key": "one", "X-Requested-With": "fetch"},
        )
        for _time in range(2)
    )
    assert (first.status_code, first.content) == (again.status_code, again.content)
    assert Item.objects.filter(title="Gift cards").count() == 1


def test_without_a_key_two_are_two(owner: Member) -> None:
    make_product(owner.workspace, "WEB")
    client = signed_in(owner)
    for _time in range(2):
        client.post(ADD, {"title": "Gift cards"})
    assert Item.objects.filter(title="Gift cards").count() == 2


def test_a_page_of_somebody_else_changes_nothing(owner: Member, contributor: Member) -> None:
    make_product(owner.workspace, "WEB")
    client = signed_in(contributor)
    assert client.post(ADD, {"title": "Mine"}, headers={"X-Member": str(owner.pk)}).status_code == 401
    assert not Item.objects.filter(title="Mine").exists()
    client.post(ADD, {"title": "Mine"}, headers={"X-Member": str(contributor.pk)})
    assert Item.objects.filter(title="Mine").exists()


def test_a_card_goes_only_from_where_it_was_seen(owner: Member) -> None:
    product = make_product(owner.workspace, "WEB")
    item = make_item(product)
    active, done = (product.statuses.filter(category=name)[0] for name in ("active", "done"))
    data = {"items": item.key, "status": active.pk, "from_status": item.status_id}
    update_item(item, by=owner.actor(), fields={"status": done})
    answer = signed_in(owner).post("/w/acme/p/WEB/board/moves/", data)
    assert answer.status_code == 412
    assert Item.objects.get(pk=item.pk).status == done
