"""Comments on a roadmap in a browser: a reader asks in the panel of a bar, a planner answers, both see it by themselves."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.models import Member
from backlog.models import Item
from backlog.services.discussion import add_comment
from backlog.services.items import update_item
from roadmap.models import Entry, Roadmap
from roadmap.services.entries import add_entry
from roadmap.services.lanes import add_lane
from roadmap.services.roadmaps import create_roadmap
from tests.browser.conftest import SignIn


@pytest.fixture
def entry(owner: Member, items: list[Item]) -> Entry:
    by, today = owner.actor(), date.today()
    roadmap: Roadmap = create_roadmap(owner.workspace, by=by, name="Checkout")
    lane = add_lane(roadmap, by=by, name="Faster payment")
    update_item(items[0], by=by, fields={"start_on": today, "due_on": today + timedelta(days=60)})
    return add_entry(roadmap, items[0], by=by, lane=lane)


def opened(page: Page, entry: Entry) -> Locator:
    """The comments in the panel that a click on the bar opens."""
    page.goto(f"/w/acme/roadmaps/{entry.roadmap_id}/")
    page.locator("a.tl-bar").click()
    comments = page.locator("tl-drawer #comments")
    expect(comments.get_by_role("heading", name="Comments")).to_be_visible()
    return comments


def say(comments: Locator, text: str) -> None:
    comments.get_by_role("textbox", name="Comment").last.fill(text)
    comments.get_by_role("button", name="Comment", exact=True).click()


def test_a_stakeholder_asks_and_both_see_the_answer(
    page: Page, signed_in: SignIn, stakeholder: Member, entry: Entry, check_axe: Callable[[Page], None]
) -> None:
    theirs = signed_in(stakeholder)
    asking, answering = opened(theirs, entry), opened(page, entry)
    say(asking, "When **exactly**?")
    expect(asking.locator(".comment strong", has_text="exactly")).to_be_visible()
    expect(asking.get_by_role("textbox", name="Comment")).to_have_value("")
    expect(answering.locator(".comment", has_text="When exactly?")).to_be_visible()
    say(answering, "In March.")
    expect(asking.locator(".comment", has_text="In March.")).to_be_visible()
    expect(theirs.locator("a.tl-bar .tl-talk text")).to_have_text("2")
    check_axe(theirs)


def test_what_one_writes_stays_while_others_talk(
    signed_in: SignIn, stakeholder: Member, owner: Member, entry: Entry
) -> None:
    page = signed_in(stakeholder)
    comments = opened(page, entry)
    comments.get_by_role("textbox", name="Comment").fill("Half a thought")
    add_comment(entry, by=owner.actor(), text="News")
    expect(comments.locator(".comment", has_text="News")).to_be_visible()
    expect(comments.get_by_role("textbox", name="Comment")).to_have_value("Half a thought")
    page.reload()
    expect(page.locator("#comments").get_by_role("textbox", name="Comment")).to_have_value("Half a thought")


def test_ones_words_are_changed_taken_back_and_brought_back(
    signed_in: SignIn, stakeholder: Member, entry: Entry
) -> None:
    add_comment(entry, by=stakeholder.actor(), text="Frist")
    page = signed_in(stakeholder)
    comments = opened(page, entry)
    comments.get_by_text("Edit", exact=True).click()
    comments.get_by_role("textbox", name="Comment").first.fill("First")
    comments.get_by_role("button", name="Save").click()
    expect(comments.locator(".comment .prose").first).to_have_text("First")
    comments.locator(".comment").hover()
    comments.get_by_role("button", name="Delete this comment").click()
    expect(comments.locator(".comment")).to_have_count(0)
    page.locator(".toast", has_text="Comment deleted").get_by_role("button", name="Undo").click()
    expect(comments.locator(".comment .prose").first).to_have_text("First")
