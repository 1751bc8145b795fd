"""What if in a browser: a weight is moved, the order follows, it is made so and taken back."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.models import Member
from backlog.models import Item, Product
from backlog.services.items import delete_item
from backlog.services.scoring import use_preset
from backlog.views import what_if
from tests.backlog.test_scores import rate, settle
from tests.browser.conftest import SignIn

PAGE = "/w/acme/p/WEB/scoring/what-if/"
CRITERIA = ("customer_value", "strategic_fit", "feasibility")


@pytest.fixture
def weighted(web: Product, items: list[Item], owner: Member) -> Product:
    """By customer value the first item is first, by all else the second."""
    use_preset(web, "weighted", by=owner.actor())
    for item, numbers in zip(items, ((5, 1, 1), (1, 4, 4)), strict=False):
        rate(item, owner, **dict(zip(CRITERIA, numbers, strict=True)))
    settle(web)
    return web


@pytest.fixture
def trial(page: Page, weighted: Product) -> Page:
    page.goto(PAGE)
    expect(said(page)).to_have_text("The order as it is.")
    return page


def said(page: Page) -> Locator:
    return page.locator("[data-slot=said]")


def first(page: Page) -> Locator:
    return page.locator(".what-if-table tbody tr").first


def slider(page: Page, name: str) -> Locator:
    return page.get_by_role("slider", name=name)


def number(page: Page, name: str) -> Locator:
    return page.get_by_role("textbox", name=name, exact=True)


def test_a_slider_by_keyboard_shows_the_new_order(trial: Page) -> None:
    slider(trial, "Customer value").focus()
    trial.keyboard.press("Home")
    expect(said(trial)).to_have_text("2 of 6 items move.")
    expect(first(trial)).to_contain_text("WEB-2")
    expect(number(trial, "Customer value")).to_have_value("0")
    expect(slider(trial, "Customer value")).to_be_focused()
    trial.reload()
    expect(said(trial)).to_have_text("2 of 6 items move.")
    trial.get_by_role("link", name="Back to how it is").click()
    expect(said(trial)).to_have_text("The order as it is.")
    expect(slider(trial, "Customer value")).to_have_value("3")
    expect(trial).not_to_have_url(re.compile("weight"))


def test_a_typed_number_moves_the_slider_and_a_mistake_is_said_beside_it(trial: Page) -> None:
    weight = number(trial, "Customer value")
    weight.fill("0,5")
    expect(slider(trial, "Customer value")).to_have_value("0.5")
    expect(said(trial)).to_have_text("2 of 6 items move.")
    weight.fill("some")
    expect(trial.locator("#wrong-customer_value")).to_contain_text("“some” is not a number.")
    expect(weight).to_have_attribute("aria-invalid", "true")
    expect(first(trial)).to_contain_text("WEB-2")
    weight.fill("3")
    expect(said(trial)).to_have_text("The order as it is.")
    expect(weight).not_to_have_attribute("aria-invalid", "true")


def test_the_formula_brings_and_takes_sliders(trial: Page) -> None:
    formula = trial.get_by_role("textbox", name="Formula")
    formula.fill("weight_feasibility * feasibility")
    expect(trial.get_by_role("slider")).to_have_count(1)
    expect(formula).to_be_focused()
    formula.fill("feasibility * ")
    expect(trial.locator("#what-if-mistake")).to_contain_text("something is missing here")
    trial.get_by_role("button", name="customer_value").click()
    expect(formula).to_have_value("feasibility * customer_value")
    expect(trial.get_by_role("slider")).to_have_count(0)
    expect(trial.locator("#what-if-mistake")).to_be_empty()


def test_it_is_applied_at_once_others_see_it_and_undo_takes_it_back(
    trial: Page, worker: None, signed_in: SignIn, product_owner: Member
) -> None:
    other = signed_in(product_owner)
    other.goto(PAGE)
    expect(first(other)).to_contain_text("WEB-1")
    slider(trial, "Customer value").fill("0")
    expect(trial.get_by_role("button", name="Apply")).to_be_visible()
    slider(trial, "Feasibility").fill("2")
    trial.get_by_role("button", name="Apply").click()  # before the last weight was answered
    expect(trial.locator(".toast")).to_contain_text("Weighted is changed.")
    expect(number(trial, "Feasibility")).to_have_value("2")
    expect(number(other, "Feasibility")).to_have_value("2")
    expect(first(other)).to_contain_text("WEB-2")
    expect(trial.get_by_role("link", name="Rank the backlog by score")).to_be_visible()
    trial.get_by_role("button", name="Undo").click()
    expect(number(trial, "Customer value")).to_have_value("3")
    expect(first(other)).to_contain_text("WEB-1")


def test_what_others_delete_goes_and_what_one_tries_stays(
    trial: Page, items: list[Item], product_owner: Member
) -> None:
    slider(trial, "Customer value").fill("0")
    expect(first(trial)).to_contain_text("WEB-2")
    delete_item(items[1], by=product_owner.actor())
    expect(trial.locator(".what-if-table")).not_to_contain_text("WEB-2")
    expect(number(trial, "Customer value")).to_have_value("0")


def test_more_rows_are_shown_and_stay_with_what_others_do(
    trial: Page, items: list[Item], product_owner: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(what_if, "ROWS", (2, 4, 8))
    trial.reload()
    trial.get_by_role("link", name="Show more").click()
    rows = trial.locator(".what-if-table tbody tr")
    expect(rows).to_have_count(4)
    delete_item(items[0], by=product_owner.actor())
    expect(first(trial)).to_contain_text("WEB-2")
    expect(rows).to_have_count(4)
    trial.reload()
    expect(rows).to_have_count(4)
    slider(trial, "Customer value").fill("0")
    expect(rows).to_have_count(2)


def test_the_backlog_is_ranked_from_here(trial: Page, items: list[Item]) -> None:
    trial.get_by_role("link", name="Rank the backlog by score").click()
    expect(trial.get_by_role("dialog")).to_contain_text("in the order of their scores already")


def test_without_scripts_it_is_a_form(
    new_context: Callable[..., object], trial: Page, weighted: Product, server: str
) -> None:
    context = new_context(java_script_enabled=False, storage_state=trial.context.storage_state())
    page = context.new_page()  # type: ignore[attr-defined]
    page.goto(PAGE)
    number(page, "Customer value").fill("0")
    page.get_by_role("button", name="Preview").click()
    expect(said(page)).to_have_text("2 of 6 items move.")
    page.get_by_role("button", name="Apply").click()
    assert weighted.scoring_models.get(is_active=True).model_criteria.filter(weight=0).exists()


@pytest.mark.parametrize("size", [(1440, 900), (390, 844)])
def test_no_barriers(trial: Page, check_axe: Callable[[Page], None], size: tuple[int, int]) -> None:
    trial.set_viewport_size({"width": size[0], "height": size[1]})
    check_axe(trial)
    slider(trial, "Customer value").fill("0")
    number(trial, "Feasibility").fill("x")
    expect(said(trial)).to_contain_text("Mend")
    check_axe(trial)
    number(trial, "Feasibility").fill("9")
    expect(said(trial)).to_contain_text("move")
    check_axe(trial)
    assert trial.evaluate("document.documentElement.scrollWidth <= innerWidth")
