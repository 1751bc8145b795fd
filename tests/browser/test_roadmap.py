"""A roadmap in a browser: dragging by pointer and by keys, the tray, the dialogs, publishing to a reader without an account."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from accounts.models import Member
from activity.actors import Actor
from backlog.models import Item, Product
from backlog.services.items import update_item
from roadmap.models import Entry, Roadmap
from tests.browser.conftest import SignIn
from tests.browser.planning import DUE, NEXT, START, bar, box, dates, drag, lane_of


def test_a_bar_dragged_by_a_month_is_saved_and_undone(plan: Page, items: list[Item]) -> None:
    at = box(bar(plan, items[0]).locator(".tl-body"))
    drag(plan, (at["x"] + 60, at["y"] + 14), (at["x"] + 60 + 30.5 * 4.8, at["y"] + 14))
    expect(plan.locator(".toast", has_text="Moved")).to_be_visible()
    expect(bar(plan, items[0])).to_have_attribute("data-due", NEXT.isoformat())
    assert dates(items[0])[1] == NEXT
    plan.get_by_role("button", name="Undo").click()
    expect(bar(plan, items[0])).to_have_attribute("data-due", DUE.isoformat())
    assert dates(items[0]) == (START, DUE)


def test_an_end_pulled_changes_that_end(plan: Page, items: list[Item]) -> None:
    at = box(bar(plan, items[0]).locator(".tl-body"))
    right = at["x"] + at["width"]
    drag(plan, (right - 1, at["y"] + 14), (right + 30.5 * 4.8, at["y"] + 14))
    assert dates(items[0]) == (START, NEXT)


def test_a_bar_dragged_down_changes_the_lane_alone(plan: Page, items: list[Item]) -> None:
    at, lane = (
        box(bar(plan, items[1]).locator(".tl-body")),
        box(plan.locator('.tl-lane[data-name="Trust"] .tl-row')),
    )
    drag(plan, (at["x"] + 60, at["y"] + 14), (at["x"] + 60, lane["y"] + 30))
    assert lane_of(items[1]) == "Trust"
    assert dates(items[1]) == (START, DUE)


def test_from_the_tray_onto_a_lane(plan: Page, items: list[Item]) -> None:
    chip, lane = (
        box(plan.locator(".tl-chip").first),
        box(plan.locator('.tl-lane[data-name="Faster payment"] .tl-label')),
    )
    drag(plan, (chip["x"] + 30, chip["y"] + 10), (lane["x"] + lane["width"] + 200, lane["y"] + 20))
    expect(plan.locator("a.tl-bar")).to_have_count(4)
    assert lane_of(items[3]) == "Faster payment"
    assert None not in dates(items[3])


def test_by_keyboard_alone(plan: Page, items: list[Item]) -> None:
    bar(plan, items[0]).focus()
    plan.keyboard.press("ArrowRight")
    plan.keyboard.press("Alt+ArrowDown")
    expect(plan.locator("#announcer")).to_contain_text("lane Trust")
    with plan.expect_response(lambda answer: answer.url.endswith("/move/")):
        plan.keyboard.press("Enter")
    expect(bar(plan, items[0])).to_be_focused()
    expect(plan.locator("#announcer")).to_contain_text(re.compile("Saved: .*lane Trust"))
    assert (dates(items[0])[1], lane_of(items[0])) == (NEXT, "Trust")


def test_someone_elses_change_wins_and_is_said(plan: Page, items: list[Item], by: Actor) -> None:
    update_item(items[0], by=by, fields={"due_on": NEXT})
    bar(plan, items[0]).focus()
    plan.keyboard.press("Shift+ArrowRight")
    plan.keyboard.press("Shift+ArrowRight")
    plan.keyboard.press("Enter")
    expect(plan.locator(".toast", has_text="You wanted")).to_be_visible()
    expect(bar(plan, items[0])).to_have_attribute("data-due", NEXT.isoformat())


def test_cards_move_between_horizons_by_keyboard(plan: Page, roadmap: Roadmap, items: list[Item]) -> None:
    plan.goto(f"/w/acme/roadmaps/{roadmap.pk}/?view=horizons")
    card = plan.locator(f'.hz-card[data-title="{items[0].title}"] a')
    card.focus()
    with plan.expect_response(lambda answer: answer.url.endswith("/move/")):
        plan.keyboard.press("Alt+ArrowRight")
    expect(plan.locator(f'[data-horizon="next"] .hz-card[data-title="{items[0].title}"]')).to_be_visible()
    assert Entry.objects.get(item=items[0]).horizon == "next"


def test_items_are_added_through_the_dialog(plan: Page, items: list[Item], web: Product) -> None:
    plan.keyboard.press("c")
    plan.get_by_role("combobox", name="Search items").fill(items[4].title.split()[0])
    plan.locator("#add-items").get_by_text(items[4].title).click()
    plan.get_by_label("Or a new item").fill("Gift cards")
    plan.get_by_role("button", name="Add to roadmap").click()
    expect(plan.locator(".tl-chip", has_text="Gift cards")).to_be_visible()
    expect(plan.locator(".tl-chip", has_text=items[4].title)).to_be_visible()
    assert Item.objects.filter(product=web, title="Gift cards").exists()


def test_the_panel_saves_a_public_title(plan: Page, items: list[Item]) -> None:
    bar(plan, items[0]).click()
    plan.get_by_label("Public title").fill("For everybody")
    plan.get_by_role("button", name="Save", exact=True).click()
    expect(plan.locator('a.tl-bar[data-title="For everybody"]')).to_be_visible()


def test_published_and_read_without_an_account(
    plan: Page,
    new_context: Callable[..., BrowserContext],
    server: str,
    errors: list[str],
    check_axe: Callable[[Page], None],
) -> None:
    plan.get_by_role("link", name="Publish").click()
    plan.get_by_label("What changed").fill("The first one.")
    plan.get_by_role("button", name="Publish").click()
    expect(plan.locator(".toast", has_text="Published as edition 1")).to_be_visible()
    plan.get_by_role("link", name="Share").click()
    plan.get_by_label("For whom").fill("The board")
    plan.get_by_role("button", name="Create link").click()
    address = plan.locator(".share-address").input_value()
    reader = new_context().new_page()
    reader.goto(server + "/" + address.split("/", 3)[3])
    expect(reader.get_by_role("heading", name="Checkout")).to_be_visible()
    assert reader.context.cookies() == []
    for view in ("Now · Next · Later", "List", "Timeline"):
        reader.get_by_role("link", name=view).click()
        expect(reader.get_by_role("link", name=view)).to_have_attribute("aria-current", "page")
        check_axe(reader)
    plan.get_by_role("button", name="Revoke").click()
    plan.locator("#confirm [data-answer=yes]").click()
    expect(plan.locator(".toast", has_text="no longer opens")).to_be_visible()
    reader.reload()
    expect(reader.get_by_role("heading", name="no longer available")).to_be_visible()


@pytest.mark.parametrize("view", ["timeline", "horizons", "list"])
def test_every_view_is_accessible(
    view: str, page: Page, roadmap: Roadmap, check_axe: Callable[[Page], None]
) -> None:
    page.goto(f"/w/acme/roadmaps/{roadmap.pk}/?view={view}")
    check_axe(page)


@pytest.mark.parametrize("dialog", ["add", "share", "publish"])
def test_every_dialog_is_accessible(dialog: str, plan: Page, check_axe: Callable[[Page], None]) -> None:
    plan.locator(f"[data-opens={dialog}]:visible").first.click()
    expect(plan.locator(f"#{dialog}-body > *")).to_be_visible()
    check_axe(plan)


@pytest.mark.parametrize(
    "path", ["", "new/", "{roadmap}/settings/", "{roadmap}/lanes/", "{roadmap}/entries/{entry}/"]
)
def test_every_page_is_accessible(
    path: str, page: Page, roadmap: Roadmap, check_axe: Callable[[Page], None]
) -> None:
    entry = roadmap.entries.all()[0]
    page.goto("/w/acme/roadmaps/" + path.format(roadmap=roadmap.pk, entry=entry.pk))
    check_axe(page)


def test_a_stakeholder_finds_nothing_to_drag(
    signed_in: SignIn, stakeholder: Member, roadmap: Roadmap, items: list[Item]
) -> None:
    page = signed_in(stakeholder)
    page.goto(f"/w/acme/roadmaps/{roadmap.pk}/")
    bar(page, items[0]).focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(900)
    assert dates(items[0]) == (START, DUE)


def test_a_phone_keeps_room_for_the_name(plan: Page) -> None:
    more, menu = plan.get_by_role("button", name="More"), plan.get_by_role("menu")
    more.click()
    expect(plan.get_by_role("menuitem", name="Lanes")).to_be_focused()
    plan.keyboard.press("Escape")
    plan.set_viewport_size({"width": 390, "height": 844})
    more.click()
    expect(plan.get_by_role("menuitem", name="Add items")).to_be_focused()
    menu.get_by_role("menuitem", name="Share").click()
    expect(plan.get_by_label("For whom")).to_be_visible()
    assert box(plan.locator(".breadcrumb"))["width"] > 120
