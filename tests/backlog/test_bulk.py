"""Many items in one act: all or nothing, by sets, one undo."""

from decimal import Decimal
from typing import Any

import pytest

from accounts.models import Member
from activity.models import Event
from activity.undo import undo_action
from backlog.models import Item, Product
from backlog.services.bulk import Edit, ItemErrors, delete_items, edit_items, plan_edits
from backlog.services.items import update_item
from core.errors import OutOfDate
from tests.backlog.statements import counted
from tests.factories import make_item, make_label, make_team


@pytest.fixture
def items(product: Product) -> list[Item]:
    return [make_item(product) for _ in range(5)]


def all_get(items: list[Item], **fields: Any) -> list[Edit]:
    return [Edit(item, fields) for item in items]


def test_every_field_of_all(product: Product, items: list[Item], product_owner: Member) -> None:
    done, team = product.statuses.get(name="Done"), make_team(product.workspace)
    fields = {"status": done, "assignee": product_owner, "team": team, "estimate": Decimal(3), "kind": "bug"}
    edit_items(all_get(items, **fields), by=product_owner.actor())
    for item in Item.objects.filter(product=product):
        assert {name: getattr(item, name) for name in fields} == fields
        assert (item.category, item.version, item.closed_at is None) == ("done", 2, False)


def test_each_gets_its_own_value(items: list[Item], product_owner: Member) -> None:
    edits = [Edit(item, {"estimate": Decimal(at)}) for at, item in enumerate(items)]
    edit_items(edits, by=product_owner.actor())
    assert list(Item.objects.order_by("number").values_list("estimate", flat=True)) == [0, 1, 2, 3, 4]


def test_one_event_an_item_and_one_act(items: list[Item], product_owner: Member) -> None:
    by = product_owner.actor()
    edit_items([*all_get(items[:2], kind="bug"), *all_get(items[2:], kind="story")], by=by)
    events = Event.objects.filter(action=by.action)
    assert [event.changes for event in events] == [{"kind": ["story", "bug"]}] * 2
    assert {event.data["key"] for event in events} == {item.key for item in items[:2]}
    assert Item.objects.get(pk=items[4].pk).version == 1


def test_costs_the_same_for_any_number(product: Product, product_owner: Member) -> None:
    costs = []
    label, parent = make_label(product.workspace), make_item(product)
    for count in (2, 60):
        rows = [make_item(product) for _ in range(count)]
        with counted() as statements:
            edit_items([Edit(row, {"parent": parent}, add=[label]) for row in rows], by=product_owner.actor())
        costs.append(len(statements))
    assert costs == [7, 7]  # two by COPY are not among them


def test_nothing_is_written_where_one_cannot_be(items: list[Item], product_owner: Member) -> None:
    late = Edit(items[3], {"kind": "bug"}, version=7)
    with pytest.raises(ItemErrors) as refused:
        edit_items([*all_get(items[:3], kind="bug"), late], by=product_owner.actor())
    assert {at: type(change.error) for at, change in refused.value.refused.items()} == {3: OutOfDate}
    assert not Item.objects.filter(kind="bug").exists()
    assert not Event.objects.filter(verb="item.updated").exists()


def test_the_others_where_that_is_asked_for(
    items: list[Item], contributor: Member, product_owner: Member
) -> None:
    own = make_item(items[0].product, by=contributor)
    done = edit_items(all_get([*items, own], kind="bug"), by=contributor.actor(), leave_out=True)
    assert [bool(change.error) for change in done] == [True] * 5 + [False]
    assert "product owner" in done[0].why
    assert list(Item.objects.filter(kind="bug")) == [own]


def test_a_plan_writes_nothing(items: list[Item], product_owner: Member) -> None:
    planned = plan_edits(all_get(items, kind="bug"), by=product_owner.actor())
    assert [change.changes for change in planned] == [{"kind": ["story", "bug"]}] * 5
    assert not Item.objects.filter(kind="bug").exists()


def test_labels_come_and_go(product: Product, items: list[Item], product_owner: Member) -> None:
    old, new = make_label(product.workspace, "old"), make_label(product.workspace, "new")
    by = product_owner.actor()
    update_item(items[0], by=by, fields={"labels": [old]})
    edit_items([Edit(item, add=[new], remove=[old]) for item in items], by=by.anew())
    assert [[label.name for label in item.labels.all()] for item in items] == [["new"]] * 5


def test_no_ring_of_parents_among_them(items: list[Item], product_owner: Member) -> None:
    a, b, c, *_ = items
    edits = [Edit(a, {"parent": b}), Edit(b, {"parent": c}), Edit(c, {"parent": a})]
    with pytest.raises(ItemErrors) as refused:
        edit_items(edits, by=product_owner.actor())
    assert sorted(refused.value.refused) == [0, 1, 2]
    edit_items(edits[:2], by=product_owner.actor())
    assert Item.objects.get(pk=a.pk).parent == b


def test_no_tree_deeper_than_eight(product: Product, items: list[Item], product_owner: Member) -> None:
    chain = [items[0]]
    for _ in range(6):
        chain.append(make_item(product, parent=chain[-1]))
    update_item(items[2], by=product_owner.actor(), fields={"parent": items[1]})
    planned = plan_edits(all_get(items[1:2], parent=chain[-1]), by=product_owner.actor())
    assert "8 levels" in planned[0].why
    assert plan_edits(all_get(items[3:4], parent=chain[-1]), by=product_owner.actor())[0].error is None


@pytest.mark.parametrize("count", [2, 30])
def test_undo_takes_all_back_but_what_others_changed(
    product: Product, product_owner: Member, product_manager: Member, count: int
) -> None:
    rows = [make_item(product, estimate=Decimal(5)) for _ in range(count)]
    label, by = make_label(product.workspace, "soon"), product_owner.actor()
    parent = make_item(product)
    edits = [Edit(row, {"estimate": None, "parent": parent, "kind": "bug"}, add=[label]) for row in rows]
    edit_items(edits, by=by)
    update_item(rows[0], by=product_manager.actor(), fields={"estimate": Decimal(8)})
    undone = undo_action(by.action, by=product_owner.actor())
    assert undone.refused == []
    values = Item.objects.filter(pk__in=[row.pk for row in rows]).order_by("number")
    assert set(values.values_list("kind", "parent", "labels")) == {("story", None, None)}
    assert list(values.values_list("estimate", flat=True)) == [8, *[5] * (count - 1)]


def test_undo_of_many_costs_the_same_for_any_number(product: Product, product_owner: Member) -> None:
    costs = []
    for count in (20, 60):
        rows, by = [make_item(product) for _ in range(count)], product_owner.actor()
        edit_items(all_get(rows, assignee=product_owner), by=by)
        with counted() as statements:
            undo_action(by.action, by=product_owner.actor())
        costs.append(len(statements))
    assert costs[0] == costs[1] < 12


def test_children_go_with_their_parents(product: Product, items: list[Item], product_owner: Member) -> None:
    child = make_item(product, parent=items[0])
    with pytest.raises(ItemErrors, match="1 child"):
        delete_items(items, by=product_owner.actor())
    by = product_owner.actor()
    assert delete_items([*items, child], by=by) == 6
    assert not Item.objects.exists()
    undo_action(by.action, by=product_owner.actor())
    assert Item.objects.count() == 6


def test_one_workspace_only(items: list[Item], stranger: Member) -> None:
    with pytest.raises(Exception, match="no longer there"):
        edit_items(all_get(items, kind="bug"), by=stranger.actor())
