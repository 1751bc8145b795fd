"""Changing items: rights, versions, merging, categories."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import Member
from activity.models import Event
from backlog.models import Item, Product
from backlog.services.items import delete_item, restore_item, update_item
from core.errors import Conflict, OutOfDate
from tests.factories import make_item, make_label, make_product


def changes_of(item: Item) -> dict[str, list[object]]:
    changes: dict[str, list[object]] = Event.objects.filter(object_id=item.pk).latest("id").changes
    return changes


def test_writes_what_changed_and_one_event(item: Item, product_owner: Member) -> None:
    updated = update_item(
        item,
        by=product_owner.actor(),
        fields={"title": "Pay  by card", "estimate": Decimal("3.0"), "kind": item.kind},
    )
    assert (updated.title, updated.version) == ("Pay by card", 2)
    assert changes_of(item) == {"title": ["Pay by bank transfer", "Pay by card"], "estimate": [None, "3"]}


def test_nothing_changed_is_nothing_written(item: Item, product_owner: Member) -> None:
    before = Event.objects.count()
    assert update_item(item, by=product_owner.actor(), fields={"title": item.title}).version == 1
    assert Event.objects.count() == before


def test_status_carries_its_category(item: Item, product: Product, product_owner: Member) -> None:
    done = update_item(item, by=product_owner.actor(), fields={"status": product.statuses.get(name="Done")})
    assert done.category == "done"
    assert done.closed_at is not None
    again = update_item(done, by=product_owner.actor(), fields={"status": product.statuses.get(name="Ready")})
    assert (again.category, again.closed_at) == ("ready", None)


def test_status_of_another_product_is_refused(item: Item, product_owner: Member) -> None:
    other = make_product(item.workspace).statuses.first()
    with pytest.raises(ValidationError, match="another product"):
        update_item(item, by=product_owner.actor(), fields={"status": other})


def test_contributor_edits_own_and_assigned_only(item: Item, product: Product, contributor: Member) -> None:
    with pytest.raises(PermissionDenied, match="contributor may edit items that they created"):
        update_item(item, by=contributor.actor(), fields={"title": "Mine now"})
    own = make_item(product, by=contributor)
    assert update_item(own, by=contributor.actor(), fields={"title": "Better"}).title == "Better"
    Item.objects.filter(pk=item.pk).update(assignee=contributor)
    assert update_item(item, by=contributor.actor(), fields={"title": "Assigned"}).title == "Assigned"


def test_out_of_date_version_shows_the_current_item(item: Item, product_owner: Member) -> None:
    update_item(item, by=product_owner.actor(), fields={"title": "Faster"})
    with pytest.raises(OutOfDate) as caught:
        update_item(item, by=product_owner.actor(), fields={"title": "Slower"}, expected_version=1)
    assert caught.value.current.title == "Faster"


def test_different_fields_merge_and_the_same_clashes(item: Item, product_owner: Member) -> None:
    seen = {"title": item.title}
    update_item(item, by=product_owner.actor(), fields={"estimate": Decimal(5)})
    merged = update_item(item, by=product_owner.actor(), fields={"title": "A"}, seen=seen)
    assert (merged.title, merged.estimate) == ("A", Decimal(5))
    with pytest.raises(OutOfDate):
        update_item(item, by=product_owner.actor(), fields={"title": "B"}, seen=seen)


def test_labels_are_replaced(item: Item, product_owner: Member) -> None:
    a, b = make_label(item.workspace, "a"), make_label(item.workspace, "b")
    update_item(item, by=product_owner.actor(), fields={"labels": [a]})
    update_item(item, by=product_owner.actor(), fields={"labels": [b]})
    assert changes_of(item) == {"labels": [["a"], ["b"]]}
    assert list(item.labels.all()) == [b]


def test_precision_alone_moves_the_date_to_its_edge(item: Item, product_owner: Member) -> None:
    update_item(item, by=product_owner.actor(), fields={"due_on": date(2027, 2, 10)})
    fuzzy = update_item(item, by=product_owner.actor(), fields={"due_precision": "month"})
    assert fuzzy.due_on == date(2027, 2, 28)


def test_parent_makes_no_cycle_and_no_tower(product: Product, product_owner: Member) -> None:
    by = product_owner.actor()
    chain = [make_item(product)]
    for _ in range(7):
        chain.append(make_item(product, parent=chain[-1]))
    with pytest.raises(ValidationError, match="one of its children"):
        update_item(chain[0], by=by, fields={"parent": chain[3]})
    with pytest.raises(ValidationError, match="at most 8 levels"):
        make_item(product, parent=chain[-1])


def test_deleted_is_hidden_and_comes_back(item: Item, product_owner: Member) -> None:
    by = product_owner.actor()
    delete_item(item, by=by)
    delete_item(item, by=by)
    assert not Item.objects.filter(pk=item.pk).exists()
    assert restore_item(item, by=by).deleted_at is None
    assert Event.objects.filter(object_id=item.pk, verb="item.deleted").count() == 1


def test_item_with_children_is_not_deleted(item: Item, product_owner: Member) -> None:
    make_item(item.product, parent=item)
    with pytest.raises(Conflict, match="1 child"):
        delete_item(item, by=product_owner.actor())


def test_contributor_deletes_own_uncommented_only(
    product: Product, contributor: Member, owner: Member
) -> None:
    own = make_item(product, by=contributor)
    own.comments.create(workspace=own.workspace, author=owner, text="Really?")
    with pytest.raises(PermissionDenied, match="nobody has commented"):
        delete_item(own, by=contributor.actor())
    own.comments.all().delete()
    delete_item(own, by=contributor.actor())
    assert not Item.objects.filter(pk=own.pk).exists()


@pytest.mark.parametrize("day", [date(1969, 12, 31), date(9999, 12, 31)])
def test_a_date_out_of_reach_is_refused(item: Item, product_owner: Member, day: date) -> None:
    with pytest.raises(ValidationError, match="between 1970 and 2200") as caught:
        update_item(item, by=product_owner.actor(), fields={"due_on": day, "due_precision": "half"})
    assert caught.value.message_dict.keys() == {"due_on"}
