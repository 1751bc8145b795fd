"""What people say and show at an item: files, signs, earlier descriptions, and two who write the same text."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.models import Member
from backlog.models import Attachment, Item
from backlog.services.discussion import add_comment
from backlog.services.items import update_item
from backlog.services.reactions import react
from tests.browser.conftest import SignIn
from tests.factories import make_attachment

ITEM = "/w/acme/items/WEB-1/"
# One transparent pixel.
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
PASTE = """(field, data) => {
  const bytes = Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0));
  const brought = new DataTransfer();
  brought.items.add(new File([bytes], "shot.png", {type: "image/png"}));
  field.dispatchEvent(new ClipboardEvent("paste", {clipboardData: brought, bubbles: true, cancelable: true}));
}"""


@pytest.fixture(autouse=True)
def _apart(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]


@pytest.fixture
def opened(page: Page, items: list[Item]) -> Page:
    page.goto(ITEM)
    expect(page.locator("tl-item")).to_be_visible()
    return page


def comment_box(page: Page) -> Locator:
    return page.locator(".item-stream > tl-draft").get_by_role("textbox", name="Comment")


def open_description(page: Page) -> Locator:
    page.locator(".item-description summary").click()
    return page.locator(".item-description").get_by_role("textbox", name="Description")


def save_description(page: Page) -> None:
    page.locator(".item-description .form-actions").get_by_role("button", name="Save", exact=True).click()


def test_a_pasted_image_stands_in_the_comment(opened: Page) -> None:
    box = comment_box(opened)
    box.fill("See: ")
    box.evaluate(PASTE, PIXEL)
    file = opened.locator(".item-stream [data-preview-body] img")
    expect(file).to_be_visible()
    expect(box).to_have_value(f"See: ![shot.png](/w/acme/files/{Attachment.objects.get().pk}/)")
    box.press("Control+Enter")
    shown = opened.locator(".is-comment .prose img")
    expect(shown).to_have_js_property("naturalWidth", 1)
    expect(opened.locator(".file-name")).to_have_text("shot.png")


def test_a_refused_file_leaves_what_was_typed(opened: Page, settings: object) -> None:
    settings.ATTACHMENT_MOST_BYTES = 10  # type: ignore[attr-defined]
    box = comment_box(opened)
    box.fill("Look")
    box.evaluate(PASTE, PIXEL)
    expect(opened.locator(".toast")).to_contain_text("a file may have at most 10")
    expect(box).to_have_value("Look")


def test_a_file_is_chosen_removed_and_brought_back(opened: Page) -> None:
    chosen = [{"name": "plan.txt", "mimeType": "text/plain", "buffer": b"First this"}]
    opened.locator(".file-add-input").set_input_files(chosen)  # type: ignore[arg-type]
    expect(opened.locator(".file-name")).to_have_text("plan.txt")
    opened.get_by_role("button", name="Remove plan.txt").click()
    expect(opened.locator(".file-name")).to_have_count(0)
    opened.locator(".toast", has_text="plan.txt removed").locator("[data-undo]").click()
    expect(opened.locator(".file-name")).to_have_text("plan.txt")


def test_a_sign_reaches_the_other_window(
    opened: Page, items: list[Item], signed_in: SignIn, contributor: Member, owner: Member
) -> None:
    add_comment(items[0], by=owner.actor(), text="Ship it?")
    theirs = signed_in(contributor)
    for page in (opened, theirs):
        page.goto(ITEM)
    theirs.get_by_role("button", name="React to this comment").click()
    theirs.get_by_role("menuitem", name="Heart").click()
    sign = opened.locator(".reaction")
    expect(sign).to_have_text("1")
    expect(sign).to_have_attribute("title", "Heart: Cora Contributor")
    sign.click()
    expect(theirs.locator(".reaction")).to_have_text("2")
    expect(sign).to_have_attribute("aria-pressed", "true")


def test_different_fields_of_two_people_merge(
    opened: Page, items: list[Item], signed_in: SignIn, product_owner: Member
) -> None:
    theirs = signed_in(product_owner)
    theirs.goto(ITEM)
    mine = open_description(opened)
    mine.fill("Written by Olive")
    title = theirs.get_by_role("textbox", name="Title", exact=True)
    title.fill("Named by Paul")
    title.press("Enter")
    save_description(opened)
    expect(opened.locator(".item-description > .prose")).to_have_text("Written by Olive")
    expect(opened.get_by_role("textbox", name="Title", exact=True)).to_have_value("Named by Paul")
    items[0].refresh_from_db()
    assert (items[0].title, items[0].description) == ("Named by Paul", "Written by Olive")


@pytest.fixture
def clashing(
    opened: Page, items: list[Item], signed_in: SignIn, product_owner: Member, owner: Member
) -> Page:
    """The owner's window that asks, since the product owner has saved first."""
    update_item(items[0], by=owner.actor(), fields={"description": "Pay by bank"})
    theirs = signed_in(product_owner)
    for page, text in ((opened, "Pay by wire"), (theirs, "Pay by card")):
        page.goto(ITEM)
        open_description(page).fill(text)
    save_description(theirs)
    expect(theirs.locator(".item-description > .prose")).to_have_text("Pay by card")
    save_description(opened)
    expect(opened.get_by_role("dialog", name="Someone else has changed this meanwhile")).to_be_visible()
    return opened


