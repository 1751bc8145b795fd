"""My work: what is due when, what was said, what waits; and the palette."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Member, Workspace
from backlog.models import Item, Product
from backlog.queries.palette import find
from backlog.queries.work import by_urgency, my_work
from backlog.services.discussion import add_comment
from backlog.services.items import update_item
from tests.backlog.statements import counted
from tests.conftest import ClientOf
from tests.factories import make_item, make_product

MONDAY = date(2026, 11, 23)


@pytest.fixture
def product(workspace: Workspace) -> Product:
    return make_product(workspace, "WEB", name="Web checkout")


def test_items_by_urgency() -> None:
    days = {"yesterday": -1, "today": 0, "sunday": 6, "next": 7}
    items = [Item(title=name, due_on=MONDAY + timedelta(days=n)) for name, n in days.items()] + [
        Item(title="none")
    ]
    groups = {group.key: [item.title for item in group.items] for group in by_urgency(items, MONDAY)}
    assert groups == {
        "overdue": ["yesterday"],
        "week": ["today", "sunday"],
        "later": ["next"],
        "undated": ["none"],
    }


def test_only_open_items_that_are_mine(product: Product, contributor: Member, owner: Member) -> None:
    mine, _other = make_item(product, "Mine", assignee=contributor), make_item(product, "Not mine")
    closed = make_item(product, "Closed", assignee=contributor)
    update_item(closed, by=owner.actor(), fields={"status": product.statuses.get(name="Done")})
    work = my_work(contributor, contributor.actor(), today=timezone.localdate())
    assert [item for group in work.groups for item in group.items] == [mine]


def test_words_of_others_that_concern_me(product: Product, contributor: Member, owner: Member) -> None:
    mine, far = make_item(product, assignee=contributor), make_item(product)
    add_comment(mine, by=owner.actor(), text="First")
    add_comment(mine, by=owner.actor(), text="Second")
    add_comment(far, by=owner.actor(), text="Ask @Cora Contributor")
    add_comment(far, by=contributor.actor(), text="My own")
    add_comment(make_item(product), by=owner.actor(), text="Nothing to do with me")
    said = my_work(contributor, contributor.actor(), today=timezone.localdate()).said
    assert [comment.text for comment in said] == ["Ask @Cora Contributor", "Second"]


def test_what_i_created_waits_until_someone_begins(
    product: Product, contributor: Member, owner: Member
) -> None:
    waiting, begun = make_item(product, by=contributor), make_item(product, by=contributor)
    update_item(begun, by=owner.actor(), fields={"status": product.statuses.get(name="In progress")})
    assert my_work(contributor, contributor.actor(), today=timezone.localdate()).waiting == [waiting]


@pytest.mark.parametrize("size", [1, 20])
def test_the_page_costs_the_same_for_any_size(
    product: Product, contributor: Member, owner: Member, size: int
) -> None:
    for _ in range(size):
        add_comment(make_item(product, by=contributor, assignee=contributor), by=owner.actor(), text="Hi")
    with counted() as statements:
        my_work(contributor, contributor.actor(), today=timezone.localdate())
    assert len(statements) <= 5 + 3  # three of them are the roadmaps'


def test_an_empty_workspace_offers_the_next_step(
    client_of: ClientOf, owner: Member, contributor: Member
) -> None:
    assert "/w/acme/products/new/" in client_of(owner).get("/w/acme/").content.decode()
    page = client_of(contributor).get("/w/acme/").content.decode()
    assert "Nothing here yet" in page
    assert "/products/new/" not in page


def test_a_stakeholder_sees_no_backlog(product: Product, client_of: ClientOf, stakeholder: Member) -> None:
    make_item(product, "Secret plan")
    client: Client = client_of(stakeholder)
    assert client.get("/w/acme/").status_code == 200
    for path in ("/w/acme/", "/w/acme/palette/?q=secret", "/w/acme/palette/?q=web"):
        assert "Secret plan" not in client.get(path).content.decode()


@pytest.mark.parametrize("text", ["WEB-2", "web-2", "2", "transfer", "bank tran", "Trans"])
def test_the_palette_finds_by_key_number_or_beginnings(
    product: Product, contributor: Member, text: str
) -> None:
    make_item(product, "Guest checkout")
    wanted = make_item(product, "Pay by bank transfer")
    assert find(contributor.actor(), text).items == [wanted]


@pytest.mark.parametrize(
    "text", ["", "  ", "'", "a & | !", "\\", "%", "\x00", "(", ":*", "x" * 5000, "🙂", "WEB-99999999999"]
)
def test_the_palette_takes_any_text(product: Product, contributor: Member, text: str) -> None:
    assert find(contributor.actor(), text).items == []


def test_the_palette_shows_titles_before_descriptions(product: Product, contributor: Member) -> None:
    make_item(product, "Pay by card")
    later = make_item(product, "Receipts", description="Sent when people pay")
    Item.objects.filter(pk=later.pk).update(updated_at=timezone.now() + timedelta(minutes=1))
    assert [item.number for item in find(contributor.actor(), "pay").items] == [1, 2]


def test_the_palette_keeps_to_the_workspace_and_the_role(
    product: Product, client_of: ClientOf, owner: Member, contributor: Member
) -> None:
    make_item(make_product(key="SEC", name="Web of others"), "Web elsewhere")
    page = client_of(contributor).get("/w/acme/palette/?q=web").content.decode()
    assert "Web checkout" in page
    assert "Web of others" not in page
    assert "Web elsewhere" not in page
    assert "Create a product" not in client_of(contributor).get("/w/acme/palette/?q=create").content.decode()
    assert "Create a product" in client_of(owner).get("/w/acme/palette/?q=create").content.decode()
