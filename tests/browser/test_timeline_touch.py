"""The timeline under a finger: what rests there is taken hold of, what is quicker scrolls, two fingers zoom."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from backlog.models import Item, ItemLink
from roadmap.models import Roadmap
from tests.browser.fingers import HOLD, Finger, middle
from tests.browser.planning import DUE, NEXT, START, bar, box, dates, lane_of

MONTH = 30.5 * 4.8


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, object]) -> dict[str, object]:
    return {**browser_context_args, "has_touch": True, "viewport": {"width": 1024, "height": 700}}


@pytest.fixture
def finger(plan: Page) -> Finger:
    return Finger(plan)


def body(page: Page, item: Item) -> Locator:
    return bar(page, item).locator(".tl-body")


def pull(finger: Finger, what: Locator, right: float) -> None:
    x, y = middle(what)
    finger.go((x, y), (x + right, y))


def test_one_that_is_held_has_grips_and_others_are_tapped_to_it(
    plan: Page, finger: Finger, items: list[Item]
) -> None:
    finger.rest(body(plan, items[0]), HOLD)
    expect(bar(plan, items[0])).to_have_class(re.compile("is-chosen"))
    pull(finger, plan.locator(".tl-grip[data-grip=due]"), MONTH)
    expect(bar(plan, items[0])).to_have_attribute("data-due", NEXT.isoformat())
    assert dates(items[0]) == (START, NEXT)
    finger.drag(plan.locator(".tl-grip[data-grip=link]"), body(plan, items[1]), below=0.5)
    expect(plan.locator("a.tl-link")).to_have_count(1)
    assert ItemLink.objects.filter(source=items[0], target=items[1]).exists()
    finger.rest(body(plan, items[2]), 40)
    expect(plan.locator(".tl-chosen")).to_contain_text("2 selected")
    expect(plan.locator(".tl-grip")).to_have_count(0)
    finger.rest(plan.get_by_role("button", name="Later"), 40)
    expect(plan.locator(".toast", has_text="Moved 2 items")).to_be_visible()
    assert dates(items[2])[1] == NEXT


def test_what_is_held_is_dragged(plan: Page, finger: Finger, items: list[Item], roadmap: Roadmap) -> None:
    lane, (x, y) = plan.locator('.tl-lane[data-name="Trust"]'), middle(body(plan, items[0]))
    finger.go((x, y), (x, box(lane)["y"] + 30), rest=HOLD)
    expect(lane.locator(".tl-bar")).to_have_count(1)
    expect(plan.locator(".toast", has_text="Moved")).to_be_visible()
    assert (dates(items[0]), lane_of(items[0])) == ((START, DUE), "Trust")
    finger.go(middle(plan.locator(".tl-chip").first), (x, box(lane)["y"] + 60))
    expect(lane.locator(".tl-bar")).to_have_count(2)
    corner, other = box(body(plan, items[1])), box(body(plan, items[2]))
    finger.go((corner["x"] - 12, corner["y"] - 4), (other["x"] + 20, other["y"] + 9), rest=HOLD)
    expect(plan.locator(".tl-chosen")).to_contain_text("2 selected")
    names = plan.locator(".tl-label[data-order] h3")
    finger.drag(names.nth(1), plan.locator(".tl-label[data-order]").first, rest=HOLD, below=0.1)
    expect(names.first).to_contain_text("Trust")
    assert roadmap.lanes.all()[0].name == "Trust"


def test_a_swipe_scrolls_and_two_fingers_zoom(plan: Page, finger: Finger, items: list[Item]) -> None:
    at = middle(plan.locator(".tl-scroll"))
    expect(bar(plan, items[0])).to_be_in_viewport()
    pull(finger, body(plan, items[0]), -900)
    expect(bar(plan, items[0])).not_to_be_in_viewport()
    assert dates(items[0]) == (START, DUE)
    finger.pinch(at, 40, 80)
    expect(plan.locator(".tl-zoom [aria-current]")).to_have_text("Weeks")
    finger.pinch(at, 80, 40)
    expect(plan.locator(".tl-zoom [aria-current]")).to_have_text("Months")
