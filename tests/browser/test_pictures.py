"""Pictures of scores under the hand: dots are pointed at, opened, chosen by a box or by keys, and edited together."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.models import Member
from backlog.models import Item, Product
from backlog.queries import pictures as queries
from tests.backlog.test_scores import rate, settle
from tests.browser.conftest import SignIn

PICTURES = "/w/acme/p/WEB/scoring/pictures/"
RATED = ((100, 3, 1), (300, 2, 1), (200, 3, 8), (500, 1, 8), (400, 0.5, 1))


@pytest.fixture
def pictures(page: Page, web: Product, items: list[Item], product_owner: Member) -> Page:
    for item, (reach, impact, effort) in zip(items, RATED, strict=False):
        rate(item, product_owner, reach=reach, impact=impact, confidence=1, effort=effort)
    settle(web)
    page.goto(PICTURES)
    return page


def dot(page: Page, key: str, plot: str = "scatter") -> Locator:
    return page.locator(f'[data-plot="{plot}"] [data-keys="{key}"]')


def chosen(page: Page, plot: str = "scatter") -> list[str]:
    found = page.locator(f'[data-plot="{plot}"] [aria-selected="true"]')
    return sorted(str(one.get_attribute("data-keys")) for one in found.all())


def middle(mark: Locator) -> tuple[float, float]:
    mark.scroll_into_view_if_needed()
    box = mark.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def draw_box(page: Page, first: Locator, last: Locator, room: float = 20) -> None:
    """From above and left of one dot to below and right of the other."""
    (x1, y1), (x2, y2) = middle(first), middle(last)
    page.mouse.move(x1 - room, y1 - room)
    page.mouse.down()
    page.mouse.move((x1 + x2) / 2, (y1 + y2) / 2, steps=3)
    page.mouse.move(x2 + room, y2 + room, steps=3)
    page.wait_for_timeout(60)  # the box follows with the next frame
    page.mouse.up()


def test_a_box_chooses_dots_that_are_edited_together(pictures: Page, web: Product) -> None:
    draw_box(pictures, dot(pictures, "WEB-1"), dot(pictures, "WEB-2"))
    expect(pictures.locator("#bulkbar")).to_contain_text("2 selected")
    assert chosen(pictures) == chosen(pictures, "agreement") == ["WEB-1", "WEB-2"]
    pictures.locator("[data-bulk-edit]").click()
    dialog = pictures.get_by_role("dialog", name="Edit 2 selected")
    dialog.get_by_label("Estimate", exact=True).fill("8")
    expect(dialog.get_by_role("status")).to_contain_text("2 items change")
    dialog.get_by_role("button", name="Change them").click()
    expect(dialog).to_be_hidden()
    assert sorted(web.items.filter(estimate=8).values_list("number", flat=True)) == [1, 2]
    pictures.goto(f"{PICTURES}?x=estimate&y=-score")
    expect(dot(pictures, "WEB-2")).to_have_attribute("aria-label", re.compile("Estimate 8"))


def test_what_is_chosen_stays_when_the_pictures_are_drawn_anew(
    pictures: Page, items: list[Item], web: Product, product_owner: Member
) -> None:
    draw_box(pictures, dot(pictures, "WEB-1"), dot(pictures, "WEB-2"))
    before = dot(pictures, "WEB-5").get_attribute("cx")
    rate(items[4], product_owner, effort=8)
    settle(web)
    expect(dot(pictures, "WEB-5")).not_to_have_attribute("cx", str(before))
    assert chosen(pictures) == ["WEB-1", "WEB-2"]


def test_a_click_opens_and_pointing_names(pictures: Page) -> None:
    pictures.mouse.move(*middle(dot(pictures, "WEB-3")))
    expect(pictures.locator(".plot-tip")).to_have_text(
        re.compile(r"WEB-3 Eircodes fail\s*Effort 8, Impact 3")
    )
    pictures.mouse.click(*middle(dot(pictures, "WEB-3")))
    expect(pictures.locator(".drawer")).to_contain_text("Eircodes fail")
    pictures.keyboard.press("Escape")
    expect(pictures.locator(".drawer")).to_be_hidden()
    expect(dot(pictures, "WEB-3")).to_be_focused()


def test_news_while_an_item_lies_open(
    pictures: Page, items: list[Item], web: Product, product_owner: Member
) -> None:
    before = dot(pictures, "WEB-5").get_attribute("cx")
    pictures.mouse.click(*middle(dot(pictures, "WEB-3")))
    expect(pictures.locator(".drawer")).to_contain_text("Eircodes fail")
    rate(items[4], product_owner, effort=8)
    settle(web)
    expect(dot(pictures, "WEB-5")).not_to_have_attribute("cx", str(before))
    pictures.locator(".drawer [data-drawer-close]").click()
    expect(pictures.locator(".drawer")).to_be_hidden()
    expect(dot(pictures, "WEB-3")).to_be_focused()


def test_keys_go_choose_and_open(pictures: Page) -> None:
    dot(pictures, "WEB-1").focus()
    pictures.keyboard.press("ArrowDown")
    expect(dot(pictures, "WEB-2")).to_be_focused()
    pictures.keyboard.press("Shift+ArrowDown")
    pictures.keyboard.press("Shift+ArrowRight")
    assert chosen(pictures) == ["WEB-2", "WEB-4", "WEB-5"]
    pictures.keyboard.press("Space")
    assert chosen(pictures) == ["WEB-2", "WEB-5"]
    pictures.keyboard.press("Escape")
    expect(pictures.locator("#bulkbar")).to_be_hidden()
    pictures.keyboard.press("Enter")
    expect(pictures.locator(".drawer")).to_be_visible()


def test_every_dot_is_reached_by_keys(pictures: Page) -> None:
    met = set()
    dot(pictures, "WEB-1").focus()
    pictures.keyboard.press("Home")
    for _each in RATED:
        met.add(pictures.evaluate("document.activeElement.dataset.keys"))
        pictures.keyboard.press("PageDown")
    assert len(met) == len(RATED)


@pytest.fixture
def counted(pictures: Page, monkeypatch: pytest.MonkeyPatch) -> Page:
    """So few dots are drawn singly that these items are counted by cells."""
    monkeypatch.setattr(queries, "MOST_DOTS", 3)
    pictures.reload()
    return pictures


def cell(page: Page, says: str) -> Locator:
    return page.get_by_role("option", name=re.compile(says))


def test_a_cell_chooses_its_items(counted: Page) -> None:
    cell(counted, "Effort 7.5 – 7.8.*Impact 2.9").or_(cell(counted, "Impact 2.*3$")).last.click()
    expect(counted.locator("#bulkbar")).to_contain_text("1 selected")
    counted.locator("[data-bulk-edit]").click()
    expect(counted.get_by_role("dialog", name="Edit 1 selected")).to_be_visible()


def test_a_box_over_cells_chooses_theirs(counted: Page) -> None:
    field = counted.locator('.plot-field[data-plot="agreement"]')
    field.scroll_into_view_if_needed()
    box = field.bounding_box()
    assert box
    counted.mouse.move(box["x"] + 4, box["y"] + 4)
    counted.mouse.down()
    counted.mouse.move(box["x"] + box["width"] - 4, box["y"] + box["height"] / 2 - 20, steps=4)
    counted.wait_for_timeout(60)
    counted.mouse.up()
    marks = field.locator('[aria-selected="true"]')
    expect(counted.locator("#bulkbar")).to_contain_text("3 selected")
    expect(marks).to_have_count(3)
    counted.keyboard.press("Escape")
    expect(counted.locator("#bulkbar")).to_be_hidden()
    expect(marks).to_have_count(0)


def test_cells_by_keys(counted: Page) -> None:
    marks = counted.locator('[data-plot="agreement"] [data-in]')
    marks.nth(0).focus()
    counted.keyboard.press("Space")
    expect(counted.locator("#bulkbar")).to_contain_text("1 selected")
    counted.keyboard.press("Shift+ArrowRight")
    expect(counted.locator("#bulkbar")).to_contain_text("2 selected")
    counted.keyboard.press("Space")
    expect(counted.locator("#bulkbar")).to_contain_text("1 selected")


def test_no_barriers_among_cells(counted: Page, check_axe: Callable[[Page], None]) -> None:
    check_axe(counted)


def test_others_axes_at_once(pictures: Page) -> None:
    pictures.get_by_label("Up").select_option("Score")
    expect(pictures.get_by_role("heading", name="Score against Effort")).to_be_visible()


def test_the_list_is_ranked_by_score(pictures: Page, web: Product) -> None:
    pictures.get_by_role("button", name="Rank these by score").click()
    pictures.get_by_role("dialog", name="Rank 6 items by score").get_by_role("button", name="Move").click()
    expect(pictures.get_by_text("Rank and score agree.")).to_be_visible()
    assert web.items.in_rank_order().first() == web.items.get(number=2)


def test_who_may_not_edit_draws_no_box(pictures: Page, contributor: Member, signed_in: SignIn) -> None:
    window = signed_in(contributor)
    window.goto(PICTURES)
    draw_box(window, dot(window, "WEB-1"), dot(window, "WEB-2"))
    assert chosen(window) == []


@pytest.mark.parametrize("size", [(1440, 900), (390, 844)])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_barriers(
    pictures: Page, check_axe: Callable[[Page], None], size: tuple[int, int], theme: str
) -> None:
    pictures.set_viewport_size({"width": size[0], "height": size[1]})
    pictures.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
    check_axe(pictures)
