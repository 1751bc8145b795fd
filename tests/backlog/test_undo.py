"""Undo: only what still holds, only one's own acts."""

from decimal import Decimal

import pytest
from django.http import Http404

from accounts.models import Member, Workspace
from activity.undo import undo_action
from backlog.models import Criterion, Item
from backlog.services.discussion import add_comment, delete_comment
from backlog.services.items import create_item, delete_item, update_item
from backlog.services.scoring import rate_item
from tests.factories import make_item, make_label, make_product


@pytest.fixture
def item(workspace: Workspace) -> Item:
    return make_item(make_product(workspace, "WEB"), "Old title")


def test_edit_goes_back(item: Item, product_owner: Member) -> None:
    by = product_owner.actor()
    label = make_label(item.workspace, "a")
    ready = item.product.statuses.get(name="Ready")
    fields = {
        "title": "New",
        "estimate": Decimal(3),
        "labels": [label],
        "assignee": product_owner,
        "status": ready,
    }
    update_item(item, by=by, fields=fields)
    assert undo_action(by.action, by=product_owner.actor()).message() == "Undone."
    item = Item.objects.get(pk=item.pk)
    assert (item.title, item.estimate, item.assignee, item.category) == ("Old title", None, None, "backlog")
    assert not item.labels.exists()


def test_what_someone_changed_since_stays(item: Item, product_owner: Member, owner: Member) -> None:
    by = product_owner.actor()
    update_item(item, by=by, fields={"title": "New", "estimate": Decimal(3)})
    update_item(item, by=owner.actor(), fields={"title": "Newest"})
    undo_action(by.action, by=product_owner.actor())
    item.refresh_from_db()
    assert (item.title, item.estimate) == ("Newest", None)
    second = undo_action(by.action, by=product_owner.actor())
    assert "Someone has changed it since" in second.message()


def test_creation_deletion_comment_and_rating(item: Item, product_owner: Member) -> None:
    created, deleted, said, unsaid, rated = (product_owner.actor() for _ in range(5))
    new = create_item(item.product, by=created, title="New")
    comment = add_comment(item, by=said, text="Hm")
    undo_action(said.action, by=product_owner.actor())
    second = add_comment(item, by=product_owner.actor(), text="Ha")
    delete_comment(second, by=unsaid)
    undo_action(unsaid.action, by=product_owner.actor())
    assert [row.deleted_at is None for row in item.comments.order_by("id")] == [False, True]
    assert comment.pk != second.pk
    rate_item(item, by=rated, values={Criterion.objects.get(key="reach"): Decimal(10)})
    undo_action(rated.action, by=product_owner.actor())
    assert not item.ratings.exists()
    undo_action(created.action, by=product_owner.actor())
    delete_item(item, by=deleted)
    undo_action(deleted.action, by=product_owner.actor())
    assert list(Item.objects.all()) == [item]
    assert new.pk != item.pk


def test_act_of_another_is_not_there(item: Item, product_owner: Member, owner: Member) -> None:
    by = product_owner.actor()
    update_item(item, by=by, fields={"title": "New"})
    with pytest.raises(Http404):
        undo_action(by.action, by=owner.actor())
