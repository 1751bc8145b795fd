"""Splitting: what the parts take with them, what adds up, one undo."""

from decimal import Decimal
from itertools import pairwise

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Member
from activity.undo import undo_action
from backlog.models import Item, Product
from backlog.services.discussion import add_criterion, update_criterion
from backlog.services.items import update_item
from backlog.services.splitting import MOST_PARTS, Part, shares, split_item
from core.errors import OutOfDate
from tests.factories import make_item, make_label, make_team


@pytest.fixture
def epic(product: Product, product_owner: Member) -> Item:
    """WEB-2 under WEB-1, before WEB-3, with a label, a team, 8 points and two criteria, one of them met."""
    root = make_item(product, kind="initiative")
    label, team = make_label(product.workspace, "payments"), make_team(product.workspace)
    epic = make_item(product, kind="epic", parent=root, labels=[label], team=team, estimate=Decimal(8))
    make_item(product)
    add_criterion(epic, by=product_owner.actor(), text="One")
    update_criterion(
        add_criterion(epic, by=product_owner.actor(), text="Two"), by=product_owner.actor(), is_met=True
    )
    return epic


def order(product: Product) -> list[int]:
    return list(Item.objects.filter(product=product).in_rank_order().values_list("number", flat=True))


def test_children_stand_below_and_take_what_they_are_given(epic: Item, product_owner: Member) -> None:
    two = epic.acceptance_criteria.get(text="Two")
    parts = [Part("Card", Decimal(5)), Part("Bank", Decimal(3), [two.pk])]
    made = split_item(epic, by=product_owner.actor(), parts=parts, how="children")
    assert [(new.parent, new.kind, new.team, new.estimate) for new in made] == [
        (epic, "story", epic.team, Decimal(5)), (epic, "story", epic.team, Decimal(3)),
    ]  # fmt: skip
    assert order(epic.product) == [1, 2, 4, 5, 3]
    assert list(made[1].acceptance_criteria.values_list("pk", "is_met")) == [(two.pk, True)]
    assert {label.name for label in made[0].labels.all()} == {"payments"}
    epic.refresh_from_db()
    assert (epic.estimate, [row.text for row in epic.acceptance_criteria.all()]) == (None, ["One"])


def test_siblings_stand_beside_it(epic: Item, product_owner: Member) -> None:
    parts = [Part("Card", Decimal(4))]
    made = split_item(epic, by=product_owner.actor(), parts=parts, how="siblings", estimate=Decimal(4))
    assert [(new.parent_id, new.kind) for new in made] == [(epic.parent_id, "epic")]
    epic.refresh_from_db()
    assert epic.estimate == Decimal(4)


@pytest.mark.parametrize(("status", "expected"), [("Ready", "Ready"), ("In progress", "Backlog")])
def test_the_status_follows_until_work_has_begun(
    epic: Item, product_owner: Member, status: str, expected: str
) -> None:
    update_item(epic, by=product_owner.actor(), fields={"status": epic.product.statuses.get(name=status)})
    made = split_item(epic, by=product_owner.actor(), parts=[Part("Card")], how="children")
    assert made[0].status.name == expected


def test_one_undo_takes_all_of_it_back(epic: Item, product_owner: Member) -> None:
    by, ids = product_owner.actor(), [row.pk for row in epic.acceptance_criteria.all()]
    split_item(epic, by=by, parts=[Part("Card", Decimal(8), ids), Part("Bank")], how="children")
    assert undo_action(by.action, by=product_owner.actor()).message() == "Undone."
    epic.refresh_from_db()
    assert order(epic.product) == [1, 2, 3]
    assert epic.estimate == Decimal(8)
    assert list(epic.acceptance_criteria.values_list("pk", "is_met")) == [(ids[0], False), (ids[1], True)]


def test_what_is_wrong_is_said_and_nothing_is_made(epic: Item, product_owner: Member) -> None:
    one = epic.acceptance_criteria.get(text="One").pk
    foreign = add_criterion(make_item(epic.product), by=product_owner.actor(), text="Other").pk
    count = Item.objects.count()
    wrong = [[], [Part("A")] * (MOST_PARTS + 1), [Part(" ")], [Part("A", Decimal(-1))],
             [Part("A", None, [one]), Part("B", None, [one])], [Part("A", None, [foreign])]]  # fmt: skip
    for parts in wrong:
        with pytest.raises(ValidationError) as caught:
            split_item(epic, by=product_owner.actor(), parts=parts, how="children")
        assert list(caught.value.message_dict) == ["parts"]
    assert Item.objects.count() == count


def test_the_eighth_level_cannot_be_split_into_children(product: Product, product_owner: Member) -> None:
    item = make_item(product)
    for _level in range(7):
        item = make_item(product, parent=item)
    with pytest.raises(ValidationError, match="8 levels"):
        split_item(item, by=product_owner.actor(), parts=[Part("A")], how="children")


def test_who_and_when(epic: Item, contributor: Member, product_owner: Member) -> None:
    with pytest.raises(PermissionDenied, match="product owner"):
        split_item(epic, by=contributor.actor(), parts=[Part("A")], how="children")
    with pytest.raises(OutOfDate):
        split_item(epic, by=product_owner.actor(), parts=[Part("A")], how="children", expected_version=1)


@given(st.decimals(0, 999999, places=2), st.integers(1, 21))
def test_shares_add_up_and_differ_by_one_step(total: Decimal, count: int) -> None:
    parts = [share for share in shares(total, count) if share is not None]
    assert (sum(parts), len(parts)) == (total, count)
    assert all(0 <= one - two <= 1 for one, two in pairwise(parts))


@pytest.mark.parametrize(
    ("total", "expected"),
    [("8", ["3", "3", "2"]), ("1.5", ["0.5", "0.5", "0.5"]), ("1", ["0.34", "0.33", "0.33"])],
)
def test_shares_are_as_round_as_can_be(total: str, expected: list[str]) -> None:
    assert shares(Decimal(total), 3) == [Decimal(one) for one in expected]
    assert shares(None, 2) == [None, None]