def test_the_same_text_of_two_people_is_shown_and_asked(
    clashing: Page, items: list[Item], check_axe: Callable[[Page], None]
) -> None:
    expect(clashing.get_by_role("textbox", name="Their text")).to_have_value("Pay by card")
    expect(clashing.locator(".clash del")).to_contain_text("card")
    expect(clashing.locator(".clash ins")).to_contain_text("wire")
    check_axe(clashing)
    clashing.get_by_role("button", name="Save mine").click()
    expect(clashing.locator(".item-description > .prose")).to_have_text("Pay by wire")


def test_theirs_is_kept(clashing: Page, items: list[Item]) -> None:
    clashing.get_by_role("button", name="Keep theirs").click()
    expect(clashing.locator(".item-description > .prose")).to_have_text("Pay by card")
    items[0].refresh_from_db()
    assert items[0].description == "Pay by card"
    clashing.get_by_role("button", name="Change the status").click()
    expect(clashing.get_by_role("option", name="In review")).to_be_visible()


def test_mine_is_edited_further_and_keeps_the_focus(clashing: Page, items: list[Item], owner: Member) -> None:
    clashing.get_by_role("button", name="Edit mine further").click()
    box = clashing.locator(".item-description").get_by_role("textbox", name="Description")
    expect(box).to_be_focused()
    items[0].refresh_from_db()
    update_item(items[0], by=owner.actor(), fields={"title": "Pay by any bank"})
    expect(clashing.get_by_role("textbox", name="Title", exact=True)).to_have_value("Pay by any bank")
    expect(box).to_be_focused()
    box.fill("Pay by card or wire")
    save_description(clashing)
    expect(clashing.locator(".item-description > .prose")).to_have_text("Pay by card or wire")


def test_an_earlier_description_is_restored(opened: Page, items: list[Item], owner: Member) -> None:
    for text in ("Pay by bank", "Pay by card"):
        update_item(items[0], by=owner.actor(), fields={"description": text})
    opened.goto(ITEM)
    opened.get_by_role("link", name="See what changed in the description").click()
    expect(opened.locator(".diff").first).to_contain_text("bank")
    opened.get_by_role("button", name="Restore this description").click()
    expect(opened.get_by_text("This is the description now")).to_be_visible()
    opened.locator(".toast [data-undo]").click()
    opened.goto(ITEM)
    expect(opened.locator(".item-description > .prose")).to_have_text("Pay by card")


def test_others_are_added_to_the_watchers(opened: Page, contributor: Member) -> None:
    opened.get_by_role("textbox", name="Somebody else to tell").press_sequentially("cor")
    opened.get_by_role("option", name="Cora Contributor").click()
    opened.get_by_role("textbox", name="Somebody else to tell").press("Enter")
    expect(opened.locator(".watcher")).to_contain_text("Cora Contributor")


@pytest.mark.parametrize("size", [(1440, 900), (390, 844)])
def test_no_barriers(
    opened: Page, items: list[Item], owner: Member, check_axe: Callable[[Page], None], size: tuple[int, int]
) -> None:
    make_attachment(items[0], by=owner, name="a very long name of a file that somebody has brought along.txt")
    react(add_comment(items[0], by=owner.actor(), text="Well"), by=owner.actor(), sign="eye", on=True)
    opened.set_viewport_size({"width": size[0], "height": size[1]})
    opened.goto(ITEM)
    expect(opened.locator(".reaction")).to_be_visible()
    assert opened.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    check_axe(opened)
