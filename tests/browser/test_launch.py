"""The launch of a release in a browser: its checklist, its notes, the changelog that anybody can read."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from accounts.models import Member
from backlog.models import Item, Product
from backlog.services.items import update_item
from roadmap.models import LaunchStep, Release
from roadmap.services.launch_steps import add_step
from roadmap.services.release_items import add_items
from roadmap.services.releases import mark_released
from tests.factories import make_release


@pytest.fixture
def release(web: Product) -> Release:
    return make_release(web, "4.2")


def test_a_checklist_is_written_and_ticked(
    page: Page, release: Release, owner: Member, check_axe: Callable[[Page], None]
) -> None:
    page.goto(f"/w/acme/releases/{release.pk}/launch/")
    page.get_by_role("link", name="Add step").click()
    page.locator("#new-step").get_by_label("Step").fill("Tell support")
    page.locator("#new-step").get_by_label("Owner").select_option(owner.name)
    page.get_by_role("button", name="Add step").click()
    step = page.get_by_role("checkbox", name="Tell support")
    step.press("Space")
    expect(step).to_be_checked()
    expect(step).to_be_focused()
    check_axe(page)
    page.keyboard.press("Control+z")
    expect(step).not_to_be_checked()
    page.get_by_role("link", name="Tell support").click()
    page.locator("#step").get_by_label("Step").fill("Tell sales")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("checkbox", name="Tell sales")).to_be_visible()
    assert LaunchStep.objects.get().owner == owner


def test_what_others_tick_comes_in(page: Page, release: Release, owner: Member) -> None:
    page.goto(f"/w/acme/releases/{release.pk}/launch/")
    expect(page.get_by_role("heading", name="No launch checklist yet")).to_be_visible()
    page.wait_for_timeout(500)
    add_step(release, by=owner.actor(), text="Tell support")
    expect(page.get_by_role("checkbox", name="Tell support")).to_be_visible()


def test_notes_are_drafted_published_and_read_by_anybody(
    page: Page, new_context: Callable[..., BrowserContext], release: Release, items: list[Item], owner: Member,
    check_axe: Callable[[Page], None],
) -> None:  # fmt: skip
    done = release.product.statuses.filter(category="done").get()
    update_item(items[0], by=owner.actor(), fields={"status": done})
    add_items(release, items[:1], by=owner.actor())
    mark_released(release, by=owner.actor())
    page.goto(f"/w/acme/releases/{release.pk}/notes/")
    page.get_by_role("link", name="Draft from 1 done item").first.click()
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".prose").first).to_contain_text(items[0].title)
    page.get_by_role("button", name="Publish").click()
    expect(page.locator("#release")).to_contain_text("On the changelog")
    page.get_by_role("link", name="The changelog is closed").click()
    page.get_by_role("button", name="Open the changelog").click()
    expect(page.get_by_role("link", name="Read the changelog")).to_be_visible()
    check_axe(page)
    reader = new_context().new_page()
    reader.goto("/changelog/acme/")
    expect(reader.get_by_role("article")).to_contain_text(items[0].title)
    check_axe(reader)
    assert reader.context.cookies() == []
