"""A product's own fields and its definition of ready in a browser: defined, filled in place, ticked, seen as a light."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Member
from backlog.models import Item
from backlog.services.items import update_item
from backlog.services.templates import set_template
from tests.factories import make_field, make_rule


@pytest.fixture
def defined(page: Page, items: list[Item]) -> Page:
    product = items[0].product
    make_field(product, "Tier", "choice", choices=["Gold", "Silver"])
    make_field(product, "Worth", "number")
    make_field(product, "Return", "formula", formula="worth / estimate")
    make_rule(product, "estimate")
    make_rule(product, "question", text="Designed?")
    return page


def test_a_choice_is_defined_with_its_choices(
    page: Page, items: list[Item], check_axe: Callable[[Page], None]
) -> None:
    page.goto("/w/acme/p/WEB/settings/fields/")
    expect(page.get_by_label("Choices, one a line")).to_be_hidden()
    page.get_by_label("Name").fill("Tier")
    page.get_by_label("Kind").select_option("choice")
    page.get_by_label("Choices, one a line").fill("Gold\nSilver")
    page.get_by_role("button", name="Add field").click()
    expect(page.locator(".setting-list")).to_contain_text("Choice: Gold, Silver")
    check_axe(page)


def test_an_item_is_filled_in_and_ticked(
    defined: Page, items: list[Item], check_axe: Callable[[Page], None]
) -> None:
    defined.goto("/w/acme/items/WEB-1/")
    defined.get_by_role("button", name="Change Tier").click()
    defined.get_by_role("option", name="Gold").click()
    expect(defined.locator('dd[data-edit="custom-tier"]')).to_contain_text("Gold")
    defined.get_by_role("button", name="Change Worth").focus()
    defined.keyboard.press("Enter")
    defined.keyboard.type("much")
    defined.keyboard.press("Enter")
    expect(defined.locator("#cell-error")).to_contain_text("“much” is none")
    defined.locator("#cell-editor input[name=value]").fill("6")
    defined.keyboard.press("Enter")
    expect(defined.locator(".stream")).to_contain_text("set Worth to 6")
    defined.get_by_label("Designed?").check()
    expect(defined.locator(".item-ready .count")).to_have_text("1 / 2")
    check_axe(defined)


def test_the_light_is_there_on_a_phone_too(defined: Page, items: list[Item]) -> None:
    defined.set_viewport_size({"width": 390, "height": 844})
    defined.goto("/w/acme/p/WEB/backlog/")
    light = defined.locator('tr[data-key="WEB-1"] .light')
    expect(light.locator("svg")).to_be_visible()
    expect(light.locator(".light-count")).to_be_visible()


def test_the_light_of_a_row_follows_what_others_do(defined: Page, items: list[Item], owner: Member) -> None:
    defined.goto("/w/acme/p/WEB/backlog/")
    light = defined.locator('tr[data-key="WEB-1"] .light')
    expect(light).to_have_attribute("title", "Not ready, missing: an estimate, Designed?")
    update_item(items[0], by=owner.actor(), fields={"estimate": 3})
    expect(light).to_have_attribute("title", "Not ready, missing: Designed?")


def test_the_line_that_adds_says_what_its_template_brings(
    page: Page, items: list[Item], owner: Member, check_axe: Callable[[Page], None]
) -> None:
    text, product = "Steps to reproduce", items[0].product
    set_template(product, "bug", by=owner.actor(), description=text, acceptance_criteria=["Seen"])
    page.goto("/w/acme/p/WEB/backlog/")
    line = page.locator("tl-template-line")
    page.locator(".quick-add select[name=kind]").select_option("bug")
    expect(line).to_be_hidden()
    page.locator(".quick-add input[name=title]").focus()
    expect(line).to_contain_text("Steps to reproduce")
    check_axe(page)
    page.locator(".quick-add select[name=kind]").select_option("story")
    expect(line).to_be_hidden()


def test_a_step_that_was_removed_is_back_by_ctrl_z(page: Page, items: list[Item]) -> None:
    page.goto("/w/acme/p/WEB/settings/")
    page.get_by_label("Name of the step In review").fill("Review")
    page.keyboard.press("Enter")
    expect(page.locator("tl-toasts")).to_contain_text("The step is called Review.")
    page.locator("body").press("Control+z")
    expect(page.get_by_label("Name of the step In review")).to_be_visible()
