"""What an editor of an item offers, what was before, and what was deleted."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import Member
from backlog.models import Comment, Item
from backlog.services.discussion import add_comment, add_criterion
from backlog.services.items import delete_item
from backlog.services.ranking import move_item

ITEM = "/w/acme/items/WEB-1/"


@pytest.fixture
def comment(page: Page, items: list[Item]) -> Page:
    """The item's page with the caret in its comment box."""
    page.goto(ITEM)
    page.locator(".item-stream > tl-draft textarea").click()
    return page


def test_names_and_keys_are_completed_by_keys(comment: Page, contributor: Member) -> None:
    box = comment.locator(".item-stream > tl-draft textarea")
    offers = comment.get_by_role("listbox", name="People and items").get_by_role("option")
    comment.keyboard.type("Ask @co")
    expect(offers).to_have_count(1)
    expect(offers).to_contain_text("Cora Contributor")
    expect(box).to_have_attribute("aria-activedescendant", offers.first.get_attribute("id") or "-")
    comment.keyboard.press("Enter")
    comment.keyboard.type("about #WEB-")
    comment.keyboard.type("3")
    expect(offers.first).to_contain_text("WEB-3")
    comment.keyboard.press("Tab")
    expect(box).to_have_value("Ask @Cora Contributor about #WEB-3 ")
    expect(box).to_be_focused()


def test_escape_closes_the_offers_alone(page: Page, items: list[Item], contributor: Member) -> None:
    page.goto("/w/acme/p/WEB/backlog/")
    page.locator('tr[data-key="WEB-1"] .cell-key a').click()
    box = page.locator("#drawer .item-stream > tl-draft textarea")
    box.click()
    page.keyboard.type("@c")
    expect(page.get_by_role("option", name="Cora Contributor")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("option", name="Cora Contributor")).to_be_hidden()
    expect(page.locator("#drawer")).to_be_visible()
    expect(box).to_have_value("@c")


def test_the_offers_are_without_barriers(
    comment: Page, contributor: Member, check_axe: Callable[[Page], None]
) -> None:
    comment.keyboard.type("@")
    expect(comment.get_by_role("option", name="Cora Contributor")).to_be_visible()
    check_axe(comment)


def test_what_was_before_comes_above_and_stays(page: Page, items: list[Item], owner: Member) -> None:
    for number in range(70):
        said = add_comment(items[0], by=owner.actor(), text=f"Comment {number}")
        Comment.objects.filter(pk=said.pk).update(created_at=timezone.now() - timedelta(minutes=70 - number))
    page.goto(ITEM)
    first = page.locator(".item-stream > .stream > .stream-entry").first
    expect(first).to_be_visible()
    page.get_by_text("Show earlier").click()
    expect(page.locator(".comment > .prose").first).to_have_text("Comment 0")
    expect(first).to_be_in_viewport()
    add_comment(items[0], by=owner.actor(), text="One more")
    expect(page.locator(".is-comment")).to_have_count(71)
    expect(page.get_by_text("Hide earlier")).to_be_attached()


def test_a_criterion_comes_back_by_undo(page: Page, items: list[Item], owner: Member) -> None:
    add_criterion(items[0], by=owner.actor(), text="Works")
    page.goto(ITEM)
    page.locator(".criterion").hover()
    page.get_by_role("button", name="Remove this criterion").click()
    expect(page.locator(".criterion")).to_have_count(0)
    page.locator(".toast", has_text="Criterion removed").locator("[data-undo]").click()
    expect(page.locator(".criterion textarea")).to_have_value("Works")


@pytest.mark.parametrize("size", [(1440, 900), (390, 844)])
def test_a_deleted_item_is_found_and_restored(
    page: Page, items: list[Item], owner: Member, check_axe: Callable[[Page], None], size: tuple[int, int]
) -> None:
    move_item(items[0], by=owner.actor(), to="top")
    delete_item(items[0], by=owner.actor())
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto("/w/acme/p/WEB/backlog/")
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("menuitem", name="Recently deleted").click()
    expect(page.get_by_text("by Olive Owner")).to_be_visible()
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    check_axe(page)
    page.get_by_role("button", name="Restore WEB-1").click()
    expect(page.get_by_text("Nothing was deleted lately")).to_be_visible()
    assert Item.objects.filter(pk=items[0].pk).exists()


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_the_editor_of_a_date_holds_its_words(page: Page, items: list[Item], width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    page.goto("/w/acme/p/WEB/backlog/")
    page.locator('tr[data-key="WEB-1"] td[data-edit="due"]').click(force=True)
    box = page.get_by_role("textbox", name="Due")
    box.fill("28 November 2027")
    assert box.evaluate("(field) => field.scrollWidth <= field.clientWidth")
    edge = box.bounding_box()
    assert edge is not None
    assert edge["x"] >= 0
    assert edge["x"] + edge["width"] <= width
