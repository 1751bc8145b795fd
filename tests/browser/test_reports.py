"""Reports in a browser: nothing that axe minds, no sideways scroll on a phone, numbers behind each chart by keyboard."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from playwright.sync_api import Page, expect

from accounts.models import Member
from backlog.models import Item, Product
from sprints.models import Sprint
from sprints.services.closing import close_sprint, start_sprint
from sprints.services.planning import add_items
from sprints.services.sprints import create_sprint
from tests.factories import make_item, make_team
from tests.sprints.story import set_status

SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture
def sprint(web: Product, items: list[Item], owner: Member) -> Sprint:
    """A closed sprint of six weeks, in each of which an item was done."""
    by, start = owner.actor(), datetime.now(UTC) - timedelta(weeks=6)
    team = make_team(web.workspace, "Checkout")
    sprint = create_sprint(team, by=by, start_on=start.date(), end_on=(start + timedelta(weeks=5)).date())
    made = [make_item(web, f"Step {number}", estimate=number + 1) for number in range(6)]
    with time_machine.travel(start):
        add_items(sprint, made, by=by)
        start_sprint(sprint, by=by)
    for number, item in enumerate(made[:5]):
        with time_machine.travel(start + timedelta(weeks=number, days=1)):
            set_status(item, "active", by=by.anew())
        with time_machine.travel(start + timedelta(weeks=number, days=3)):
            set_status(item, "done", by=by.anew())
    with time_machine.travel(start + timedelta(weeks=5)):
        return close_sprint(sprint, by=by.anew())


@pytest.fixture
def paths(sprint: Sprint) -> list[str]:
    views = [f"/w/acme/reports/?view={view}" for view in ("velocity", "flow", "cycle", "forecast")]
    return [f"/w/acme/sprints/{sprint.pk}/report/", *views]


def test_every_report_is_drawn_and_readable(
    page: Page, paths: list[str], check_axe: Callable[[Page], None]
) -> None:
    for path in paths:
        page.goto(path)
        expect(page.locator(".chart-plot").first).to_be_visible()
        page.locator(".chart-table summary").first.click()
        check_axe(page)


def test_no_report_scrolls_sideways_on_a_phone(page: Page, paths: list[str]) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    for path in paths:
        page.goto(path)
        assert not page.evaluate(SIDEWAYS), path


def test_the_numbers_behind_a_chart_open_by_keyboard(page: Page, paths: list[str]) -> None:
    page.goto(paths[0])
    page.locator(".chart-table summary").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("columnheader", name="Even pace").first).to_be_visible()


def test_a_query_is_typed_and_kept(page: Page, paths: list[str]) -> None:
    page.goto(paths[-1])
    page.keyboard.press("/")
    page.keyboard.type("Step")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 open item is likely to be done by")).to_be_visible()
    page.get_by_role("link", name="Cycle time").click()
    expect(page.get_by_role("combobox", name="Which items")).to_have_value("Step")


def test_the_query_is_completed_and_a_mistake_mended(page: Page, paths: list[str]) -> None:
    page.goto(paths[-1])
    page.keyboard.press("/")
    page.keyboard.type("stat")
    page.get_by_role("option", name="status").first.click()
    page.keyboard.type("reddy")
    page.keyboard.press("Enter")
    expect(page.locator("#search-error")).to_contain_text("at character 8")
    page.get_by_role("link", name="Use “ready”").click()
    expect(page.get_by_role("combobox", name="Which items")).to_have_value("status:ready")
    expect(page.locator("#search-error")).to_have_count(0)


def test_what_others_do_comes_into_the_report(
    page: Page, paths: list[str], sprint: Sprint, owner: Member, items: list[Item]
) -> None:
    with page.expect_response(lambda answer: "/live/" in answer.url):
        page.goto(f"{paths[2]}&q=Pay")
    table = page.locator(".chart-table").first
    table.locator("summary").click()
    expect(table.locator("tbody tr").first).to_contain_text("2")
    set_status(items[0], "done", by=owner.actor())
    expect(table.locator("tbody tr").first).to_have_text(re.compile(r"\s1\s+0\s+0\s+1\s"))
    expect(table).to_have_attribute("open", "")
