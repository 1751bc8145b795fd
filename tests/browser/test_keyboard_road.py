"""The road of a product owner from the backlog to a closed sprint, by keys alone: nothing is clicked."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.models import Member, Workspace
from backlog.models import Item, Product
from sprints.models import Sprint
from tests.browser.conftest import SignIn
from tests.browser.test_backlog import BACKLOG, ranked, row, rows
from tests.factories import make_item, make_team

MANY = 40


@pytest.fixture
def web(web: Product, workspace: Workspace, product_owner: Member) -> Product:
    team = make_team(workspace, "Checkout", members=[product_owner], capacity=20)
    web.teams.add(team, through_defaults={"workspace": workspace})
    return web


@pytest.fixture
def page(signed_in: SignIn, product_owner: Member, items: list[Item], web: Product) -> Page:
    for number in range(len(items), MANY):
        make_item(web, f"Further {number}", estimate=3)
    page = signed_in(product_owner)
    page.goto(BACKLOG)
    expect(rows(page)).to_have_count(MANY)
    return page


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def tab_to(page: Page, target: Locator, most: int = 25) -> None:
    """Tab on until the target has the focus; it must be within reach."""
    for _ in range(most):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{target} is not within {most} stops")


def test_the_backlog_is_groomed(page: Page, web: Product) -> None:
    press(page, "j", "x", *["Shift+ArrowDown"] * 2, "m")
    expect(page.locator("#bulk-status")).to_be_focused()
    tab_to(page, page.locator("#bulk-estimate"))
    page.keyboard.type("8")
    press(page, "Enter")
    expect(page.get_by_text("3 items changed.")).to_be_visible()
    press(page, "Control+z")
    expect(page.get_by_text("Undone.")).to_be_visible()
    expect(row(page, "WEB-3").locator(".col-estimate")).to_have_text("–")
    press(page, "Escape", "j", "e", "End")
    expect(page.get_by_role("textbox", name="Title", exact=True)).to_be_focused()
    page.keyboard.type(" first")
    press(page, "Enter", "t")
    expect(rows(page).first).to_contain_text("Delivery day first")
    press(page, "p")
    page.keyboard.type("WEB-9")
    expect(page.get_by_role("option", name="Further 8")).to_be_visible()
    press(page, "Escape", "Enter")
    expect(page.get_by_text(re.compile("WEB-\\d moved."))).to_have_count(2)
    assert ranked(web)[0] == "4"


def test_a_sprint_is_planned_run_and_closed(page: Page) -> None:
    press(page, "Control+k")
    page.keyboard.type("sprints")
    expect(page.get_by_role("option", name="Sprints")).to_be_visible()
    press(page, "Enter")
    page.wait_for_url("**/sprints/")
    press(page, "c")
    expect(page.get_by_label("Name")).to_be_focused()
    press(page, "Tab")
    page.keyboard.type("Pay by bank")
    tab_to(page, page.get_by_role("button", name="Plan this sprint"))
    press(page, "Enter")
    expect(page.locator("#plan-backlog .plan-row").first).to_be_visible()
    press(page, "j", *["j"] * 6, *["s"] * 3)
    expect(page.locator("#plan-sprint .plan-row")).to_have_count(3)
    expect(page.locator("#plan-sprint .load-words").first).to_contain_text("9 of 20 points")
    press(page, *["Shift+Tab"] * 5)
    tab_to(page, page.get_by_role("button", name="Start sprint"), most=60)
    press(page, "Enter")
    expect(page.get_by_role("link", name="Close sprint")).to_be_visible()
    press(page, "j", "s")
    expect(page.get_by_text("Added later")).to_have_count(1)
    tab_to(page, page.get_by_role("link", name="Close sprint"), most=60)
    press(page, "Enter")
    tab_to(page, page.locator(".rest input").first)
    press(page, "ArrowLeft")
    tab_to(page, page.get_by_role("button", name="Close sprint"))
    press(page, "Enter")
    expect(page.get_by_role("heading", name="Carried over")).to_be_visible()
    assert Sprint.objects.get(state="closed").places.count() == 4
