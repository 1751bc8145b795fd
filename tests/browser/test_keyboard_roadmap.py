"""A quarter planned by keys alone, from an empty roadmap to a published one: nothing is clicked."""

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Member
from backlog.models import Item
from core.periods import Precision, first_day, last_day, shift
from tests.browser.conftest import SignIn
from tests.browser.planning import bar, dates
from tests.browser.test_keyboard_road import press, tab_to

START = first_day(date.today(), Precision.MONTH)
NEXT = shift(START, Precision.MONTH, 1)


@pytest.fixture
def page(signed_in: SignIn, product_manager: Member, items: list[Item]) -> Page:
    """A roadmap, made by keys, with one lane more and three items that have no dates."""
    page = signed_in(product_manager)
    page.goto("/w/acme/")
    press(page, "g", "r")
    page.wait_for_url("**/roadmaps/")
    press(page, "c")
    page.wait_for_url("**/roadmaps/new/")
    tab_to(page, page.get_by_label("Name", exact=True))
    page.keyboard.type("Next quarter")
    press(page, "Enter")
    expect(page.locator("h1")).to_have_text("Next quarter")
    tab_to(page, page.get_by_role("link", name="Name the lanes"), 50)
    press(page, "Enter")
    lanes = page.locator("#lanes-panel li")
    expect(lanes).to_have_count(3)
    tab_to(page, page.locator("#new-lane"))
    page.keyboard.type("Trust")
    press(page, "Enter")
    expect(lanes).to_have_count(4)
    press(page, "Escape", "c")
    expect(page.get_by_role("combobox", name="Search items")).to_be_focused()
    page.keyboard.type("kind:story")
    expect(page.locator("#add-items li")).to_have_count(len(items))
    press(page, "Escape", *["Tab", "Space"] * 3)
    tab_to(page, page.get_by_role("button", name="Add to roadmap"))
    press(page, "Enter")
    expect(page.locator(".tl-tray .tl-chip")).to_have_count(3)
    return page


def saved(page: Page, *keys: str) -> None:
    """These keys, and what they changed is saved."""
    with page.expect_response(lambda answer: answer.url.endswith("/move/")):
        press(page, *keys, "Enter")
    expect(page.locator("#announcer")).to_contain_text("Saved")


def test_a_quarter_is_planned(page: Page, items: list[Item]) -> None:
    bars, links = page.locator("a.tl-bar"), page.locator("a.tl-link")
    tab_to(page, page.locator(".tl-tray > ol .tl-chip").first, 60)
    saved(page, "Shift+ArrowDown", "Shift+ArrowDown", "ArrowRight")
    expect(bars).to_have_count(3)
    named = {item.title: item for item in items}
    first, second = (named[bars.nth(at).get_attribute("data-title") or ""] for at in (0, 1))
    press(page, "Escape", "ArrowUp", "ArrowUp", "l", "ArrowDown", "Enter")
    expect(links).to_have_count(1)
    press(page, "ArrowUp")
    expect(bar(page, first)).to_be_focused()
    saved(page, "Shift+ArrowRight")
    expect(page.locator("a.tl-link.is-clash")).to_have_count(1)
    tab_to(page, links.first)
    press(page, "Enter")
    tab_to(page, page.get_by_role("button", name="Shift 1 item"))
    press(page, "Enter")
    expect(page.locator("a.tl-link:not(.is-clash)")).to_have_count(1)
    press(page, "Control+z")
    expect(page.locator("a.tl-link.is-clash")).to_have_count(1)
    assert dates(first) == (START, last_day(NEXT, Precision.MONTH))
    assert dates(second) == (START, last_day(START, Precision.MONTH))
