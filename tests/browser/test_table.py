"""The table's groups, columns, bulk edit and pasted columns in a browser."""

from playwright.sync_api import Page, expect

from backlog.models import Item, Product
from tests.browser.test_backlog import BACKLOG, row, rows


def test_bulk_edit_says_what_changes_and_does_it(page: Page, items: list[Item], web: Product) -> None:
    page.goto(BACKLOG)
    for key in ("j", "x", "j", "x", "m"):
        page.keyboard.press(key)
    page.locator("#bulk-kind").select_option("bug")
    expect(page.get_by_text("2 items change", exact=False)).to_be_visible()
    page.get_by_role("button", name="Change them").click()
    expect(page.get_by_text("2 items changed.")).to_be_visible()
    assert Item.objects.filter(kind="bug").count() == 2


def test_a_copied_column_goes_into_the_rows_below(page: Page, items: list[Item]) -> None:
    page.goto(BACKLOG)
    row(page, "WEB-2").locator("td[data-edit=estimate]").focus()
    page.evaluate(
        """() => { const data = new DataTransfer(); data.setData("text/plain", "3\\n5\\n8");
        document.activeElement.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true})); }"""
    )
    expect(page.get_by_text("3 items changed.")).to_be_visible()
    expect(row(page, "WEB-4").locator(".col-estimate")).to_have_text("8")


def test_a_group_folds_and_stays_folded(page: Page, items: list[Item]) -> None:
    page.goto(f"{BACKLOG}?group=status")
    expect(rows(page)).to_have_count(6)
    page.locator("[data-fold]").click()
    expect(rows(page).first).to_be_hidden()
    page.reload()
    expect(rows(page).first).to_be_hidden()
