"""The sheet of the scoring page as a spreadsheet: select, copy, paste, fill, empty, take back."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from backlog.models import Item, Product, Rating
from tests.factories import make_item

SCORING = "/w/acme/p/WEB/scoring/"


@pytest.fixture
def sheet(page: Page, items: list[Item]) -> Page:
    page.goto(SCORING)
    expect(page.locator("[data-score]")).to_have_count(6)
    return page


def cell(page: Page, key: str, name: str) -> Locator:
    return page.get_by_role("textbox", name=f"{key} {name}", exact=True)


def select(page: Page, key: str, name: str, *keys: str) -> None:
    cell(page, key, name).click()
    for pressed in keys:
        page.keyboard.press(pressed)


def paste(page: Page, text: str) -> None:
    """What Ctrl-V does, with a clipboard of our own."""
    page.evaluate(
        """(text) => {
            const data = new DataTransfer();
            data.setData("text/plain", text);
            document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }""",
        text,
    )


def copied(page: Page, what: str = "copy") -> str:
    text: str = page.evaluate(
        """(what) => {
            const data = new DataTransfer();
            document.activeElement.dispatchEvent(new ClipboardEvent(what, { clipboardData: data, bubbles: true, cancelable: true }));
            return data.getData("text/plain");
        }""",
        what,
    )
    return text


def expect_values(page: Page, **values: str) -> None:
    for key, value in values.items():
        number, name = key.split("_")
        expect(cell(page, f"WEB-{number[1:]}", name)).to_have_value(value)


def test_pasted_filled_down_and_taken_back(sheet: Page) -> None:
    cell(sheet, "WEB-1", "Reach").click()
    paste(sheet, "1 250,5\t2\r\n600\t0,5\r\n")
    expect_values(sheet, n1_Reach="1250.5", n1_Impact="2", n2_Reach="600", n2_Impact="0.5")
    expect(sheet.locator(".toast-text").last).to_have_text("4 cells pasted.")
    expect(sheet.locator("td.is-selected")).to_have_count(4)
    select(sheet, "WEB-2", "Reach", "Shift+ArrowDown", "Shift+ArrowDown", "Shift+ArrowRight", "Control+d")
    expect_values(sheet, n3_Reach="600", n4_Reach="600", n4_Impact="0.5")
    sheet.keyboard.press("Control+z")
    expect_values(sheet, n2_Reach="600", n3_Reach="", n4_Impact="")
    sheet.keyboard.press("Control+z")
    expect_values(sheet, n1_Reach="", n2_Impact="")
    assert not Rating.objects.exists()


def test_a_wrong_block_is_marked_and_nothing_changes(sheet: Page) -> None:
    cell(sheet, "WEB-1", "Impact").click()
    paste(sheet, "7\n2\nx")
    expect(sheet.locator("td.is-wrong")).to_have_count(2)
    expect(sheet.locator(".toast-text").last).to_contain_text("2 of 3 cells cannot be used")
    cell(sheet, "WEB-3", "Impact").click()
    expect(sheet.locator(".sheet-note")).to_have_text("“x” is not a number.")
    expect_values(sheet, n1_Impact="", n2_Impact="", n3_Impact="")
    assert not Rating.objects.exists()
    cell(sheet, "WEB-5", "Impact").click()
    paste(sheet, "1\n2\n3")
    expect(sheet.locator(".toast-text").last).to_contain_text("there is room for 2 × 3")


def test_selected_copied_cut_and_emptied(sheet: Page) -> None:
    cell(sheet, "WEB-1", "Reach").click()
    paste(sheet, "1\t2\n3\t0.5")
    expect_values(sheet, n2_Impact="0.5")
    assert copied(sheet) == "1\t2\n3\t0.5\n"
    assert copied(sheet, "cut") == "1\t2\n3\t0.5\n"
    expect_values(sheet, n1_Reach="", n2_Impact="")
    sheet.keyboard.press("Escape")
    expect(sheet.locator("td.is-selected")).to_have_count(0)
    select(sheet, "WEB-3", "Reach", "Shift+ArrowDown")
    paste(sheet, "8")
    expect_values(sheet, n3_Reach="8", n4_Reach="8")
    sheet.keyboard.press("Delete")
    expect_values(sheet, n3_Reach="", n4_Reach="")
    expect(sheet.locator("#announcer")).to_have_text("2 cells selected, WEB-3 Reach to WEB-4 Reach.")


def test_with_the_mouse(sheet: Page) -> None:
    cell(sheet, "WEB-1", "Reach").fill("9")
    cell(sheet, "WEB-1", "Impact").click()
    cell(sheet, "WEB-1", "Reach").click()
    cell(sheet, "WEB-3", "Impact").click(modifiers=["Shift"])
    expect(sheet.locator("td.is-selected")).to_have_count(6)
    cell(sheet, "WEB-1", "Reach").click()
    sheet.locator(".sheet-handle").hover()
    sheet.mouse.down()
    cell(sheet, "WEB-4", "Reach").hover()
    sheet.mouse.up()
    expect_values(sheet, n2_Reach="9", n3_Reach="9", n4_Reach="9", n5_Reach="")
    cell(sheet, "WEB-2", "Confidence").hover()
    sheet.mouse.down()
    cell(sheet, "WEB-3", "Effort").hover()
    sheet.mouse.up()
    expect(sheet.locator("td.is-selected")).to_have_count(4)


def test_a_first_number_is_taken_back_by_key(sheet: Page) -> None:
    cell(sheet, "WEB-1", "Confidence").fill("80%")
    with sheet.expect_response("**/ratings/confidence/"):
        sheet.keyboard.press("Enter")
    expect_values(sheet, n1_Confidence="0.8")
    sheet.keyboard.press("Control+z")
    expect_values(sheet, n1_Confidence="")


def test_further_rows_are_part_of_it(page: Page, web: Product, check_axe: Callable[[Page], None]) -> None:
    for number in range(102):
        make_item(web, f"Item {number}")
    page.goto(SCORING)
    page.get_by_role("link", name="Show more").click()
    expect(cell(page, "WEB-102", "Reach")).to_be_visible()
    cell(page, "WEB-99", "Reach").click()
    paste(page, "\n".join(str(number) for number in range(1, 5)))
    expect_values(page, n99_Reach="1", n100_Reach="2", n101_Reach="3", n102_Reach="4")
    expect(page.locator("td.is-selected")).to_have_count(4)
    check_axe(page)
