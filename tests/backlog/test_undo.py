"""Undo: only what still holds, only one's own acts."""

from decimal import Decimal
from typing import Any

import pytest
from django.http import Http404

from accounts.models import Member, Workspace
from activity.undo import undo_action
from backlog.models import Criterion, Item
from backlog.services.acceptance import set_criteria
from backlog.services.criteria import move_criterion
from backlog.services.discussion import (
    add_comment,
    add_criterion,
    delete_comment,
    remove_criterion,
    update_criterion,
)
from backlog.services.items import create_item, delete_item, update_item
from backlog.services.rating import rate_item
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


def criteria(item: Item) -> list[tuple[str, bool]]:
    return list(item.acceptance_criteria.values_list("text", "is_met"))


def test_a_criterion_goes_back_step_by_step(item: Item, product_owner: Member) -> None:
    one, _two = (add_criterion(item, by=product_owner.actor(), text=text) for text in ("One", "Two"))
    acts = [product_owner.actor() for _ in range(5)]
    seen = [criteria(item)]
    update_criterion(one, by=acts[0], is_met=True)
    seen.append(criteria(item))
    update_criterion(one, by=acts[1], text="First")
    seen.append(criteria(item))
    move_criterion(one, by=acts[2], up=False)
    seen.append(criteria(item))
    remove_criterion(item.acceptance_criteria.get(text="Two"), by=acts[3])
    seen.append(criteria(item))
    add_criterion(item, by=acts[4], text="Three")
    for act, before in zip(reversed(acts), reversed(seen), strict=True):
        assert undo_action(act.action, by=product_owner.actor()).message() == "Undone."
        assert criteria(item) == before


def test_criteria_set_at_once_go_back_at_once(item: Item, product_owner: Member) -> None:
    for text in ("One", "Two", "Three"):
        add_criterion(item, by=product_owner.actor(), text=text)
    one, _two, three = item.acceptance_criteria.all()
    before, by = criteria(item), product_owner.actor()
    wanted: list[dict[str, Any]] = [
        {"text": "New"},
        {"id": three.pk, "text": "3"},
        {"id": one.pk, "text": "One", "is_met": True},
    ]
    set_criteria(item, by=by, criteria=wanted)
    undo_action(by.action, by=product_owner.actor())
    assert criteria(item) == before


def test_a_criterion_reworded_since_stays(item: Item, product_owner: Member, owner: Member) -> None:
    by = product_owner.actor()
    one = add_criterion(item, by=by, text="One")
    update_criterion(one, by=owner.actor(), text="Other")
    assert "Someone has changed it since" in undo_action(by.action, by=product_owner.actor()).message()
    assert criteria(item) == [("Other", False)]


def test_act_of_another_is_not_there(item: Item, product_owner: Member, owner: Member) -> None:
    by = product_owner.actor()
    update_item(item, by=by, fields={"title": "New"})
    with pytest.raises(Http404):
        undo_action(by.action, by=owner.actor())
