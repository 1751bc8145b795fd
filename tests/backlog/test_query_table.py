"""Good and bad queries of the search box: what each finds, or which word is wrong and what is put in its place."""

from datetime import date
from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import Member, Workspace
from backlog.models import Comment, Item, ItemLink, Watcher
from backlog.search import ItemSearch, search_items
from core.query import QueryError
from tests.factories import make_item, make_label, make_product, make_team

TODAY = date(2026, 11, 23)

GOOD = {
    "": "1234", "   ": "1234", "bank": "2", "BANK": "2", "bank -transfer": "", '"bank transfer" kind:story': "2",
    "kind:bug,epic -status:done": "1", "status=open": "124", "status:done,dropped": "3", "-label:none": "2",
    'label:"needs design",payments': "2", "assignee:me estimate>=5": "2", "assignee:none -kind:epic": "34",
    "estimate:3..5": "2", "-estimate:none": "2", "estimate:none,5": "1234", "due:2026-12-01..2026-12-31": "2",
    "due>=today due<1m": "2", "due:none parent:none": "134", "start<=2026-11-20": "2", "created>-1d": "1234",
    "updated:2020": "", "score:none": "1234", "has:children": "1", "has:comments,links": "234", "-has:description": "134",
    "blocked:yes": "3", "blocked:no": "124", "-blocked:yes": "124", "blocked:yes,no": "1234", "linked:WEB-2": "3",
    "linked:web-3,web-4": "2", "linked:none": "14", "watching:me": "4", "watching:none": "123", "created_by:me": "2",
    'created_by:"paul owner"': "2", "created_by:none": "134", "comments>1": "", "comments:1": "4", "comments<1": "123",
    "comments:0..1": "1234", "comments>=0": "1234", "comments:0": "123", "sort:-title": "1423", "kind:bug sort:-rank": "3",
    "sort:due,-title": "2143", "https://shop.example": "", "a:b@c": None, "“bank transfer”": "2",
}  # fmt: skip

BAD = {
    "statsu:ready": ("statsu", "status"), "x assigne:me": ("assigne", "assignee"), "status:redy": ("redy", "ready"),
    "label:needs": ("needs", '"needs design"'), "kind:storry": ("storry", "story"), "has:estimat": ("estimat", "estimate"),
    "blocked:maybe": ("maybe", None), "blocked:ye": ("ye", "yes"), "estimate>many": ("many", None), "due<soon": ("soon", None),
    "due:2026-13": ("2026-13", None), "parent:seven": ("seven", None), "linked:web": ("web", None), "sort:scor": ("scor", "score"),
    "sort:label": ("label", None), "status>ready": ("status>ready", "status:ready"), "comments:lots": ("lots", None),
    "assignee:paull": ("paull", "paul"), "watching:pual": ("pual", "paul"), "created_by:nobody": ("nobody", None),
    'label:"payments': ('"payments', '"payments"'), "status: ready": ("status:", "status:ready"), "score > 50": ("score > 50", "score>50"),
    "score>50,60": ("60", None), "due:1w..2w,3w": ("1w..2w", None), "-sort:due": ("-sort:due", "sort:-due"),
    "status:ready, done": ("status:ready,", "status:ready,done"), "rank:5": ("rank", None), "estimate:1e5": ("1e5", None),
    "team:paymints": ("paymints", "payments"), 'kind:"bug"x': ("x", " "), "created>never": ("never", None),
}  # fmt: skip


@pytest.fixture
def items(workspace: Workspace, product_owner: Member) -> list[Item]:
    """1: an epic; 2: its child with everything, blocks 3: done; 4: commented and watched."""
    product, label = make_product(workspace, "WEB"), make_label(workspace, "payments")
    make_label(workspace, "needs design")
    epic = make_item(product, "Wallets everywhere", kind="epic")
    full = make_item(
        product, "Pay by bank transfer", by=product_owner, parent=epic, assignee=product_owner, estimate=Decimal(5),
        team=make_team(workspace, "Payments"), labels=[label], start_on=date(2026, 11, 20), due_on=date(2026, 12, 4),
        description="Instant, in the euro area",
    )  # fmt: skip
    bug = make_item(product, "Card field loses a digit", kind="bug", status=product.statuses.get(name="Done"))
    last = make_item(product, "Quoted thing")
    Watcher.objects.all().delete()
    ItemLink.objects.create(workspace=workspace, source=full, target=bug, kind=ItemLink.Kind.BLOCKS)
    Comment.objects.create(workspace=workspace, item=last, author=product_owner, text="Zebra")
    Watcher.objects.create(workspace=workspace, item=last, member=product_owner)
    return [epic, full, bug, last]


@pytest.mark.parametrize("text", [text for text, numbers in GOOD.items() if numbers is not None])
def test_good(items: list[Item], product_owner: Member, text: str) -> None:
    rows = Item.objects.filter(workspace=product_owner.workspace)
    found = search_items(rows, text, actor=product_owner.actor(), today=TODAY)
    found = found if found.query.order_by else found.order_by("number")
    assert "".join(str(item.number) for item in found) == GOOD[text]


@pytest.mark.parametrize("text", BAD)
def test_bad(items: list[Item], product_owner: Member, text: str) -> None:
    with pytest.raises(QueryError) as refused:
        ItemSearch(text, actor=product_owner.actor(), today=TODAY)
    error = refused.value
    assert (text[error.start : error.end], error.suggestion) == BAD[text]
    assert error.message.endswith((".", "?"))


@pytest.mark.parametrize("text", [text for text, (_word, better) in BAD.items() if better])
def test_what_is_put_in_its_place_is_right(items: list[Item], product_owner: Member, text: str) -> None:
    with pytest.raises(QueryError) as refused:
        ItemSearch(text, actor=product_owner.actor(), today=TODAY)
    error = refused.value
    mended = f"{text[: error.start]}{error.suggestion}{text[error.end :]}"
    ItemSearch(mended, actor=product_owner.actor(), today=TODAY)


def test_names_are_read_once(
    items: list[Item], product_owner: Member, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    text = "assignee:me watching:paul created_by:paul label:payments -label:payments status:ready blocked:no comments>0"
    with django_assert_max_num_queries(3):
        ItemSearch(text, actor=product_owner.actor(), today=TODAY).filter(Item.objects.all())
