"""The backlog in groups."""

from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Member
from backlog.models import Item, Product
from backlog.queries.backlog import backlog_page, grouped_page
from backlog.queries.groups import GROUPINGS
from tests.backlog.statements import counted
from tests.factories import make_item, make_label


def page(product: Product, member: Member, by: str, limit: int = 100):  # type: ignore[no-untyped-def]
    return grouped_page(
        product,
        actor=member.actor(),
        query="",
        today=timezone.localdate(),
        grouping=GROUPINGS[by],
        limit=limit,
    )


def test_groups_have_counts_and_sums(product: Product, product_owner: Member) -> None:
    ready = product.statuses.get(name="Ready")
    for points in (1, 2, 3):
        make_item(product, estimate=Decimal(points), status=ready)
    make_item(product)
    shown = [
        (s.group.name, s.group.count, s.group.points) for s in page(product, product_owner, "status").sections
    ]
    assert shown == [("Backlog", 1, 0), ("Ready", 3, 6)]


def test_what_has_no_value_comes_last(product: Product, product_owner: Member) -> None:
    make_item(product)
    make_item(product, assignee=product_owner)
    names = [section.group.name for section in page(product, product_owner, "assignee").sections]
    assert names == ["Paul Owner", "Nobody"]


def test_an_item_of_several_labels_is_shown_once(product: Product, product_owner: Member) -> None:
    labels = [make_label(product.workspace, name) for name in ("b", "a")]
    make_item(product, labels=labels)
    assert [s.group.name for s in page(product, product_owner, "label").sections] == ["a"]


def test_the_rows_of_a_label_are_those_it_counts(product: Product, product_owner: Member) -> None:
    a, b = (make_label(product.workspace, name) for name in "ab")
    for labels in ([a], [a, b], [b], []):
        make_item(product, estimate=Decimal(2), labels=labels)
    found = page(product, product_owner, "label").sections
    assert [(s.group.name, s.group.count, s.group.points) for s in found] == [
        ("a", 2, 4),
        ("b", 1, 2),
        ("No label", 1, 2),
    ]
    assert [[row.key for row in s.rows] for s in found] == [["WEB-1", "WEB-2"], ["WEB-3"], ["WEB-4"]]
    assert {row.group for s in found for row in s.rows} == {"a", "b", "none"}


@pytest.mark.parametrize("by", list(GROUPINGS))
def test_rows_go_on_within_their_group(product: Product, product_owner: Member, by: str) -> None:
    for _ in range(5):
        make_item(product)
    (section,) = page(product, product_owner, by, limit=3).sections
    rest = backlog_page(
        product, actor=product_owner.actor(), query="", today=timezone.localdate(), grouping=GROUPINGS[by],
        group=section.group.value, after=section.next,
    )  # fmt: skip
    assert [row.key for row in (*section.rows, *rest.rows)] == [f"WEB-{n}" for n in range(1, 6)]


def test_costs_the_same_for_any_number(product: Product, product_owner: Member) -> None:
    costs = []
    for count in (1, 30):
        for number in range(count):
            make_item(product, labels=[make_label(product.workspace, f"label {count} {number}")])
        with counted() as statements:
            page(product, product_owner, "label")
        costs.append(len(statements))
    assert costs[0] == costs[1] <= 5


def test_one_item_of_one_point_is_said_in_the_singular(client: Client, product: Product) -> None:
    make_item(product, estimate=Decimal(1))
    words = " ".join(client.get("/w/acme/p/WEB/backlog/?group=status").content.decode().split())
    assert '1 item<span class="hide-narrow"> · 1 point</span>' in words
    assert '<span class="count">1 item · 1 point</span>' in words


def test_into_another_group_is_one_act(client: Client, product: Product, product_owner: Member) -> None:
    one, two = make_item(product), make_item(product)
    data = {"items": [two.key], "field": "kind", "value": "bug", "before": one.key}
    response = client.post("/w/acme/p/WEB/regroupings/", data)
    assert [(item.number, item.kind) for item in Item.objects.order_by("rank")] == [(2, "bug"), (1, "story")]
    client.post(f"/w/acme/undo/{response['X-Action']}/")
    assert [(item.number, item.kind) for item in Item.objects.order_by("rank")] == [
        (1, "story"),
        (2, "story"),
    ]
