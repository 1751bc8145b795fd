"""The backlog page: what it costs, what it shows, how it goes on."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Member
from backlog.models import Item, Product, Score
from backlog.queries import backlog_page
from backlog.queries.rows import Row, hue_class, mark_shifts
from backlog.services.items import update_item
from tests.backlog.statements import counted
from tests.conftest import ClientOf
from tests.factories import make_item, make_label

TODAY = date(2026, 11, 23)
PAGE_SQL = 12  # at most 12: frame 6, page 4, saved views, fields of the product


@pytest.fixture
def client(client_of: ClientOf, product_owner: Member) -> Client:
    client = client_of(product_owner)
    client.get("/healthz")
    return client


def score(item: Item, value: float | None) -> Score:
    model = item.product.scoring_models.get(is_active=True)
    return Score.objects.create(
        workspace=item.workspace, item=item, model=model, value=value, reason=None if value is not None else "no reach",
        revision=1, updated_at=timezone.now(),
    )  # fmt: skip


def fill(product: Product, count: int, member: Member) -> None:
    label, parent = make_label(product.workspace, "payments"), make_item(product, "Epic", kind="epic")
    for number in range(count):
        item = make_item(product, f"Item {number}", assignee=member, labels=[label], parent=parent)
        score(item, float(number))


def pages(product: Product, member: Member, query: str, limit: int) -> list[Row]:
    found: list[Row] = []
    after = ""
    while True:
        page = backlog_page(product, actor=member.actor(), query=query, today=TODAY, after=after, limit=limit)
        found += page.rows
        after = page.next
        if not after:
            return found


@pytest.mark.parametrize("count", [1, 120])
def test_page_costs_the_same_for_few_and_many(
    client: Client, product: Product, product_owner: Member, count: int
) -> None:
    fill(product, count, product_owner)
    client.get("/w/acme/p/WEB/backlog/")
    with counted() as statements:
        response = client.get("/w/acme/p/WEB/backlog/")
    assert response.content.count(b"<tr role") == min(count + 1, 100) + 1
    assert len(statements) == PAGE_SQL


def test_further_rows_follow_without_a_gap(product: Product, product_owner: Member) -> None:
    for _ in range(7):
        make_item(product)
    rows = pages(product, product_owner, "", 3)
    assert [row.key for row in rows] == [f"WEB-{n}" for n in range(1, 8)]
    assert [row.position for row in rows] == list(range(1, 8))


@pytest.mark.parametrize(
    ("sort", "expected"), [("-score", "2 4 1 3 5"), ("score", "1 4 2 5 3"), ("-score,title", "2 4 1 3 5")]
)
def test_sort_by_score_puts_items_without_one_last(
    product: Product, product_owner: Member, sort: str, expected: str
) -> None:
    for value in (1.5, 9.0, None, 4.0):
        score(make_item(product), value)
    make_item(product)
    for limit in (1, 2, 50):
        rows = pages(product, product_owner, f"sort:{sort}", limit)
        assert " ".join(row.key.removeprefix("WEB-") for row in rows) == expected


def test_sort_by_due_and_back(product: Product, product_owner: Member) -> None:
    for day in (date(2026, 12, 9), None, date(2026, 12, 1), date(2026, 12, 9)):
        make_item(product, due_on=day)
    assert [row.key for row in pages(product, product_owner, "sort:due", 1)] == [
        "WEB-3",
        "WEB-1",
        "WEB-4",
        "WEB-2",
    ]
    assert [row.key for row in pages(product, product_owner, "sort:-due", 2)][-1] == "WEB-2"


@pytest.mark.parametrize("limit", [1, 2, 9])
def test_second_key_of_a_sort_may_be_missing(product: Product, product_owner: Member, limit: int) -> None:
    for day, estimate in (
        (None, 3),
        (date(2026, 12, 1), 3),
        (None, 3),
        (date(2026, 12, 2), None),
        (None, None),
    ):
        make_item(product, due_on=day, estimate=estimate)
    rows = pages(product, product_owner, "sort:estimate,due", limit)
    assert [row.key for row in rows] == ["WEB-2", "WEB-1", "WEB-3", "WEB-4", "WEB-5"]


@pytest.mark.parametrize("limit", [1, 2, 9])
def test_what_has_neither_key_of_a_sort_comes_last_downwards_too(
    product: Product, product_owner: Member, limit: int
) -> None:
    for day in (date(2026, 12, 1), None, date(2026, 12, 2), None):
        make_item(product, due_on=day)
    rows = pages(product, product_owner, "sort:estimate,-due", limit)
    assert [row.key for row in rows] == ["WEB-3", "WEB-1", "WEB-2", "WEB-4"]


@pytest.mark.parametrize(
    ("sort", "expected"), [("updated", "2 3 1"), ("-updated", "1 3 2"), ("-title", "2 1 3")]
)
def test_sort_by_what_every_item_has(
    product: Product, product_owner: Member, sort: str, expected: str
) -> None:
    for title in ("B", "C", "A"):
        make_item(product, title)
    Item.objects.filter(number=1).update(updated_at=timezone.now())
    Item.objects.filter(number=2).update(updated_at=timezone.now() - timedelta(days=1))
    rows = pages(product, product_owner, f"sort:{sort}", 1)
    assert " ".join(row.key.removeprefix("WEB-") for row in rows) == expected


def test_only_open_items_unless_the_query_says(product: Product, product_owner: Member) -> None:
    make_item(product)
    make_item(product, status=product.statuses.get(name="Done"))
    assert [row.key for row in pages(product, product_owner, "", 9)] == ["WEB-1"]
    assert len(pages(product, product_owner, "status:all", 9)) == 2
    assert [row.key for row in pages(product, product_owner, "status:done", 9)] == ["WEB-2"]


def test_summary_counts_items_and_points(product: Product, product_owner: Member) -> None:
    for estimate in (Decimal(3), None, Decimal("0.5")):
        make_item(product, estimate=estimate)
    page = backlog_page(product, actor=product_owner.actor(), query="", today=TODAY, limit=2)
    assert page.summary is not None
    assert (page.summary.count, page.summary.points, page.summary.more) == (3, Decimal("3.5"), False)


def test_row_knows_score_overdue_and_labels(product: Product, product_owner: Member) -> None:
    item = make_item(product, due_on=date(2026, 11, 22), labels=[make_label(product.workspace, "ux", hue=26)])
    score(item, 25.0)
    score(make_item(product), 100.0)
    row = pages(product, product_owner, "", 9)[0]
    assert (row.score, row.share, row.is_overdue, row.labels) == (25.0, 50, True, [("ux", "hue-0")])


def test_rank_and_score_that_disagree_are_marked(product: Product, product_owner: Member) -> None:
    for value in (5.0, 4.0, 3.0, 2.0, 9.0):
        score(make_item(product), value)
    page = backlog_page(product, actor=product_owner.actor(), query="", today=TODAY)
    assert [row.shift for row in page.rows] == [0, 0, 0, 0, 4]
    mark_shifts([])


def test_contributor_edits_only_their_own(product: Product, contributor: Member) -> None:
    make_item(product)
    make_item(product, by=contributor)
    make_item(product, assignee=contributor)
    assert [row.editable for row in pages(product, contributor, "", 9)] == [False, True, True]


def test_rows_by_id_leave_out_what_no_longer_fits(
    client: Client, product: Product, product_owner: Member
) -> None:
    stays, goes = make_item(product), make_item(product)
    update_item(goes, by=product_owner.actor(), fields={"status": product.statuses.get(name="Done")})
    text = client.get(f"/w/acme/p/WEB/backlog/rows/?ids={stays.pk},{goes.pk},nonsense").content.decode()
    assert (stays.key in text, goes.key in text) == (True, False)


def test_mistake_names_the_word_and_offers_the_nearest(client: Client, product: Product) -> None:
    make_item(product, "Still here")
    response = client.get("/w/acme/p/WEB/backlog/?q=stauts:ready")
    text = response.content.decode()
    assert response.status_code == 422
    assert "stauts" in text
    assert 'href="?q=status%3Aready"' in text
    assert "Still here" in text


def test_quick_add_ranks_on_top_but_a_contributors_at_the_bottom(
    client: Client, client_of: ClientOf, product: Product, contributor: Member
) -> None:
    make_item(product)
    client.post("/w/acme/p/WEB/items/", {"title": "On top"}, headers={"X-Requested-With": "fetch"})
    response = client_of(contributor).post("/w/acme/p/WEB/items/", {"title": "Below"})
    titles = list(Item.objects.filter(product=product).order_by("rank").values_list("title", flat=True))
    assert (titles[0], titles[-1], response.status_code) == ("On top", "Below", 302)


def test_quick_add_without_a_title_says_so(client: Client, product: Product) -> None:
    response = client.post("/w/acme/p/WEB/items/", {"title": " "}, headers={"Accept": "application/json"})
    assert response.status_code == 422
    assert not Item.objects.exists()


def test_forged_place_is_the_beginning(client: Client, product: Product) -> None:
    make_item(product, "First")
    assert b"First" in client.get("/w/acme/p/WEB/backlog/?after=forged").content


@pytest.mark.parametrize(("hue", "css"), [(165, "hue-5"), (0, "hue-11"), (12, "hue-0"), (359, "hue-11")])
def test_nearest_hue(hue: int, css: str) -> None:
    assert hue_class(hue) == css
