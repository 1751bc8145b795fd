"""Being named in a description, or added to a comment: told once, and only who may read it."""

import pytest

from accounts.models import Member
from backlog.models import Item, Product
from backlog.services.discussion import add_comment, edit_comment
from backlog.services.items import create_item, update_item
from tests.factories import make_item, make_product
from tests.notifications.test_inbox_handler import told


@pytest.fixture
def product(owner: Member) -> Product:
    return make_product(owner.workspace)


@pytest.fixture
def item(product: Product, owner: Member) -> Item:
    """An item that the owner made."""
    return make_item(product, "Login", by=owner)


def describe(item: Item, by: Member, text: str) -> None:
    update_item(item, by=by.actor(), fields={"description": text})


def test_who_is_named_in_a_new_description_is_told(
    product: Product, owner: Member, product_owner: Member
) -> None:
    create_item(product, by=owner.actor(), title="Pay", description="Ask @Paul Owner.")
    assert told() == {("Paul Owner", "mentioned")}


def test_who_was_named_before_is_not_told_again(
    item: Item, owner: Member, product_owner: Member, contributor: Member
) -> None:
    describe(item, owner, "Ask @Paul Owner.")
    describe(item, owner, "Ask @Paul Owner or @Cora.")
    assert told() == {("Paul Owner", "mentioned"), ("Cora Contributor", "mentioned")}
    assert product_owner.notifications.count() == 1


@pytest.mark.parametrize("text", ["Ask @Stan Stakeholder.", "I, @Olive, will", "Ask nobody"])
def test_who_may_not_read_and_who_wrote_it_are_not_told(
    item: Item, owner: Member, stakeholder: Member, text: str
) -> None:
    describe(item, owner, text)
    assert told() == set()


def test_being_given_it_says_more(item: Item, owner: Member, product_owner: Member) -> None:
    update_item(item, by=owner.actor(), fields={"assignee": product_owner, "description": "@Paul, please"})
    assert told() == {("Paul Owner", "assigned")}


def test_who_is_added_to_a_comment_is_told(
    item: Item, owner: Member, product_owner: Member, contributor: Member
) -> None:
    comment = add_comment(item, by=owner.actor(), text="@Paul?")
    edit_comment(comment, by=owner.actor(), text="@Paul, @Cora?")
    assert told() == {("Paul Owner", "mentioned"), ("Cora Contributor", "mentioned")}
    assert product_owner.notifications.count() == 1
