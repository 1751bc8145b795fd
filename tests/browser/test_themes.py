"""Themes and products' pages in a browser."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from backlog.models import Item, Product


def test_a_theme_is_made_given_its_share_and_filled(
    page: Page, items: list[Item], check_axe: Callable[[Page], None]
) -> None:
    page.goto("/w/acme/themes/")
    page.get_by_role("link", name="New theme").click()
    page.locator("#new-theme").get_by_label("Theme").fill("Trust")
    page.get_by_role("button", name="Add theme").click()
    expect(page.get_by_text("Nothing has this theme yet.")).to_be_visible()
    page.get_by_role("link", name="Add items").click()
    page.locator("#add label", has_text=items[0].title).click()
    page.get_by_role("button", name="Add to the theme").click()
    expect(page.locator(".placed-items")).to_contain_text(items[0].title)
    check_axe(page)
    page.get_by_role("link", name="Themes", exact=True).click()
    page.get_by_role("link", name="Target shares").click()
    dialog = page.locator("#theme-targets")
    dialog.get_by_label("Trust").fill("40")
    dialog.get_by_role("button", name="Set shares").click()
    expect(page.locator(".invest")).to_contain_text("40 %")
    page.keyboard.press("Control+z")
    expect(page.locator(".invest")).not_to_contain_text("40 %")
    check_axe(page)


def test_what_a_product_is_for_is_written_in_place(
    page: Page, web: Product, check_axe: Callable[[Page], None]
) -> None:
    page.goto("/w/acme/p/WEB/")
    users = page.locator("#about-users")
    users.get_by_text("Write it").click()
    field = users.get_by_role("textbox", name="Target users")
    field.fill("Not this")
    users.get_by_role("button", name="Cancel").click()
    expect(field).to_be_hidden()
    users.get_by_text("Write it").click()
    expect(field).to_have_value("")
    field.fill("People with a **balcony**")
    users.get_by_role("button", name="Save").click()
    expect(users.locator("strong")).to_have_text("balcony")
    page.get_by_role("link", name="Add principle").click()
    page.locator("#principle").get_by_label("Principle").fill("Correct before fast")
    page.get_by_role("button", name="Add principle").click()
    expect(page.locator(".principles")).to_contain_text("Correct before fast")
    check_axe(page)
    page.keyboard.press("Control+z")
    expect(page.locator(".principles")).to_have_count(0)
