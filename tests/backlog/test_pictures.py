"""The pictures of a product's scores: what is read, what the page shows, in bounded SQL."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Member
from backlog.models import Item, Product, ScoringModel
from backlog.picturing.numbers import Box
from backlog.picturing.scatter import Plot
from backlog.queries import pictures as module
from backlog.queries.pictures import Asked, Pictures, keys_inside, pictures
from tests.backlog.statements import counted
from tests.backlog.test_scores import rate, settle
from tests.conftest import ClientOf
from tests.factories import make_item

PAGE = "/w/acme/p/WEB/scoring/pictures/"
ITEMS = f"{PAGE}items/"


@pytest.fixture
def items(product: Product, product_owner: Member) -> list[Item]:
    """Five, ranked so; the last is not rated."""
    found = [make_item(product, f"Item {number}", estimate=number) for number in range(1, 6)]
    rated = ((100, 1, 1), (300, 2, 1), (200, 3, 4), (500, 3, 1))
    for item, (reach, impact, effort) in zip(found[:4], rated, strict=True):
        rate(item, product_owner, reach=reach, impact=impact, confidence=1, effort=effort)
    settle(product)
    return found


def read(product: Product, by: Member, query: str = "", **asked: Any) -> Pictures:
    wanted = Asked(query, asked.get("x", ""), asked.get("y", ""), by_scale=asked.get("by_scale", False))
    found = pictures(product, actor=by.actor(), asked=wanted, today=timezone.localdate())
    assert found
    return found


def keys(plot: Plot | None) -> list[str]:
    assert plot
    return [key for mark in plot.marks for key in mark.keys]


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """So few dots are drawn singly that these items are too many."""
    monkeypatch.setattr(module, "MOST_DOTS", 3)


def test_dots_by_impact_and_effort(product: Product, product_owner: Member, items: list[Item]) -> None:
    shown = read(product, product_owner)
    assert (shown.x.key, shown.y.key, shown.count) == ("effort", "impact", 5)
    assert shown.scatter
    assert shown.scatter.lacking == 1
    assert keys(shown.scatter) == ["WEB-1", "WEB-2", "WEB-3", "WEB-4"]
    assert "WEB-3 Item 3,\nEffort 4, Impact 3" in [mark.says for mark in shown.scatter.marks]


def test_estimate_and_score_are_axes_too(product: Product, product_owner: Member, items: list[Item]) -> None:
    shown = read(product, product_owner, x="estimate", y="-score")
    assert shown.scatter
    assert "WEB-4 Item 4,\nEstimate 4, Score 1,500" in [mark.says for mark in shown.scatter.marks]


def test_an_axis_that_is_not_there_is_the_usual_one(
    product: Product, product_owner: Member, items: list[Item]
) -> None:
    assert read(product, product_owner, x="nonsense").x.key == "effort"


def test_the_query_narrows_every_picture(product: Product, product_owner: Member, items: list[Item]) -> None:
    shown = read(product, product_owner, "estimate>2")
    assert (keys(shown.scatter), keys(shown.agreement)) == (["WEB-3", "WEB-4"], ["WEB-3", "WEB-4"])
    assert shown.distribution
    assert shown.distribution.says == "2 items have a score, 1 has none."


def test_rank_and_score_disagree(product: Product, product_owner: Member, items: list[Item]) -> None:
    shown = read(product, product_owner)
    assert [(one.key, one.by_rank, one.by_score) for one in shown.furthest] == [
        ("WEB-1", 1, 4), ("WEB-4", 4, 1),
    ]  # fmt: skip


def test_too_many_are_counted_to_the_same_end(
    product: Product, product_owner: Member, items: list[Item], few: None
) -> None:
    shown = read(product, product_owner)
    assert shown.scatter
    assert shown.agreement
    assert shown.counted
    assert not shown.scatter.marks
    assert sum(int(cell.says.split()[0]) for cell in shown.scatter.cells) == 4
    assert sum(int(cell.says.split()[0]) for cell in shown.agreement.cells) == 4
    assert shown.scatter.lacking == 1


def test_counted_and_drawn_pictures_agree(
    product: Product, product_owner: Member, items: list[Item], monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = read(product, product_owner)
    monkeypatch.setattr(module, "MOST_DOTS", 3)
    counted_ = read(product, product_owner)
    assert drawn.scatter
    assert counted_.scatter
    assert counted_.scatter.quadrants == drawn.scatter.quadrants
    assert counted_.scatter.lines == drawn.scatter.lines
    assert counted_.distribution == drawn.distribution
    assert counted_.furthest == drawn.furthest


def test_many_without_numbers_have_no_picture(product: Product, product_owner: Member, few: None) -> None:
    for _each in range(4):
        make_item(product)
    shown = read(product, product_owner)
    assert (shown.count, shown.scatter, shown.distribution, shown.agreement) == (4, None, None, None)


@pytest.mark.parametrize("plot", ["scatter", "agreement"])
def test_each_item_lies_in_the_box_of_one_cell(
    product: Product, product_owner: Member, items: list[Item], few: None, plot: str
) -> None:
    found = [
        inside(product, product_owner, plot, cell.box)
        for cell in getattr(read(product, product_owner), plot).cells
    ]
    assert all(found)
    assert sorted(key for here in found for key in here) == ["WEB-1", "WEB-2", "WEB-3", "WEB-4"]


def inside(product: Product, by: Member, plot: str, box: Box) -> list[str]:
    asked, today = Asked("", "", "", by_scale=False), timezone.localdate()
    return keys_inside(product, box, plot=plot, actor=by.actor(), asked=asked, today=today, most=9)


def test_a_cell_says_what_it_holds(
    product: Product, product_owner: Member, items: list[Item], few: None
) -> None:
    shown = read(product, product_owner)
    assert shown.scatter
    assert shown.agreement
    assert shown.scatter.cells[0].says == "1 item,\nEffort 1 – 1.11, Impact 1 – 1.14"
    assert shown.agreement.cells[0].says == "1 item,\nnumber 1 – 1 by rank, 4 – 4 by score"


def test_a_part_of_a_picture_is_asked_for(client: Client, items: list[Item]) -> None:
    answer = client.get(ITEMS, {"plot": "scatter", "in": "-inf,inf,2.5,inf", "q": "estimate>3"})
    assert answer.json() == {"keys": ["WEB-4"]}


@pytest.mark.parametrize(
    "asked", [{}, {"plot": "scatter", "in": "1,2"}, {"plot": "x", "in": "1,2,3,4"}, {"plot": "scatter", "in": "nan,1,2,x"}]
)  # fmt: skip
def test_there_is_no_such_part(client: Client, items: list[Item], asked: dict[str, str]) -> None:
    assert client.get(ITEMS, asked).status_code == 422


def test_more_than_can_be_edited_are_not_chosen(
    client: Client, items: list[Item], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backlog.views.pictures.MOST_EDITED", 3)
    answer = client.get(ITEMS, {"plot": "agreement", "in": "1,inf,1,inf"})
    assert answer.status_code == 422
    assert "More than 3 items lie there" in answer.text


def test_bounded_statements(product: Product, product_owner: Member, items: list[Item]) -> None:
    with counted() as statements:
        read(product, product_owner)
    assert len(statements) <= 4


def test_bounded_statements_where_they_are_counted(
    product: Product, product_owner: Member, items: list[Item], few: None
) -> None:
    with counted() as statements:
        read(product, product_owner)
    assert len(statements) <= 5


def test_the_page_in_bounded_statements(client: Client, items: list[Item]) -> None:
    client.get(PAGE)
    with counted() as statements:
        page = client.get(PAGE).text
    assert len(statements) <= 12
    assert page.count('role="option"') == 8
    assert "Rank these by score" in page


def test_a_mistake_in_the_query_is_said(client: Client, items: list[Item]) -> None:
    answer = client.get(f"{PAGE}?q=stauts:ready&x=reach")
    assert answer.status_code == 422
    assert "?q=status%3Aready&amp;x=reach" in answer.text
    assert answer.text.count('role="option"') == 8


def test_who_may_not_groom_selects_nothing(
    items: list[Item], client_of: ClientOf, contributor: Member
) -> None:
    page = client_of(contributor).get(PAGE).text
    assert page.count('role="option"') == 8
    assert "data-may-edit" not in page
    assert "Rank these by score" not in page


def test_without_ratings_the_page_says_what_to_do(client: Client, item: Item) -> None:
    page = client.get(PAGE).text
    assert "No item has a number for both Effort and Impact." in page
    assert page.count("Rate items") == 1


def test_without_a_model_or_items_there_is_a_page(client: Client, product: Product) -> None:
    assert "Nothing to score yet" in client.get(PAGE).text
    make_item(product)
    ScoringModel.objects.update(is_active=False)
    assert client.get(PAGE).status_code == 200
