"""One item in a browser: in the drawer and as a page, edited, discussed, changed by others meanwhile."""

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from accounts.models import Member
from backlog.models import Item
from backlog.services.discussion import add_comment, add_criterion
from backlog.services.items import update_item
from tests.browser.conftest import SignIn

ITEM = "/w/acme/items/WEB-1/"


@pytest.fixture
def opened(page: Page, items: list[Item]) -> Page:
    page.goto(ITEM)
    expect(page.locator("tl-item")).to_be_visible()
    return page


def test_the_drawer_opens_over_the_list_and_back_closes_it(page: Page, items: list[Item]) -> None:
    page.goto("/w/acme/p/WEB/backlog/")
    page.locator('tr[data-key="WEB-1"] .cell-key a').click()
    expect(page.locator("#drawer tl-item")).to_be_visible()
    expect(page).to_have_url(re.compile(f"{ITEM}$"))
    page.go_back()
    expect(page.locator("#drawer")).to_be_hidden()
    expect(page.locator("tbody tr[data-key]")).to_have_count(6)


def test_what_is_edited_in_the_drawer_shows_in_the_list(page: Page, items: list[Item]) -> None:
    page.goto("/w/acme/p/WEB/backlog/")
    page.locator('tr[data-key="WEB-1"] .cell-key a').click()
    title = page.locator("#drawer").get_by_role("textbox", name="Title", exact=True)
    title.fill("Pay by instant transfer")
    title.press("Enter")
    expect(page.locator('tr[data-key="WEB-1"] .cell-title')).to_contain_text("Pay by instant transfer")


def test_a_property_is_chosen_and_undone(opened: Page, items: list[Item]) -> None:
    opened.get_by_role("button", name="Change the status").click()
    opened.get_by_role("option", name="In review").click()
    status = opened.locator('dd[data-edit="status"]')
    expect(status).to_contain_text("In review")
    expect(opened.locator(".stream")).to_contain_text("moved it from Backlog to In review")
    opened.locator(".toast [data-undo]").click()
    expect(opened.locator(".toast", has_text="Undone.")).to_be_visible()
    expect(status).to_contain_text("Backlog")
    items[0].refresh_from_db()
    assert items[0].status.name == "Backlog"


def test_the_focus_stays_where_one_has_gone_meanwhile(opened: Page) -> None:
    coming: list[Route] = []
    opened.route(
        "**/cells/status/*",
        lambda route: coming.append(route) if route.request.method == "POST" else route.continue_(),
    )
    opened.get_by_role("button", name="Change the status").click()
    opened.get_by_role("option", name="In review").click()
    opened.get_by_role("button", name="Change the estimate").focus()
    coming[0].continue_()
    expect(opened.locator(".stream")).to_contain_text("moved it from Backlog to In review")
    expect(opened.get_by_role("button", name="Change the estimate")).to_be_focused()


def test_properties_by_keys_alone(opened: Page) -> None:
    opened.get_by_role("button", name="Change the estimate").focus()
    opened.keyboard.press("Enter")
    expect(opened.get_by_role("textbox", name="Estimate")).to_be_focused()
    opened.keyboard.type("5")
    opened.keyboard.press("Tab")
    expect(opened.get_by_role("button", name="Change the labels")).to_be_focused()
    expect(opened.locator('dd[data-edit="estimate"]')).to_contain_text("5 points")


def test_a_description_is_previewed_and_saved(opened: Page, items: list[Item]) -> None:
    opened.get_by_text("Add a description").click()
    opened.get_by_label("Description").get_by_role("textbox").fill("## Why\n\n- see **WEB-2**")
    expect(opened.locator(".item-description [data-preview-body] h3")).to_have_text("Why")
    opened.locator(".item-description").get_by_role("button", name="Save").click()
    expect(opened.locator(".item-description > .prose a.item-key")).to_have_text("WEB-2")
    expect(opened.locator(".item-description textarea")).to_be_hidden()


def test_unsaved_text_survives_a_reload(opened: Page, items: list[Item]) -> None:
    opened.locator(".item-stream").get_by_role("textbox", name="Comment").fill("Half a thought")
    opened.reload()
    box = opened.locator(".item-stream").get_by_role("textbox", name="Comment")
    expect(box).to_have_value("Half a thought")
    box.press("Control+Enter")
    expect(opened.locator(".is-comment")).to_contain_text("Half a thought")
    opened.reload()
    expect(box).to_have_value("")


