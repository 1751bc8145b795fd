"""Dragging with a finger: a handle follows at once, a card or a row after a rest; anything quicker scrolls."""

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.models import Member
from backlog.models import Item, Product
from tests.backlog.test_scores import rate
from tests.browser.fingers import HOLD, Finger
from tests.factories import make_item


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, object]) -> dict[str, object]:
    return {**browser_context_args, "has_touch": True, "viewport": {"width": 1024, "height": 700}}


@pytest.fixture
def finger(page: Page) -> Finger:
    return Finger(page)


def row(page: Page, key: str) -> Locator:
    return page.locator(f'tr[data-key="{key}"]')


def test_a_row_of_the_backlog_follows_its_handle(page: Page, finger: Finger, items: list[Item]) -> None:
    page.goto("/w/acme/p/WEB/backlog/")
    finger.drag(row(page, "WEB-1").locator("[data-handle]"), row(page, "WEB-3"))
    expect(page.locator("tr[data-key]").nth(2)).to_have_attribute("data-key", "WEB-1")


def test_a_swipe_over_a_row_scrolls(page: Page, finger: Finger, web: Product) -> None:
    for number in range(30):
        make_item(web, f"Item {number}")
    page.goto("/w/acme/p/WEB/backlog/")
    finger.drag(row(page, "WEB-9").locator(".cell-title"), row(page, "WEB-2").locator(".cell-title"))
    expect(row(page, "WEB-1")).not_to_be_in_viewport()
    expect(page.locator("tr[data-key]").nth(8)).to_have_attribute("data-key", "WEB-9")


def test_a_row_of_the_tree_goes_below_another(page: Page, finger: Finger, web: Product) -> None:
    make_item(web, "Payments", kind="epic")
    make_item(web, "Delivery", kind="epic")
    page.goto("/w/acme/p/WEB/tree/")
    finger.drag(row(page, "WEB-2").locator("[data-handle]"), row(page, "WEB-1"), below=0.5)
    expect(row(page, "WEB-2")).to_have_attribute("aria-level", "2")


def test_a_card_that_is_held_moves(page: Page, finger: Finger, items: list[Item]) -> None:
    page.goto("/w/acme/p/WEB/board/")
    column = page.locator(".board-column").nth(2)
    finger.drag(page.locator('.card[data-key="WEB-1"]'), column, rest=HOLD)
    expect(column.locator(".card")).to_have_attribute("data-key", "WEB-1")
    expect(column.locator(".count")).to_have_text("1")


def test_a_card_that_is_only_swiped_stays(page: Page, finger: Finger, items: list[Item]) -> None:
    page.goto("/w/acme/p/WEB/board/")
    finger.drag(page.locator('.card[data-key="WEB-1"]'), page.locator(".board-column").nth(2))
    expect(page.locator(".board-column").nth(2).locator(".card")).to_have_count(0)


@pytest.fixture
def picture(page: Page, items: list[Item], owner: Member) -> Locator:
    """A dot above right of the middle, one further at the right, one below at the left."""
    for item, (impact, effort) in zip(items, ((3, 3), (3, 4), (1, 1)), strict=False):
        rate(item, owner, impact=impact, effort=effort)
    page.goto("/w/acme/p/WEB/scoring/pictures/")
    expect(page.locator("[data-show]")).to_be_hidden()  # by the module, once it is there
    return page.locator(".plot-field").first


def test_a_finger_that_rests_draws_a_box_over_dots(page: Page, finger: Finger, picture: Locator) -> None:
    finger.drag(picture, page.locator("[data-axes] select").last, rest=HOLD)
    expect(page.locator("#bulkbar")).to_contain_text("1 selected")
    expect(picture.locator("[aria-selected=true]")).to_have_attribute("data-keys", "WEB-1")


def test_a_swipe_over_dots_draws_none(page: Page, finger: Finger, picture: Locator) -> None:
    finger.drag(picture, page.locator("[data-axes]"))
    expect(page.locator("#bulkbar")).to_be_hidden()
