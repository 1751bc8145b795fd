"""Releases in a browser: planned, filled, shipped; rows dragged and stepped between groups; what others do comes in."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import Member
from backlog.models import Item, Product
from backlog.services.items import update_item
from roadmap.models import Release
from roadmap.services.release_items import add_items
from tests.browser.test_backlog import BACKLOG, drag, row
from tests.factories import make_release

HOME = "/w/acme/releases/"


@pytest.fixture
def release(web: Product) -> Release:
    return make_release(web, "4.2", date=timezone.localdate() + timedelta(days=9))


def test_a_release_is_planned_filled_and_shipped(
    page: Page, items: list[Item], product_owner: Member, check_axe: Callable[[Page], None]
) -> None:
    page.goto(HOME)
    check_axe(page)
    page.get_by_role("link", name="New release").click()
    page.locator("#new-release").get_by_label("Name").fill("4.2")
    page.get_by_role("button", name="Create release").click()
    expect(page.get_by_role("heading", name="Nothing in this release yet")).to_be_visible()
    page.locator(".empty").get_by_role("link", name="Add items").click()
    for item in items[:2]:
        page.locator("#add label", has_text=item.title).click()
    page.get_by_role("button", name="Put into the release").click()
    expect(page.locator("#release")).to_contain_text("0 of 2 items")
    check_axe(page)
    page.get_by_role("button", name="Take out of the release: WEB-1").click()
    expect(page.locator("#release")).to_contain_text("0 of 1 item")
    page.keyboard.press("Control+z")
    expect(page.locator("#release")).to_contain_text("0 of 2 items")
    page.get_by_role("button", name="Mark as released").click()
    sure = page.locator("dialog:modal").get_by_role("button", name="Mark as released")
    expect(sure).to_have_class("button button--primary")
    update_item(items[1], by=product_owner.actor(), fields={"title": "Guests pay"})
    page.wait_for_timeout(1500)  # what others change is not drawn over the question
    sure.click()
    expect(page.locator("#release")).to_contain_text("Released")
    assert Release.objects.get().released_at is not None


def test_a_deleted_release_comes_back_where_it_stood(
    page: Page, release: Release, items: list[Item], owner: Member
) -> None:
    add_items(release, items[:1], by=owner.actor())
    page.goto(f"{HOME}{release.pk}/")
    page.get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name="Delete release").click()
    expect(page.get_by_role("heading", name="4.2 has been deleted")).to_be_visible()
    expect(page.get_by_role("button", name="Mark as released")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#release")).to_contain_text("0 of 1 item")
    expect(page.get_by_role("button", name="Mark as released")).to_be_visible()


def test_what_others_put_in_comes_in(
    page: Page, release: Release, items: list[Item], product_owner: Member
) -> None:
    page.goto(f"{HOME}{release.pk}/")
    expect(page.locator("#release")).to_contain_text("Nothing in this release yet")
    page.wait_for_timeout(500)
    add_items(release, items[:1], by=product_owner.actor())
    expect(page.locator("#release")).to_contain_text(items[0].title)


def test_rows_go_between_releases_by_drag_and_by_key(page: Page, release: Release, items: list[Item]) -> None:
    page.goto(f"{BACKLOG}?group=release")
    group = page.locator('tr.group-row[data-name="4.2"]')
    expect(group).to_contain_text("0 items")
    drag(page, row(page, "WEB-3"), group, below=True)
    expect(row(page, "WEB-3")).to_have_attribute("data-group", str(release.pk))
    expect(group).to_contain_text("0 of 1 item")
    row(page, "WEB-1").focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(row(page, "WEB-1")).to_have_attribute("data-group", str(release.pk))
    expect(group).to_contain_text("0 of 2 items")
    page.keyboard.press("Control+z")
    expect(row(page, "WEB-1")).to_have_attribute("data-group", "none")
    assert [place.item_id for place in release.places.all()] == [items[2].pk]


def test_the_drawer_puts_an_item_into_a_release(page: Page, release: Release, items: list[Item]) -> None:
    page.goto(BACKLOG)
    page.get_by_role("link", name=items[0].title).click()
    drawer = page.locator("tl-item")
    drawer.locator("dd[data-edit=release] button").click()
    page.get_by_role("option", name="4.2").click()
    expect(drawer.locator("dd[data-edit=release]")).to_contain_text("4.2")
    expect(drawer.locator(".throughline")).to_contain_text("4.2")
    assert release.places.get().item_id == items[0].pk
