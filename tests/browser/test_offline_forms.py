"""What is written into forms and dialogs when the server does not answer, or the session has ended: nothing is lost."""

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Member
from backlog.models import Item, Product
from tests.browser.test_backlog import BACKLOG, rows
from tests.browser.test_offline import away, bar, sign_in, sign_out_elsewhere, title_of

SPLIT = "/w/acme/items/WEB-1/split/"


@pytest.fixture
def errors() -> list[str]:
    """Requests that fail are what is looked at here."""
    return []


@pytest.fixture
def backlog(page: Page, items: list[Item]) -> Page:
    page.goto(BACKLOG)
    expect(rows(page)).to_have_count(6)
    return page


def test_a_title_on_the_item_s_page_waits_and_is_sent(page: Page, items: list[Item]) -> None:
    page.goto("/w/acme/items/WEB-2/")
    with away(page):
        page.get_by_role("textbox", name="Title", exact=True).fill("Guest checkout in one step")
        page.keyboard.press("Enter")
        expect(bar(page)).to_contain_text("WEB-2 · Title")
    expect(bar(page)).to_be_hidden()
    expect(page.locator(".waits")).to_have_count(0)
    assert title_of(items[1]) == "Guest checkout in one step"


def test_what_is_sent_by_hand_stays_with_a_word(page: Page, items: list[Item]) -> None:
    page.goto("/w/acme/items/WEB-2/")
    field = page.get_by_role("textbox", name="New acceptance criterion")
    with away(page):
        field.fill("No account is made")
        field.press("Enter")
        expect(page.get_by_text("The server cannot be reached.")).to_be_visible()
    expect(field).to_have_value("No account is made")
    field.press("Enter")
    expect(page.get_by_role("textbox", name="Criterion 1")).to_have_value("No account is made")


def test_a_bulk_edit_waits_for_the_connection(backlog: Page, web: Product) -> None:
    for key in ("j", "x", "j", "x", "m"):
        backlog.keyboard.press(key)
    backlog.locator("#bulk-kind").select_option("bug")
    expect(backlog.get_by_text("2 items change", exact=False)).to_be_visible()
    with away(backlog):
        backlog.get_by_role("button", name="Change them").click()
        expect(bar(backlog)).to_contain_text("Waiting: 1.")
    expect(bar(backlog)).to_be_hidden()
    expect(rows(backlog).nth(1).get_by_label("Bug")).to_be_visible()
    assert Item.objects.filter(product=web, kind="bug").count() == 2


def test_a_form_stays_where_the_server_does_not_answer(page: Page, items: list[Item]) -> None:
    page.goto(SPLIT)
    titles = page.get_by_label("Titles of the new items")
    titles.fill("Choose a bank\nSee the balance")
    with away(page):
        page.get_by_role("button", name="Go on").click()
        expect(page.get_by_text("The server cannot be reached.")).to_be_visible()
    expect(titles).to_have_value("Choose a bank\nSee the balance")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_label("Title 2")).to_have_value("See the balance")


def test_a_form_has_its_words_again_after_signing_in(page: Page, items: list[Item], owner: Member) -> None:
    page.goto(SPLIT)
    page.get_by_label("Titles of the new items").fill("Choose a bank\nSee the balance")
    page.get_by_label("Beside WEB-1").check()
    sign_out_elsewhere()
    page.get_by_role("button", name="Go on").click()
    sign_in(page, owner)
    expect(page.get_by_text("Your unsaved text was restored.")).to_be_visible()
    expect(page.get_by_label("Titles of the new items")).to_have_value("Choose a bank\nSee the balance")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_label("Title 2")).to_have_value("See the balance")
    expect(page.locator("input[name=how]")).to_have_value("siblings")


def test_a_dialog_opens_again_after_signing_in(backlog: Page, owner: Member) -> None:
    backlog.get_by_role("button", name="Views").click()
    backlog.get_by_role("menuitem", name="Save as a new view").click()
    backlog.get_by_label("Name", exact=True).fill("Next up")
    sign_out_elsewhere()
    backlog.get_by_role("button", name="Save view").click()
    sign_in(backlog, owner)
    expect(backlog.get_by_label("Name", exact=True)).to_have_value("Next up")
    backlog.get_by_role("button", name="Save view").click()
    expect(backlog.get_by_role("button", name="Next up")).to_be_visible()


def test_a_search_stays_in_its_box_and_comes_back(backlog: Page, owner: Member) -> None:
    box = backlog.get_by_role("combobox", name="Find items")
    box.fill("kind:story sort:-due")
    with away(backlog):
        box.press("Enter")
        expect(backlog.get_by_text("The server cannot be reached.")).to_be_visible()
    expect(box).to_have_value("kind:story sort:-due")
    sign_out_elsewhere()
    box.press_sequentially(" bank")  # what fits there is asked for, and the session has ended
    sign_in(backlog, owner)
    expect(box).to_have_value("kind:story sort:-due bank")
    expect(backlog.get_by_role("listbox")).to_be_hidden()
