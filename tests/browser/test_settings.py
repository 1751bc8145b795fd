"""Settings in a browser: lanes one after another, a token to carry away, the way about on a phone, no motion unwanted."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Member
from activity.actors import Actor
from backlog.models import Item
from roadmap.models import Roadmap
from roadmap.services.lanes import add_lane
from roadmap.services.roadmaps import create_roadmap

MOVING = "e => [getComputedStyle(e).transitionDuration, getComputedStyle(e).animationDuration]"


@pytest.fixture
def by(owner: Member) -> Actor:
    return owner.actor()


@pytest.fixture
def lanes(page: Page, owner: Member, by: Actor) -> Page:
    """The page of a roadmap's lanes: Payment, Trust."""
    roadmap: Roadmap = create_roadmap(owner.workspace, by=by, name="Checkout")
    for name in ("Payment", "Trust"):
        add_lane(roadmap, by=by, name=name)
    page.goto(f"/w/acme/roadmaps/{roadmap.pk}/lanes/")
    return page


def names(page: Page) -> list[str]:
    return [field.input_value() for field in page.get_by_label("Name of the lane").all()]


def test_lanes_are_added_one_after_another_by_keyboard(lanes: Page) -> None:
    field = lanes.get_by_label("Name of the new lane")
    field.fill("Reach")
    field.press("Enter")
    expect(lanes.get_by_label("Name of the lane")).to_have_count(3)
    expect(field).to_be_focused()
    lanes.keyboard.type("Depth")
    lanes.keyboard.press("Enter")
    expect(lanes.get_by_label("Name of the lane")).to_have_count(4)
    assert names(lanes) == ["Payment", "Trust", "Reach", "Depth"]


def test_a_lane_that_has_come_to_the_top_keeps_the_focus(lanes: Page) -> None:
    button = lanes.get_by_role("button", name="Move Trust up")
    button.focus()
    lanes.keyboard.press("Enter")
    expect(lanes.get_by_label("Name of the lane").first).to_have_value("Trust")
    expect(button).to_be_focused()
    expect(button).to_have_attribute("aria-disabled", "true")


def test_a_new_token_is_copied_by_its_button(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/w/acme/settings/tokens/")
    page.get_by_label("What it is for").fill("Build server")
    page.get_by_role("button", name="Create token").click()
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.locator("#secret").input_value()


@pytest.mark.parametrize("path", ["members", "teams", "workspace", "import", "tokens", "profile"])
def test_every_page_of_the_settings_is_in_reach_on_a_phone(
    path: str, page: Page, check_axe: Callable[[Page], None]
) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"/w/acme/settings/{path}/")
    for link in page.get_by_role("navigation", name="Settings").get_by_role("link").all():
        place = link.bounding_box()
        assert place is not None
        assert place["x"] >= 0
        assert place["x"] + place["width"] <= 360
    check_axe(page)


def test_nothing_moves_for_who_does_not_want_it(page: Page, items: list[Item]) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto("/w/acme/p/WEB/backlog/")
    for drawn in ("tbody tr", ".button", ".rail a"):
        assert page.locator(drawn).first.evaluate(MOVING) == ["0s", "0s"]
