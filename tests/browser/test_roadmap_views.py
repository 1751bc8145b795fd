"""A roadmap's views in a browser: filter and colours, the tray's box, horizons of one's own, cells of the list."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from backlog.models import Item, Product
from roadmap.models import Entry, Roadmap
from tests.browser.planning import bar, box, dates, drag, lane_of
from tests.factories import make_item

HOME = "/w/acme/roadmaps/"


@pytest.fixture
def newcomer(web: Product) -> Item:
    return make_item(web, "Gift cards for companies", kind="epic")


def test_a_filter_stays_while_one_drags(plan: Page, items: list[Item]) -> None:
    plan.get_by_role("searchbox").or_(plan.get_by_role("combobox")).first.fill(
        f"title:{items[0].title.split()[0]}"
    )
    plan.keyboard.press("Enter")
    expect(plan.locator("a.tl-bar")).to_have_count(1)
    bar(plan, items[0]).focus()
    plan.keyboard.press("ArrowRight")
    with plan.expect_response(lambda answer: answer.url.endswith("/move/")):
        plan.keyboard.press("Enter")
    expect(plan.locator("#announcer")).to_contain_text("Saved")
    expect(plan.locator("a.tl-bar")).to_have_count(1)
    plan.get_by_role("link", name="Show all").click()
    expect(plan.locator("a.tl-bar")).to_have_count(3)


def test_colours_and_fields_are_chosen_for_oneself(
    plan: Page, items: list[Item], check_axe: Callable[[Page], None]
) -> None:
    plan.get_by_role("button", name="Appearance").click()
    check_axe(plan)
    plan.get_by_label("Colour by").select_option("kind")
    plan.get_by_label("Product", exact=True).check()
    plan.get_by_role("button", name="For me").click()
    expect(plan.locator(".marks .mark").first).to_have_text("A")
    expect(plan.locator("a.tl-bar .tl-mark").first).to_have_text("A")
    expect(bar(plan, items[0]).locator("title")).to_contain_text("Web checkout")
    check_axe(plan)


def test_what_is_not_here_is_found_in_the_tray_and_dragged_in(plan: Page, newcomer: Item) -> None:
    plan.locator("#tray-search").fill("gift")
    chip = plan.locator(".tl-found .tl-chip", has_text=newcomer.title)
    expect(chip).to_be_visible()
    at, lane = box(chip), box(plan.locator('.tl-lane[data-name="Trust"] .tl-label'))
    drag(plan, (at["x"] + 30, at["y"] + 10), (lane["x"] + lane["width"] + 200, lane["y"] + 20))
    expect(bar(plan, newcomer)).to_be_visible()
    expect(plan.locator("#tray-search")).to_have_value("gift")
    expect(plan.locator(".tl-found .tl-chip")).to_have_count(0)
    assert lane_of(newcomer) == "Trust"
    plan.get_by_role("button", name="Undo").click()
    expect(bar(plan, newcomer)).to_have_count(0)


def test_a_mistake_in_the_trays_box_is_marked_and_mended(plan: Page, newcomer: Item) -> None:
    field = plan.locator("#tray-search")
    field.fill("gift statsu:open")
    expect(plan.locator(".tl-find .search-mark mark")).to_have_text("statsu")
    plan.get_by_role("button", name="Use “status”").click()
    expect(field).to_have_value("gift status:open")
    expect(field).to_be_focused()
    expect(plan.locator(".tl-found .tl-chip", has_text=newcomer.title)).to_be_visible()
    expect(plan.locator(".tl-find .search-mark")).to_have_count(0)


def test_a_mistake_in_the_dialogs_box_is_marked_and_mended(
    plan: Page, newcomer: Item, check_axe: Callable[[Page], None]
) -> None:
    plan.keyboard.press("c")
    field = plan.get_by_role("combobox", name="Search items")
    plan.get_by_label("Or a new item").fill("Typed before")
    field.fill("gift statsu:open")
    expect(plan.locator("#add-mark mark")).to_have_text("statsu")
    check_axe(plan)
    plan.get_by_role("button", name="Use “status”").click()
    expect(field).to_have_value("gift status:open")
    expect(plan.locator("#add-items").get_by_text(newcomer.title)).to_be_visible()
    expect(plan.locator("#add-mark mark")).to_have_count(0)
    expect(plan.get_by_label("Or a new item")).to_have_value("Typed before")


def test_by_keys_too(plan: Page, newcomer: Item) -> None:
    plan.locator("#tray-search").fill("gift")
    chip = plan.locator(".tl-found .tl-chip", has_text=newcomer.title)
    chip.focus()
    plan.keyboard.press("ArrowRight")
    with plan.expect_response(lambda answer: answer.url.endswith("/move/")):
        plan.keyboard.press("Enter")
    expect(bar(plan, newcomer)).to_be_visible()
    assert None not in dates(newcomer)


def test_the_button_beside_it_adds_it_as_it_is_planned(plan: Page, newcomer: Item) -> None:
    plan.locator("#tray-search").fill("gift")
    plan.get_by_role("button", name=f"Add {newcomer.key}").click()
    expect(plan.locator(".tl-chip:not([data-found])", has_text=newcomer.title)).to_be_visible()
    assert dates(newcomer) == (None, None)


def test_a_cell_of_the_list_is_edited_by_keys(plan: Page, roadmap: Roadmap, items: list[Item]) -> None:
    plan.goto(f"{HOME}{roadmap.pk}/?view=list")
    row = plan.locator(f'tr[data-title="{items[0].title}"]')
    row.locator('[data-edit="start"]').focus()
    plan.keyboard.press("e")
    plan.keyboard.type("2026-01")
    with plan.expect_response(lambda answer: answer.url.endswith("/cell/")):
        plan.keyboard.press("Tab")
    expect(row.locator('[data-edit="start"]')).to_contain_text("Jan")
    expect(row.get_by_role("textbox")).to_be_focused()
    plan.keyboard.type("2027-Q2")
    with plan.expect_response(lambda answer: answer.url.endswith("/cell/")):
        plan.keyboard.press("Enter")
    expect(row.locator('[data-edit="due"]')).to_have_text("Q2 2027")
    expect(row.locator('[data-edit="due"]')).to_be_focused()
    assert [str(day) for day in dates(items[0])] == ["2026-01-01", "2027-06-30"]


def test_escape_keeps_it_and_a_refusal_says_why(plan: Page, roadmap: Roadmap, items: list[Item]) -> None:
    plan.goto(f"{HOME}{roadmap.pk}/?view=list")
    due = plan.locator(f'tr[data-title="{items[0].title}"] [data-edit="due"]')
    before = dates(items[0])
    due.click()
    plan.keyboard.type("2030")
    plan.keyboard.press("Escape")
    expect(due).to_be_focused()
    due.click()
    plan.keyboard.type("1999-01-01")
    plan.keyboard.press("Enter")
    expect(plan.locator(".toast")).to_be_visible()
    field = plan.get_by_role("textbox", name=f"Due: {items[0].title}")
    expect(field).to_have_value("1999-01-01")
    expect(field).to_be_focused()
    assert dates(items[0]) == before


def test_a_public_title_is_written_in_the_list(plan: Page, roadmap: Roadmap, items: list[Item]) -> None:
    plan.goto(f"{HOME}{roadmap.pk}/?view=list")
    row = plan.locator(f"#row-{Entry.objects.get(item=items[0]).pk}")
    before = items[0].title
    for title in ("Pay from your bank", "Pay by bank"):
        row.locator(".list-pen").click()
        expect(row.locator("input")).to_have_value(before)
        expect(row.locator("input")).to_have_attribute("aria-label", f"Public title: {before}")
        plan.keyboard.type(title)
        with plan.expect_response(lambda answer: answer.url.endswith("/cell/")):
            plan.keyboard.press("Enter")
        expect(row.locator(".title-row > a")).to_have_text(title)
        before = title


def test_a_lane_is_chosen_in_the_list(plan: Page, roadmap: Roadmap, items: list[Item]) -> None:
    plan.goto(f"{HOME}{roadmap.pk}/?view=list")
    plan.locator(f'tr[data-title="{items[0].title}"] [data-edit="lane"]').click()
    plan.locator("select.list-field").select_option(label="Trust")
    with plan.expect_response(lambda answer: "/list/" in answer.url):
        plan.keyboard.press("Enter")
    assert lane_of(items[0]) == "Trust"


def test_horizons_are_named_and_cards_moved_into_a_new_one(
    plan: Page, roadmap: Roadmap, items: list[Item]
) -> None:
    plan.goto(f"{HOME}{roadmap.pk}/?view=horizons")
    plan.get_by_role("button", name="More").click()
    plan.get_by_role("menuitem", name="Horizons").click()
    plan.locator("#new-horizon").fill("Some day")
    plan.keyboard.press("Enter")
    expect(plan.locator(".hz-head .hz-column", has_text="Some day")).to_be_attached()
    plan.keyboard.press("Escape")
    card = plan.locator(f'.hz-card[data-title="{items[3].title}"]')
    card.locator("a").focus()
    plan.keyboard.press("Alt+ArrowRight")
    with plan.expect_response(lambda answer: answer.url.endswith("/move/")):
        plan.wait_for_timeout(800)
    expect(plan.locator('[data-horizon="h4"] .hz-card')).to_have_count(1)
    assert Entry.objects.get(item=items[3]).horizon == "h4"
