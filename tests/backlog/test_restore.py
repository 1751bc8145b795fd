"""Who may bring back what was deleted."""

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import Member, Workspace
from backlog.models import Item, Product
from backlog.services.discussion import add_comment, delete_comment, restore_comment
from backlog.services.items import delete_item, restore_item
from tests.factories import make_item, make_product


@pytest.fixture
def product(workspace: Workspace) -> Product:
    return make_product(workspace, "WEB")


@pytest.fixture
def own(product: Product, contributor: Member) -> Item:
    return make_item(product, by=contributor)


def test_what_a_contributor_deleted_of_their_own_comes_back(own: Item, contributor: Member) -> None:
    delete_item(own, by=contributor.actor())
    assert restore_item(own, by=contributor.actor()).deleted_at is None
    assert restore_item(own, by=contributor.actor()).deleted_at is None


def test_what_a_product_owner_deleted_stays_deleted(
    own: Item, contributor: Member, product_owner: Member
) -> None:
    delete_item(own, by=contributor.actor())
    restore_item(own, by=product_owner.actor())
    delete_item(own, by=product_owner.actor())
    with pytest.raises(PermissionDenied, match="Only a product owner or above may restore"):
        restore_item(own, by=contributor.actor())
    assert restore_item(own, by=product_owner.actor()).deleted_at is None


def test_restoring_needs_todays_right_to_delete(own: Item, contributor: Member, owner: Member) -> None:
    delete_item(own, by=contributor.actor())
    own.comments.create(workspace=own.workspace, author=owner, text="Wait")
    with pytest.raises(PermissionDenied, match="nobody has commented"):
        restore_item(own, by=contributor.actor())


def test_a_comment_that_was_taken_away_is_not_put_back_by_its_author(
    own: Item, contributor: Member, product_owner: Member
) -> None:
    mine, taken = (add_comment(own, by=contributor.actor(), text=text) for text in ("one", "two"))
    delete_comment(mine, by=contributor.actor())
    restore_comment(mine, by=contributor.actor())
    delete_comment(taken, by=product_owner.actor())
    with pytest.raises(PermissionDenied, match="somebody else deleted"):
        restore_comment(taken, by=contributor.actor())
