"""The keys of an item: in the drawer over a list, from one item to the next, without losing one's place."""

import pytest
from playwright.sync_api import Page, expect

from backlog.models import Item
from tests.browser.test_backlog import row, rows

LIST = "/w/acme/p/WEB/backlog/?q=status%3Abacklog"


@pytest.fixture
def opened(page: Page, items: list[Item]) -> Page:
    """The second of six items, over the list."""
    page.goto(LIST)
    expect(rows(page)).to_have_count(6)
    press(page, "j", "j", "Enter")
    expect_item(page, "WEB-2")
    return page


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def expect_item(page: Page, key: str) -> None:
    expect(page.locator("#drawer-title")).to_contain_text(f"{key} ")
    expect(page.locator("#drawer-body")).to_be_focused()


def choose_status(page: Page, name: str) -> None:
    page.keyboard.press("s")
    expect(page.get_by_role("combobox", name="Status", exact=True)).to_be_focused()
    page.keyboard.type(f"{name}\n")


def test_a_property_is_edited_where_one_looks(opened: Page, items: list[Item]) -> None:
    press(opened, "Shift+E")
    expect(opened.locator("#drawer").get_by_role("textbox", name="Estimate")).to_be_focused()
    opened.keyboard.type("8\n")
    expect(opened.locator("#drawer dd[data-edit='estimate']")).to_contain_text("8 points")
    press(opened, "Escape")
    expect(row(opened, "WEB-2").locator(".col-estimate")).to_have_text("8")


def test_j_and_k_go_on_to_other_items(opened: Page) -> None:
    press(opened, "j")
    expect_item(opened, "WEB-3")
    press(opened, "k", "k")
    expect_item(opened, "WEB-1")
    press(opened, "Escape")
    expect(row(opened, "WEB-1")).to_be_focused()


def test_an_item_that_has_left_the_list_is_followed_by_the_next(opened: Page) -> None:
    choose_status(opened, "Ready")
    expect(row(opened, "WEB-2")).to_have_count(0)
    press(opened, "j")
    expect_item(opened, "WEB-3")
    choose_status(opened, "Ready")
    expect(row(opened, "WEB-3")).to_have_count(0)
    press(opened, "Escape")
    expect(row(opened, "WEB-4")).to_be_focused()


def test_escape_leaves_a_field_before_the_item(opened: Page, items: list[Item]) -> None:
    press(opened, "w")
    opened.keyboard.type("It is said in one sentence\n")
    expect(opened.locator("#drawer .criterion")).to_have_count(1)
    press(opened, "Escape")
    expect_item(opened, "WEB-2")
    press(opened, "d")
    expect(opened.locator("#drawer .item-description textarea")).to_be_focused()
    press(opened, "Escape")
    expect(opened.locator("#drawer .item-description details")).not_to_have_attribute("open", "")
    press(opened, "Escape")
    expect(opened.locator("#drawer")).to_be_hidden()


def test_what_is_being_written_stays_open(opened: Page) -> None:
    press(opened, "d")
    opened.keyboard.type("Half a thought")
    press(opened, "Escape")
    expect(opened.locator("#drawer .item-description textarea")).to_have_value("Half a thought")
    expect(opened.locator("#drawer .item-description details")).to_have_attribute("open", "")


def test_many_rows_are_estimated_by_one_key(opened: Page, items: list[Item]) -> None:
    press(opened, "Escape", "x", "j", "x", "Shift+E")
    field = opened.get_by_role("dialog").get_by_label("Estimate", exact=True)
    expect(field).to_be_focused()
    opened.keyboard.type("5")
    press(opened, "Control+Enter")
    expect(opened.get_by_text("2 items changed.")).to_be_visible()
    expect(row(opened, "WEB-3").locator(".col-estimate")).to_have_text("5")


def test_the_focus_comes_back_after_a_change_of_many(opened: Page) -> None:
    press(opened, "Escape", "x", "j", "x")
    choose_status(opened, "Ready")
    expect(opened.get_by_text("2 items changed.")).to_be_visible()
    expect(row(opened, "WEB-3")).to_be_focused()


def test_an_item_named_in_full_needs_one_enter(opened: Page) -> None:
    press(opened, "Escape", "p")
    opened.keyboard.type("web-5")
    expect(opened.get_by_role("option", name="WEB-5")).to_be_visible()
    press(opened, "Enter")
    expect(rows(opened).nth(4)).to_contain_text("WEB-2")


def test_the_tree_is_walked_by_j(page: Page, items: list[Item]) -> None:
    page.goto("/w/acme/p/WEB/tree/?show=loose")
    press(page, "j", "j")
    expect(page.locator("tr[data-key]").nth(1)).to_be_focused()