def test_a_comment_is_edited_deleted_and_brought_back(opened: Page, items: list[Item]) -> None:
    opened.locator(".item-stream").get_by_role("textbox", name="Comment").fill("Frist")
    opened.get_by_role("button", name="Comment", exact=True).click()
    comment = opened.locator(".is-comment")
    comment.get_by_text("Edit", exact=True).click()
    comment.get_by_role("textbox").fill("First")
    comment.get_by_role("button", name="Save").click()
    expect(comment.locator(".comment > .prose")).to_have_text("First")
    comment.hover()
    comment.get_by_role("button", name="Delete this comment").click()
    expect(comment).to_have_count(0)
    opened.locator(".toast", has_text="Comment deleted").locator("[data-undo]").click()
    expect(comment).to_have_count(1)


def test_criteria_are_ticked_and_reordered(opened: Page, items: list[Item]) -> None:
    box = opened.get_by_role("textbox", name="New acceptance criterion")
    for text in ("One", "Two"):
        box.fill(text)
        box.press("Enter")
        expect(opened.locator(".criterion textarea").last).to_have_value(text)
    opened.locator(".criterion").last.get_by_role("checkbox").check()
    expect(opened.get_by_text("1 / 2")).to_be_visible()
    opened.locator(".criterion").last.hover()
    opened.locator(".criterion").last.get_by_role("button", name="Move up").click()
    expect(opened.locator(".criterion textarea").first).to_have_value("Two")
    assert [row.text for row in items[0].acceptance_criteria.all()] == ["Two", "One"]


def test_others_changes_come_in_without_touching_what_i_write(
    opened: Page, items: list[Item], product_owner: Member
) -> None:
    opened.get_by_text("Add a description").click()
    mine = opened.get_by_label("Description").get_by_role("textbox")
    mine.fill("Half a sentence")
    by = product_owner.actor()
    update_item(items[0], by=by, fields={"title": "Renamed by Paul", "description": "By Paul"})
    add_comment(items[0], by=by, text="Look at the title")
    expect(opened.get_by_role("textbox", name="Title", exact=True)).to_have_value("Renamed by Paul")
    expect(opened.locator(".is-comment")).to_contain_text("Look at the title")
    expect(mine).to_have_value("Half a sentence")
    opened.locator(".item-description").get_by_role("button", name="Save", exact=True).click()
    expect(opened.get_by_role("textbox", name="Their text")).to_have_value("By Paul")
    opened.get_by_role("button", name="Save mine").click()
    expect(opened.locator(".item-description > .prose")).to_have_text("Half a sentence")


def test_deleting_asks_and_leads_back(opened: Page, items: list[Item]) -> None:
    def late(route: Route) -> None:
        answer = route.fetch()
        time.sleep(0.6)  # its own news come before: nobody asks for what is gone
        route.fulfill(response=answer)

    opened.route("**/delete/", late)
    opened.get_by_role("button", name="Delete WEB-1").click()
    opened.get_by_role("button", name="Delete", exact=True).click()
    expect(opened).to_have_url(re.compile("/p/WEB/backlog/$"))
    assert not Item.objects.filter(pk=items[0].pk).exists()
    opened.locator(".toast", has_text="WEB-1 deleted").locator("[data-undo]").click()
    expect(opened.locator("tr[data-key=WEB-1]")).to_be_visible()


def test_the_palette_leads_to_an_item(page: Page, items: list[Item]) -> None:
    page.goto("/w/acme/")
    page.keyboard.press("Control+k")
    page.keyboard.type("eirc")
    expect(page.locator("[data-palette-found] [role=option]")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/items/WEB-3/$"))


@pytest.mark.parametrize("size", [(1440, 900), (1024, 768), (390, 844)])
def test_no_barriers(
    opened: Page, items: list[Item], owner: Member, check_axe: Callable[[Page], None], size: tuple[int, int]
) -> None:
    add_criterion(items[0], by=owner.actor(), text="Works")
    add_comment(items[0], by=owner.actor(), text="Says **who**?")
    opened.set_viewport_size({"width": size[0], "height": size[1]})
    opened.reload()
    expect(opened.locator(".is-comment")).to_have_count(1)
    assert opened.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    check_axe(opened)


@pytest.mark.parametrize("path", ["", "products/new/", "p/WEB/settings/", "settings/labels/"])
def test_no_barriers_on_the_other_pages(
    page: Page, items: list[Item], check_axe: Callable[[Page], None], path: str
) -> None:
    page.goto(f"/w/acme/{path}")
    check_axe(page)


def test_a_reader_sees_no_editors(signed_in: SignIn, contributor: Member, items: list[Item]) -> None:
    page = signed_in(contributor)
    page.goto(ITEM)
    expect(page.get_by_role("heading", name="Pay by bank transfer")).to_be_visible()
    expect(page.get_by_role("button", name="Change the status")).to_have_count(0)
    page.locator(".item-stream").get_by_role("textbox", name="Comment").fill("May I?")
    page.get_by_role("button", name="Comment", exact=True).click()
    expect(page.locator(".is-comment")).to_contain_text("May I?")
