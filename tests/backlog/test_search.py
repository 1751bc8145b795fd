"""The query language on items: what each field finds."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import Member, Workspace
from backlog.models import Item, Product
from backlog.search import search_items
from core.query import QueryError
from tests.factories import make_item, make_label, make_member, make_product, make_team

TODAY = date(2026, 11, 23)


@pytest.fixture
def items(workspace: Workspace, product_owner: Member) -> list[Item]:
    """1: an epic; 2: its child with everything; 3: a done bug; 4: bare."""
    product = make_product(workspace, "WEB")
    epic = make_item(product, "Wallets everywhere", kind="epic")
    full = make_item(
        product, "Pay by bank transfer", by=product_owner, parent=epic, assignee=product_owner, estimate=Decimal(5),
        team=make_team(workspace, "Payments team"), labels=[make_label(workspace, "payments")],
        start_on=date(2026, 11, 20), due_on=date(2026, 12, 4), description="Instant, in the euro area",
    )  # fmt: skip
    bug = make_item(product, "Card field loses a digit", kind="bug", status=product.statuses.get(name="Done"))
    return [epic, full, bug, make_item(product, "It's a \\quoted thing")]


def found(text: str, member: Member) -> str:
    rows = search_items(
        Item.objects.filter(workspace=member.workspace), text, actor=member.actor(), today=TODAY
    )
    return "".join(str(item.number) for item in (rows if rows.query.order_by else rows.order_by("number")))


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("", "1234"), ("status:open", "124"), ("status:done", "3"), ("status:all", "1234"), ("-status:open", "3"),
        ("status:backlog,done", "1234"), ('status:"in progress"', ""), ("kind:bug,epic", "13"), ("-kind:bug", "124"),
        ("label:payments", "2"), ("label:none", "134"), ("-label:payments", "134"), ("label:PAYMENTS", "2"),
        ("assignee:me", "2"), ("assignee:none", "134"), ("assignee:paul", "2"), ('assignee:"paul owner"', "2"),
        ('team:"payments team"', "2"), ("team:none", "134"), ("parent:WEB-1", "2"), ("parent:web-9", ""),
        ("parent:none", "134"), ("has:estimate", "2"), ("-has:parent", "134"), ("has:labels,description", "2"),
        ("estimate>4", "2"), ("estimate:none", "134"), ("due<2w", "2"), ("due:2026-Q4", "2"), ("due<1w", ""),
        ("start:2026-11", "2"), ("created>2020", "1234"), ("created<2020", ""), ("title:bank", "2"), ("title:instant", ""), ("bank", "2"),
        ("instant", "2"), ("wall", "1"), ("card field", "3"), ("digi", "3"), ("card digi", "3"), ("dig loses", ""),
        ('"bank transfer"', "2"), ('"transfer bank"', ""), ("-bank", "134"), ("web-3", "3"), ("WEB-3 bank", ""),
        ("it's", "4"), ("\\quoted", "4"), ("'", ""), ("sort:-title", "1243"), ("sort:due", "2134"),
    ],
)  # fmt: skip
def test_finds(items: list[Item], product_owner: Member, text: str, numbers: str) -> None:
    assert found(text, product_owner) == numbers


def test_updated_counts_days_of_the_person(items: list[Item], product_owner: Member) -> None:
    Item.objects.filter(number=1).update(updated_at=timezone.now() - timedelta(days=30))
    rows = search_items(
        Item.objects.all(), "updated>-7d", actor=product_owner.actor(), today=timezone.localdate()
    )
    assert sorted(item.number for item in rows) == [2, 3, 4]


@pytest.mark.parametrize(
    ("text", "near"),
    [("stauts:open", "status"), ("status:opne", "open"), ("label:paymens", "payments"), ("assignee:pual", "paul"),
     ("sort:scor", "score"), ("kind:bgu", "bug"), ("has:estimte", "estimate")],
)  # fmt: skip
def test_mistake_has_the_nearest_word(items: list[Item], product_owner: Member, text: str, near: str) -> None:
    with pytest.raises(QueryError) as caught:
        found(text, product_owner)
    assert caught.value.suggestion == near


def test_names_of_other_workspaces_are_unknown(items: list[Item], stranger: Member) -> None:
    for text in ("label:payments", "assignee:paul", 'team:"payments team"'):
        with pytest.raises(QueryError):
            found(text, stranger)
    assert found("parent:WEB-1", stranger) == ""


def test_first_name_of_two_people_is_not_a_name(items: list[Item], product_owner: Member) -> None:
    make_member(product_owner.workspace, name="Paul Other")
    with pytest.raises(QueryError):
        found("assignee:paul", product_owner)


@pytest.mark.parametrize("text", ["bank", "bank tra", '"bank transfer"', "title:bank", "web-3"])
def test_words_use_the_index(items: list[Item], product_owner: Member, text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_indexscan = off")
    rows = search_items(Item.all_objects.all(), text, actor=product_owner.actor(), today=TODAY)
    assert "item_search" in rows.explain()


def test_a_product_is_enough_to_search_in(items: list[Item], product_owner: Member) -> None:
    product: Product = items[0].product
    rows = search_items(
        Item.objects.filter(product=product),
        "kind:epic sort:-score",
        actor=product_owner.actor(),
        today=TODAY,
    )
    assert [item.number for item in rows] == [1]
