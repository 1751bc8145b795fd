"""The scoring page in a browser: a number is typed, the worker answers, the score changes where one looks."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.models import Member
from backlog.models import Item, Product
from backlog.queries.backlog import LIMIT
from backlog.services.scoring import preset_model
from backlog.services.trying import try_model
from tests.browser.conftest import SignIn
from tests.factories import make_item

SCORING = "/w/acme/p/WEB/scoring/"


@pytest.fixture
def sheet(page: Page, items: list[Item], worker: None) -> Page:
    page.goto(SCORING)
    expect(page.locator("[data-score]")).to_have_count(6)
    return page


def cell(page: Page, key: str, name: str) -> Locator:
    return page.get_by_role("textbox", name=f"{key} {name}", exact=True)


def score(page: Page, item: Item) -> Locator:
    return page.locator(f'[data-score="{item.pk}"]')


def test_typed_numbers_become_a_score(sheet: Page, items: list[Item]) -> None:
    cell(sheet, "WEB-1", "Reach").click()
    for number in ("800", "2", "0.8", "4"):
        sheet.keyboard.type(number)
        sheet.keyboard.press("Tab")
    expect(score(sheet, items[0])).to_contain_text("320")


def test_another_person_sees_the_score_at_once(
    sheet: Page, signed_in: SignIn, product_owner: Member, items: list[Item]
) -> None:
    other = signed_in(product_owner)
    with other.expect_response(re.compile("/live/")):
        other.goto(SCORING)
    for name, number in (("Reach", "800"), ("Impact", "2"), ("Confidence", "0.8"), ("Effort", "4")):
        cell(sheet, "WEB-1", name).fill(number)
        cell(sheet, "WEB-1", name).press("Enter")
    expect(score(other, items[0])).to_contain_text("320")


def test_arrows_and_enter_go_from_cell_to_cell(sheet: Page) -> None:
    cell(sheet, "WEB-1", "Reach").click()
    for key, name in (
        ("ArrowRight", "WEB-1 Impact"), ("ArrowDown", "WEB-2 Impact"), ("ArrowLeft", "WEB-2 Reach"), ("Enter", "WEB-3 Reach"),
        ("Shift+Enter", "WEB-2 Reach"), ("ArrowUp", "WEB-1 Reach"),
    ):  # fmt: skip
        sheet.keyboard.press(key)
        expect(sheet.get_by_role("textbox", name=name, exact=True)).to_be_focused()


def test_a_refused_number_says_the_range_and_stays(sheet: Page) -> None:
    impact = cell(sheet, "WEB-1", "Impact")
    impact.fill("7")
    impact.press("Enter")
    expect(impact).to_have_attribute("aria-invalid", "true")
    expect(sheet.locator(".sheet-note")).to_have_text("Impact is one of 0.25, 0.5, 1, 2, 3.")
    impact.click()
    sheet.keyboard.press("Escape")
    expect(impact).to_have_value("")
    expect(impact).not_to_have_attribute("aria-invalid", "true")


def test_a_formula_is_tried_while_it_is_written(sheet: Page) -> None:
    for name, number in (("Reach", "800"), ("Impact", "2"), ("Confidence", "0.8"), ("Effort", "4")):
        cell(sheet, "WEB-1", name).fill(number)
        cell(sheet, "WEB-1", name).press("Enter")
    expect(sheet.locator("[data-score]").first).to_contain_text("320")
    sheet.get_by_text("Edit formula").click()
    formula = sheet.get_by_role("textbox", name="Formula")
    formula.fill("reach * impakt")
    expect(sheet.locator(".formula-place mark")).to_have_text("impakt")
    formula.fill("reach * impact")
    expect(sheet.locator(".formula-tried")).to_contain_text("800 × 2 = 1600")
    sheet.get_by_role("button", name="Save formula").click()
    expect(sheet.locator(".model-words")).to_have_text("Reach × Impact")
    expect(sheet.locator("[data-score]").first).to_contain_text("1,600")


def test_another_model_is_chosen_from_the_gallery(sheet: Page, web: Product) -> None:
    sheet.get_by_role("link", name="Models", exact=True).click()
    sheet.get_by_role("button", name="Use WSJF").click()
    expect(sheet.locator("#model-name")).to_contain_text("WSJF")
    assert web.scoring_models.get(is_active=True).preset == "wsjf"


def test_what_another_person_compares_appears_and_leaves_what_one_writes(
    sheet: Page, web: Product, owner: Member
) -> None:
    impact = cell(sheet, "WEB-1", "Impact")
    impact.press_sequentially("2")
    try_model(preset_model(web, "wsjf", by=owner.actor()), by=owner.actor())
    sheet.wait_for_timeout(1500)
    expect(impact).to_have_value("2")
    impact.press("Enter")
    expect(sheet.get_by_role("region", name="Comparison")).to_contain_text("Comparing RICE with WSJF")
    expect(impact).to_have_value("2")
    expect(cell(sheet, "WEB-2", "Impact")).to_be_focused()


def test_rows_beyond_the_first_page_stay_when_the_page_is_drawn_anew(
    sheet: Page, web: Product, owner: Member
) -> None:
    for number in range(LIMIT):
        make_item(web, f"Further {number}")
    sheet.reload()
    sheet.get_by_role("link", name="Show more").click()
    expect(sheet.locator("[data-score]")).to_have_count(LIMIT + 6)
    try_model(preset_model(web, "wsjf", by=owner.actor()), by=owner.actor())
    expect(sheet.get_by_role("region", name="Comparison")).to_be_visible()
    expect(sheet.locator("[data-score]")).to_have_count(LIMIT + 6)


def test_what_still_has_no_score_is_counted_while_one_rates(sheet: Page) -> None:
    expect(sheet.locator(".unscored")).to_have_count(0)  # nothing was computed yet
    cell(sheet, "WEB-1", "Reach").fill("800")
    cell(sheet, "WEB-1", "Reach").press("Enter")
    expect(sheet.locator(".unscored")).to_have_text(re.compile("without a score"))


def test_the_tabs_show_where_one_is_on_a_phone(sheet: Page) -> None:
    sheet.set_viewport_size({"width": 390, "height": 844})
    sheet.get_by_role("link", name="Rounds", exact=True).click()
    tabs = sheet.get_by_role("navigation", name="Scoring")
    expect(tabs.get_by_text("Rounds")).to_be_in_viewport(ratio=1)
    expect(sheet.locator("tl-strip")).to_have_attribute("data-before", "")
    expect(sheet.locator("tl-strip")).not_to_have_attribute("data-after", "")


@pytest.mark.parametrize("size", [(1440, 900), (390, 844)])
def test_no_barriers(sheet: Page, check_axe: Callable[[Page], None], size: tuple[int, int]) -> None:
    sheet.set_viewport_size({"width": size[0], "height": size[1]})
    check_axe(sheet)
