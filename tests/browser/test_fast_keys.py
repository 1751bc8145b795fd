"""Keys that come faster than the page or the server: none is lost, and none goes where it was not meant to."""

import pytest
from playwright.sync_api import Page, Route, expect

from backlog.models import Item, Product
from tests.browser.test_backlog import BACKLOG, ranked, row, rows


@pytest.fixture
def backlog(page: Page, items: list[Item]) -> Page:
    page.goto(BACKLOG)
    expect(rows(page)).to_have_count(6)
    return page


def test_undo_waits_for_what_is_on_its_way(backlog: Page, web: Product) -> None:
    held: list[Route] = []
    backlog.route("**/moves/", lambda route: held.append(route), times=1)
    for key in ("j", "b", "b", "Control+z", "Control+z"):
        backlog.keyboard.press(key)
    expect(row(backlog, "WEB-2").locator("xpath=preceding-sibling::tr[1]")).to_contain_text("WEB-1")
    held[0].continue_()
    expect(rows(backlog).first).to_contain_text("WEB-1")
    expect(rows(backlog).nth(1)).to_contain_text("WEB-2")
    assert ranked(web) == ["1", "2", "3", "4", "5", "6"]


def test_keys_that_come_before_the_modules_are_not_lost(page: Page, items: list[Item], web: Product) -> None:
    held: list[Route] = []
    page.route("**/js/lib/keys.js", lambda route: held.append(route))
    with page.expect_request("**/js/lib/keys.js"):
        page.goto(BACKLOG, wait_until="commit")
    expect(rows(page)).to_have_count(6)
    for key in ("j", "j", "x", "c", "G", "o", "Enter"):
        page.keyboard.press(key)
    held[0].continue_()
    expect(rows(page).first).to_contain_text("Go")
    expect(row(page, "WEB-2")).to_have_attribute("aria-selected", "true")


def test_keys_after_enter_wait_until_the_cell_is_saved(backlog: Page, web: Product) -> None:
    rows(backlog).nth(2).focus()
    backlog.keyboard.press("e")
    backlog.keyboard.type("Eircodes work\nt")
    expect(rows(backlog).first).to_contain_text("Eircodes work")
    assert Item.objects.get(product=web, number=3).title == "Eircodes work"


def test_tab_goes_on_with_what_was_typed_in_a_choice(backlog: Page, items: list[Item]) -> None:
    row(backlog, "WEB-1").locator(".col-status").click()
    backlog.keyboard.type("prog")
    backlog.keyboard.press("Tab")
    backlog.keyboard.press("Tab")
    backlog.keyboard.type("13\n")
    expect(row(backlog, "WEB-1").locator(".col-estimate")).to_have_text("13")
    expect(row(backlog, "WEB-1").locator(".col-status > .status")).to_have_text("In progress")
    items[0].refresh_from_db()
    assert (items[0].status.name, items[0].assignee) == ("In progress", None)
