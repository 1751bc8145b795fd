"""The timeline under the hand: flags, dependencies, several bars at once, lanes."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from activity.actors import Actor
from backlog.models import Item
from backlog.services.items import update_item
from core.periods import Precision, first_day, shift
from roadmap.models import Milestone, Roadmap
from roadmap.services.milestones import add_milestone
from roadmap.services.roadmaps import update_roadmap
from tests.browser.planning import DUE, NEXT, START, bar, box, dates, drag, lane_of
from tests.factories import make_team

DAY = first_day(date.today(), Precision.MONTH) + timedelta(days=14)


@pytest.fixture
def freeze(roadmap: Roadmap, by: Actor) -> Milestone:
    return add_milestone(roadmap, by=by, name="Freeze", on=DAY)


def on(milestone: Milestone) -> date:
    milestone.refresh_from_db()
    return milestone.on


def test_a_flag_is_dragged_to_another_day_and_undone(freeze: Milestone, plan: Page) -> None:
    flag = plan.locator(".tl-flag")
    at = box(flag.locator("path"))
    plan.mouse.move(at["x"] + 4, at["y"] + 6)
    plan.mouse.down()
    plan.mouse.move(at["x"] + 4 + 10 * 4.8, at["y"] + 6, steps=6)
    with plan.expect_response(lambda answer: answer.url.endswith("/move/")):
        plan.mouse.up()
    assert on(freeze) == DAY + timedelta(days=10)
    plan.get_by_role("button", name="Undo").click()
    expect(flag).to_have_attribute("data-on", DAY.isoformat())


def test_a_flag_moves_by_keys_and_opens_the_dialog(freeze: Milestone, plan: Page) -> None:
    flag = plan.locator(".tl-flag")
    flag.focus()
    plan.keyboard.press("ArrowRight")
    expect(plan.locator("#announcer")).to_contain_text("Freeze: ")
    with plan.expect_response(lambda answer: answer.url.endswith("/move/")):
        plan.keyboard.press("Enter")
    assert on(freeze) == shift(DAY, Precision.MONTH, 1)
    expect(flag).to_have_attribute("data-on", on(freeze).isoformat())
    plan.locator(".tl-flag").focus()
    plan.keyboard.press("Enter")
    plan.locator("#milestones").get_by_label("Name of the new milestone").fill("Fair")
    plan.locator("#milestones").get_by_label("Its day").fill(DAY.isoformat())
    plan.get_by_role("button", name="Add milestone").click()
    expect(plan.locator(".tl-flag")).to_have_count(2)


def test_a_dependency_is_drawn_from_bar_to_bar_explained_and_mended(plan: Page, items: list[Item]) -> None:
    first, second = bar(plan, items[0]), bar(plan, items[1])
    first.hover()
    circle, target = box(first.locator(".tl-connector circle")), box(second.locator(".tl-body"))
    plan.mouse.move(circle["x"] + 4, circle["y"] + 4)
    plan.mouse.down()
    plan.mouse.move(target["x"] + 30, target["y"] + 10, steps=6)
    expect(second).to_have_class(re.compile("is-linking"))
    plan.mouse.up()
    expect(plan.locator("a.tl-link")).to_have_count(1)
    first.focus()
    plan.keyboard.press("ArrowRight")
    with plan.expect_response(lambda answer: answer.url.endswith("/move/")):
        plan.keyboard.press("Enter")
    plan.locator("a.tl-link.is-clash").press("Enter")
    dialog = plan.locator("#dependency")
    expect(dialog).to_contain_text("too early")
    dialog.get_by_role("button", name="Shift 1 item").click()
    expect(plan.locator("a.tl-link:not(.is-clash)")).to_have_count(1)
    assert dates(items[1])[0] == shift(START, Precision.MONTH, 1)


def test_a_dependency_by_keys(plan: Page, items: list[Item]) -> None:
    bar(plan, items[0]).focus()
    plan.keyboard.press("l")
    expect(plan.locator("#announcer")).to_contain_text(f"{items[0].title} blocks")
    plan.keyboard.press("j")
    expect(plan.locator("#announcer")).to_contain_text(f"waits for {items[0].title}?")
    plan.keyboard.press("Enter")
    expect(plan.locator("a.tl-link")).to_have_count(1)
    plan.keyboard.press("Control+z")
    expect(plan.locator("a.tl-link")).to_have_count(0)


def test_the_title_of_a_long_bar_stays_in_it_while_it_is_moved_by_keys(
    page: Page, roadmap: Roadmap, items: list[Item], by: Actor
) -> None:
    update_item(items[0], by=by, fields={"due_on": START + timedelta(days=150), "due_precision": "month"})
    page.set_viewport_size({"width": 800, "height": 700})
    page.goto(f"/w/acme/roadmaps/{roadmap.pk}/")
    long = bar(page, items[0])
    page.locator(".tl-scroll").evaluate("scroll => scroll.scrollBy(500, 0)")
    long.focus()
    for keys in ("ArrowRight", *["Shift+ArrowLeft"] * 3, "Escape"):
        page.keyboard.press(keys)
        body, title = box(long.locator(".tl-body")), box(long.locator(".tl-title"))
        assert body["x"] <= title["x"]
        assert title["x"] + title["width"] <= body["x"] + body["width"]


def test_a_dependency_in_the_panel(plan: Page, items: list[Item], check_axe: Callable[[Page], None]) -> None:
    bar(plan, items[0]).click()
    links = plan.locator("#entry-links")
    links.get_by_label("Item to link with").fill(items[1].key)
    links.get_by_role("button", name="Link").click()
    links.get_by_role("link", name=items[1].title).click()
    expect(plan.locator("#dependency")).to_contain_text(f"waits for {items[1].title}")
    check_axe(plan)


def test_several_are_chosen_and_dragged_together_and_come_back(plan: Page, items: list[Item]) -> None:
    bar(plan, items[0]).click(modifiers=["Control"])
    bar(plan, items[2]).click(modifiers=["Shift"])
    expect(plan.locator(".tl-chosen")).to_contain_text("3 selected")
    at = box(bar(plan, items[1]).locator(".tl-body"))
    drag(plan, (at["x"] + 60, at["y"] + 14), (at["x"] + 60 + 30.5 * 4.8, at["y"] + 14))
    expect(plan.locator(".toast", has_text="Moved 3 items")).to_be_visible()
    expect(plan.locator(f'.tl-bar.is-chosen[data-due="{NEXT.isoformat()}"]')).to_have_count(3)
    assert {dates(item)[1] for item in items[:3]} == {NEXT}
    plan.get_by_role("button", name="Undo").click()
    expect(plan.locator(f'.tl-bar[data-due="{DUE.isoformat()}"]')).to_have_count(3)
    assert {dates(item)[1] for item in items[:3]} == {DUE}


def test_several_by_keys_into_another_lane(plan: Page, items: list[Item]) -> None:
    bar(plan, items[0]).focus()
    plan.keyboard.press("Shift+J")
    expect(plan.locator("#announcer")).to_contain_text("2 selected")
    plan.keyboard.press("ArrowRight")
    plan.keyboard.press("Alt+ArrowDown")
    expect(plan.locator("#announcer")).to_contain_text("and 1 more")
    with plan.expect_response(lambda answer: answer.url.endswith("/entries/move/")):
        plan.keyboard.press("Enter")
    expect(plan.locator('.tl-lane[data-name="Trust"] .tl-bar')).to_have_count(2)
    assert [(dates(item)[1], lane_of(item)) for item in items[:2]] == [(NEXT, "Trust")] * 2
    plan.keyboard.press("Escape")
    expect(plan.locator(".tl-chosen")).to_be_hidden()


def test_a_rectangle_chooses_what_it_touches(plan: Page, items: list[Item]) -> None:
    first, last = box(bar(plan, items[0]).locator(".tl-body")), box(bar(plan, items[1]).locator(".tl-body"))
    plan.mouse.move(first["x"] - 12, first["y"] - 3)
    plan.mouse.down()
    plan.mouse.move(last["x"] + 20, last["y"] + 10, steps=5)
    plan.mouse.up()
    expect(plan.locator(".tl-bar.is-chosen")).to_have_count(2)
    plan.get_by_role("button", name="Clear").click()
    expect(plan.locator(".tl-bar.is-chosen")).to_have_count(0)


def test_a_change_of_one_by_someone_else_puts_all_back(plan: Page, items: list[Item], by: Actor) -> None:
    update_item(items[1], by=by, fields={"due_on": NEXT})
    bar(plan, items[0]).focus()
    plan.keyboard.press("Control+a")
    plan.keyboard.press("Delete")
    plan.keyboard.press("Enter")
    expect(plan.locator(".toast", has_text=f"changed {items[1].key} to")).to_be_visible()
    expect(bar(plan, items[1])).to_have_attribute("data-due", NEXT.isoformat())
    assert dates(items[0])[1] == DUE


def test_lanes_are_folded_for_oneself_and_put_in_order(plan: Page, roadmap: Roadmap) -> None:
    fold = plan.get_by_role("button", name="Faster payment")
    fold.press("Enter")
    expect(plan.locator("a.tl-bar")).to_have_count(0)
    plan.reload()
    expect(fold).to_have_attribute("aria-expanded", "false")
    fold.click()
    expect(plan.locator("a.tl-bar")).to_have_count(3)
    fold.press("Alt+ArrowDown")
    expect(plan.locator(".tl-fold").first).to_contain_text("Trust")
    label, first = box(plan.locator(".tl-label").nth(1)), box(plan.locator(".tl-label").first)
    plan.mouse.move(label["x"] + 150, label["y"] + 30)
    plan.mouse.down()
    plan.mouse.move(first["x"] + 150, first["y"] + 4, steps=6)
    plan.mouse.up()
    expect(plan.locator(".tl-fold").first).to_contain_text("Faster payment")
    assert [lane.name for lane in roadmap.lanes.all()] == ["Faster payment", "Trust"]


def test_a_bar_is_dragged_to_another_team(
    page: Page, roadmap: Roadmap, items: list[Item], by: Actor, check_axe: Callable[[Page], None]
) -> None:
    team = make_team(roadmap.workspace, "Cash")
    update_item(items[0], by=by, fields={"team": team})
    update_roadmap(roadmap, by=by, fields={"lanes_from": "team", "grouped_by": "product"})
    page.goto(f"/w/acme/roadmaps/{roadmap.pk}/")
    at, lane = box(bar(page, items[1]).locator(".tl-body")), box(page.locator('.tl-lane[data-name="Cash"]'))
    drag(page, (at["x"] + 60, at["y"] + 14), (at["x"] + 60, lane["y"] + 30))
    expect(page.locator('.tl-lane[data-name="Cash"] .tl-bar')).to_have_count(2)
    items[1].refresh_from_db()
    assert items[1].team == team
    check_axe(page)
