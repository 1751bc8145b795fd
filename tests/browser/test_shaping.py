"""Linking, splitting and merging in a browser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from backlog.models import Item, ItemLink

ITEM = "/w/acme/items/WEB-1/"


def test_a_link_is_made_from_words_by_keys_and_undone(page: Page, items: list[Item]) -> None:
    page.goto(ITEM)
    page.get_by_label("How it is linked").select_option("blocks")
    field = page.get_by_role("textbox", name="Item to link with")
    field.press_sequentially("guest")
    expect(page.get_by_role("option", name="Guest checkout")).to_be_visible()
    page.keyboard.press("Enter")
    expect(field).to_have_value("WEB-2")
    page.keyboard.press("Enter")
    group = page.get_by_role("group", name="Blocks")
    expect(group).to_contain_text("Guest checkout")
    page.locator(".toast [data-undo]").click()
    expect(group).to_have_count(0)
    assert not ItemLink.objects.exists()


def test_an_item_is_split_and_ctrl_z_takes_it_back(page: Page, items: list[Item]) -> None:
    page.goto(ITEM)
    page.get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name="Split into several").click()
    page.get_by_label("Titles of the new items").fill("Choose a bank\nSee the balance")
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Estimate 1").fill("3")
    page.get_by_role("button", name="Split WEB-1").click()
    expect(page.locator(".toast", has_text="2 items made.")).to_be_visible()
    assert Item.objects.filter(title="Choose a bank", estimate=3).exists()
    page.keyboard.press("Control+z")
    expect(page.locator(".toast", has_text="Undone.")).to_be_visible()
    assert Item.objects.count() == 6


def test_merging_leads_to_the_other(page: Page, items: list[Item]) -> None:
    page.goto(f"{ITEM}merge/")
    page.get_by_role("textbox", name="Item to merge into").fill("WEB-2")
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Merge into WEB-2").click()
    expect(page.get_by_role("group", name="Duplicated by")).to_contain_text("Pay by bank transfer")
    page.goto(ITEM)
    expect(page.locator(".leads-on")).to_contain_text("WEB-2 Guest checkout")


@pytest.mark.parametrize("path", ["split/", "merge/", "merge/?into=WEB-2"])
def test_no_barriers(page: Page, items: list[Item], check_axe: Callable[[Page], None], path: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{ITEM}{path}")
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    check_axe(page)
