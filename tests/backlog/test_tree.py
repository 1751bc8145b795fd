"""The tree: which rows, what adds up below them, at what cost; moving an item in it."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from accounts.models import Member
from backlog.models import Item, Product
from backlog.queries.tree import Below, Node, tree
from backlog.services.items import delete_item, update_item
from backlog.services.links import link_items
from tests.backlog.statements import counted
from tests.conftest import ClientOf
from tests.factories import make_item, make_product

TREE = "/w/acme/p/WEB/tree/"
FETCH = {"X-Requested-With": "fetch"}


@pytest.fixture
def epic(product: Product) -> Item:
    """WEB-1 with a done, an open, a dropped child and an epic that holds one more; WEB-6 stands alone."""
    epic = make_item(product, "Epic", kind="epic", start_on=date(2027, 2, 1), due_on=date(2027, 2, 28))
    steps = {status.name: status for status in product.statuses.all()}
    for title, status, estimate in (("Done", "Done", 3), ("Open", "Ready", None), ("Dropped", "Dropped", 8)):
        make_item(product, title, parent=epic, status=steps[status], estimate=estimate and Decimal(estimate))
    inner = make_item(
        product, "Inner", kind="epic", parent=epic, estimate=Decimal(40), start_on=date(2027, 1, 9)
    )
    make_item(product, "Leaf", parent=inner, estimate=Decimal(5), due_on=date(2027, 2, 9))
    make_item(product, "Alone")
    return epic


def titles(product: Product, actor: Member, **asked: Any) -> list[tuple[int, str]]:
    return [(row.level, row.title) for row in tree(product, actor=actor.actor(), **asked).rows]


def test_what_is_below_adds_up_at_the_ends_of_the_branches(epic: Item, owner: Member) -> None:
    [row] = tree(epic.product, actor=owner.actor()).rows
    assert row.below == Below(
        children=4, total=3, done=1, points=Decimal(8), points_done=Decimal(3), unestimated=1,
        start_on=date(2027, 1, 9), due_on=date(2027, 2, 9),
    )  # fmt: skip
    assert (row.below.share, row.clashes) == (37, True)


def test_what_is_open_shows_what_is_below_in_the_order_of_rank(epic: Item, owner: Member) -> None:
    assert titles(epic.product, owner) == [(1, "Epic")]
    shown = titles(epic.product, owner, opened=["WEB-1", "WEB-5"])
    assert shown == [(1, "Epic"), (2, "Done"), (2, "Open"), (2, "Dropped"), (2, "Inner"), (3, "Leaf")]
    assert titles(epic.product, owner, opened=["WEB-5"]) == [(1, "Epic")]  # what holds it is folded


def test_what_moves_while_it_is_read_is_there_once(epic: Item, owner: Member) -> None:
    other = make_item(epic.product, "Other", kind="epic")

    def meanwhile(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if "LATERAL" in sql:
            Item.objects.filter(pk=other.pk).update(parent=epic)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(meanwhile):
        shown = titles(epic.product, owner, opened=["WEB-1"])
    assert [level for level, title in shown if title == "Other"] == [2]


def test_loose_items_and_closed_ones_are_asked_for(epic: Item, owner: Member) -> None:
    update_item(epic, by=owner.actor(), fields={"status": epic.product.statuses.get(name="Done")})
    assert titles(epic.product, owner) == []
    assert titles(epic.product, owner, closed=True) == [(1, "Epic")]
    assert titles(epic.product, owner, loose=True) == [(1, "Alone")]


def test_other_products_stand_below_and_their_own_tree_begins_there(epic: Item, owner: Member) -> None:
    other = make_product(epic.workspace, "APP")
    part = make_item(other, "Part", kind="epic", parent=epic)
    make_item(other, "Piece", parent=part)
    assert (2, "Part") in titles(epic.product, owner, opened=["WEB-1"])
    assert titles(other, owner, opened=[part.key]) == [(1, "Part"), (2, "Piece")]


def test_what_was_deleted_holds_nothing(epic: Item, owner: Member) -> None:
    leaf = Item.objects.get(title="Leaf")
    delete_item(leaf, by=owner.actor())
    rows = tree(epic.product, actor=owner.actor(), opened=["WEB-1"]).rows
    inner = next(row for row in rows if row.title == "Inner")
    assert inner.below is None
    assert rows[0].below is not None
    assert rows[0].below.points == Decimal(43)  # the end of the branch is the inner epic now


def test_what_waits_is_marked(epic: Item, owner: Member) -> None:
    link_items(
        Item.objects.select_related("product").get(title="Alone"),
        target=epic,
        kind="blocks",
        by=owner.actor(),
    )
    assert [row.blocked for row in tree(epic.product, actor=owner.actor()).rows] == [1]


def test_a_link_folds_one_and_leaves_the_others(epic: Item, owner: Member) -> None:
    rows = tree(epic.product, actor=owner.actor(), opened=["WEB-1", "WEB-5"]).rows
    links = {row.title: row.toggled for row in rows if row.below}
    assert links == {"Epic": "WEB-5", "Inner": "WEB-1"}


@pytest.mark.parametrize("size", [1, 30])
def test_the_tree_costs_the_same_for_any_size(product: Product, owner: Member, size: int) -> None:
    for _ in range(size):
        root = make_item(product, kind="epic")
        make_item(product, parent=make_item(product, parent=root))
    keys = [item.key for item in Item.objects.select_related("product")]
    with counted() as statements:
        assert len(tree(product, actor=owner.actor(), opened=keys).rows) == 3 * size
    assert len(statements) == 4


def test_roots_come_page_by_page(product: Product, owner: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backlog.queries.tree.LIMIT", 2)
    for number in range(3):
        make_item(product, f"Epic {number}", kind="epic")
    first = tree(product, actor=owner.actor())
    assert [row.title for row in first.rows] == ["Epic 0", "Epic 1"]
    second = tree(product, actor=owner.actor(), after=first.next)
    assert ([row.title for row in second.rows], second.next) == (["Epic 2"], "")


def test_of_many_children_the_first_are_shown_and_the_others_counted(
    epic: Item, owner: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backlog.queries.tree.MOST_BELOW", 2)
    rows = tree(epic.product, actor=owner.actor(), opened=["WEB-1"]).rows
    assert ([row.title for row in rows], rows[0].hidden) == (["Epic", "Done", "Open"], 2)


def test_the_page_says_where_each_row_stands(client: Client, epic: Item) -> None:
    page = client.get(TREE, {"open": "web-1"}).content.decode()
    assert 'role="treegrid"' in page
    assert 'aria-level="2" aria-posinset="4" aria-setsize="4" aria-expanded="false"' in page
    rows = client.get(TREE, {"open": "WEB-1"}, headers=FETCH).content.decode()
    assert rows.lstrip().startswith("<tbody")


def move(client: Client, key: str, **sent: str) -> Any:
    return client.post(f"/w/acme/items/{key}/parent/", sent, headers=FETCH)


def test_an_item_is_put_below_another_and_out_again(client: Client, epic: Item) -> None:
    answer = move(client, "WEB-7", parent="WEB-5", **{"from": ""})
    alone, inner = Item.objects.get(title="Alone"), Item.objects.get(title="Inner")
    assert (answer.status_code, alone.parent_id) == (204, inner.pk)
    assert "WEB-7 is under WEB-5." in answer["HX-Trigger"]
    move(client, "WEB-7", parent="", **{"from": str(inner.pk)})
    assert Item.objects.get(title="Alone").parent_id is None


def test_a_cycle_is_refused_with_a_sentence(client: Client, epic: Item) -> None:
    answer = move(client, "WEB-1", parent="WEB-6")
    assert answer.status_code == 422
    assert "WEB-6 is WEB-1 itself or one of its children" in answer.content.decode()


def test_where_someone_was_faster_nothing_moves(client: Client, epic: Item) -> None:
    assert move(client, "WEB-6", parent="", **{"from": str(epic.pk)}).status_code == 412
    assert Item.objects.get(title="Leaf").parent.title == "Inner"


def test_a_contributor_moves_what_is_theirs(
    epic: Item, client_of: ClientOf, contributor: Member, owner: Member
) -> None:
    assert move(client_of(contributor), "WEB-7", parent="WEB-1").status_code == 403
    update_item(Item.objects.get(title="Alone"), by=owner.actor(), fields={"assignee": contributor})
    assert move(client_of(contributor), "WEB-7", parent="WEB-1").status_code == 204
    rows: list[Node] = tree(epic.product, actor=contributor.actor(), opened=["WEB-1"]).rows
    assert [row.title for row in rows if row.editable] == ["Alone"]
