"""The search box in a browser: completion by keys, mistakes at their word, saved views."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.models import Member
from backlog.models import Item, SavedView
from backlog.services.saved_views import save_view

BACKLOG = "/w/acme/p/WEB/backlog/"


@pytest.fixture
def backlog(page: Page, items: list[Item]) -> Page:
    page.goto(BACKLOG)
    return page


def box(page: Page) -> Locator:
    return page.get_by_role("combobox", name=re.compile("Find items"))


def options(page: Page) -> Locator:
    return page.get_by_role("listbox", name="What fits here").get_by_role("option")


def test_a_query_is_made_by_keys_alone(backlog: Page) -> None:
    backlog.keyboard.press("/")
    backlog.keyboard.type("ki")
    expect(options(backlog).first).to_contain_text("kind:")
    backlog.keyboard.press("ArrowDown")
    backlog.keyboard.press("Enter")
    expect(options(backlog).first).to_have_text(re.compile("initiative"))
    backlog.keyboard.type("bu")
    expect(options(backlog)).to_have_count(1)
    backlog.keyboard.press("ArrowDown")
    expect(box(backlog)).to_have_attribute("aria-activedescendant", re.compile(".+"))
    backlog.keyboard.press("Tab")
    expect(box(backlog)).to_have_value("kind:bug ")
    backlog.keyboard.press("Enter")
    backlog.wait_for_url("**q=kind**")


def test_enter_without_a_choice_searches(backlog: Page) -> None:
    box(backlog).fill("pay")
    expect(options(backlog)).to_have_count(0)
    box(backlog).fill("st")
    expect(options(backlog).first).to_be_visible()
    backlog.keyboard.press("Enter")
    backlog.wait_for_url("**q=st**")


def test_escape_closes_the_list_and_keeps_the_words(backlog: Page) -> None:
    box(backlog).fill("st")
    expect(options(backlog).first).to_be_visible()
    backlog.keyboard.press("Escape")
    expect(options(backlog)).to_have_count(0)
    expect(box(backlog)).to_have_value("st")
    expect(box(backlog)).to_have_attribute("aria-expanded", "false")


def test_a_mistake_is_marked_and_selected_at_its_word(page: Page, items: list[Item]) -> None:
    page.goto(f"{BACKLOG}?q=pay+statsu:ready")
    expect(page.locator(".search-mark mark")).to_have_text("statsu")
    expect(page.locator(".search-error")).to_contain_text("Did you mean “status”?")
    page.keyboard.press("/")
    page.wait_for_timeout(100)
    page.keyboard.type("status")
    expect(box(page)).to_have_value("pay status:ready")
    expect(page.locator(".search-mark")).to_have_count(0)


def test_a_view_is_saved_and_opened(backlog: Page) -> None:
    backlog.goto(f"{BACKLOG}?q=kind:story")
    backlog.get_by_role("button", name="Views").click()
    backlog.get_by_role("menuitem", name="Save as a new view").click()
    backlog.get_by_label("Name", exact=True).fill("Stories")
    backlog.get_by_label("Open this page with it").check()
    backlog.get_by_role("button", name="Save view").click()
    backlog.wait_for_url("**view=**")
    expect(backlog.get_by_role("button", name="Stories")).to_be_visible()
    view = SavedView.objects.get()
    assert view.query == "kind:story"
    assert {"status", "due"} <= set(view.columns)
    backlog.goto(BACKLOG)
    expect(box(backlog)).to_have_value("kind:story")


def test_a_deleted_view_comes_back_by_undo(page: Page, items: list[Item], product_owner: Member) -> None:
    save_view(items[0].product, by=product_owner.actor(), name="Stories", is_shared=True)
    page.goto("/w/acme/p/WEB/views/")
    page.get_by_role("button", name="Delete the view Stories").click()
    expect(page.get_by_text("No saved views yet")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("textbox", name="Name of the view Stories")).to_have_value("Stories")


def test_no_barriers(backlog: Page, check_axe: Callable[[Page], None]) -> None:
    box(backlog).fill("s")
    expect(options(backlog).first).to_be_visible()
    check_axe(backlog)
    backlog.goto("/w/acme/p/WEB/views/")
    check_axe(backlog)
