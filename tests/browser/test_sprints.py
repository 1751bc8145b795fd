"""Planning a sprint in a browser: by keys, by dragging, with someone else at it."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.models import Member, Workspace
from backlog.models import Item, Product
from sprints.models import Sprint, SprintItem
from sprints.services.planning import add_items
from sprints.services.sprints import create_sprint
from tests.browser.conftest import SignIn
from tests.factories import make_team


@pytest.fixture
def sprint(
    workspace: Workspace, web: Product, items: list[Item], owner: Member, product_owner: Member
) -> Sprint:
    """A planned sprint of a team of two that takes 20 points; each of the six items has 5."""
    team = make_team(workspace, "Checkout", members=[owner, product_owner], capacity=20)
    web.teams.add(team, through_defaults={"workspace": workspace})
    Item.objects.filter(product=web).update(estimate=Decimal(5))
    by = owner.actor()
    return create_sprint(team, by=by, name="Sprint 7", start_on=date(2026, 6, 1), end_on=date(2026, 6, 12))


@pytest.fixture
def plan(page: Page, sprint: Sprint) -> Page:
    page.goto(f"/w/acme/p/WEB/sprints/{sprint.pk}/")
    expect(row(page, "backlog", "WEB-1")).to_be_visible()
    return page


def row(page: Page, side: str, key: str) -> Locator:
    return page.locator(f'#plan-{side} .plan-row[data-key="{key}"]')


def keys(page: Page, side: str) -> Locator:
    return page.locator(f"#plan-{side} .plan-key")


def test_s_takes_items_in_and_out(plan: Page) -> None:
    row(plan, "backlog", "WEB-1").focus()
    plan.keyboard.press("s")
    expect(keys(plan, "sprint")).to_have_text(["WEB-1"])
    expect(row(plan, "backlog", "WEB-2")).to_be_focused()
    expect(plan.locator("#plan-sprint .load-words").first).to_contain_text("5 of 20 points")
    row(plan, "sprint", "WEB-1").focus()
    plan.keyboard.press("s")
    expect(keys(plan, "sprint")).to_have_count(0)
    expect(keys(plan, "backlog").first).to_have_text("WEB-1")


def test_many_go_together_and_one_undo_takes_them_back(plan: Page) -> None:
    row(plan, "backlog", "WEB-1").focus()
    for key in ("x", "j", "x", "j", "x", "s"):
        plan.keyboard.press(key)
    expect(keys(plan, "sprint")).to_have_text(["WEB-1", "WEB-2", "WEB-3"])
    plan.get_by_role("button", name="Undo").click()
    expect(keys(plan, "sprint")).to_have_count(0)
    expect(keys(plan, "backlog")).to_have_count(6)
    assert not SprintItem.objects.exists()


def test_one_after_another_without_waiting(plan: Page) -> None:
    row(plan, "backlog", "WEB-1").focus()
    for _ in range(4):
        plan.keyboard.press("s")
    expect(keys(plan, "sprint")).to_have_text(["WEB-1", "WEB-2", "WEB-3", "WEB-4"])
    expect(row(plan, "backlog", "WEB-5")).to_be_focused()


def test_a_row_is_dragged_into_the_sprint(plan: Page) -> None:
    start, target = row(plan, "backlog", "WEB-3").bounding_box(), plan.locator("#plan-sprint").bounding_box()
    assert start
    assert target
    plan.mouse.move(start["x"] + 250, start["y"] + 15)
    plan.mouse.down()
    plan.mouse.move(start["x"] + 270, start["y"] + 40, steps=4)
    plan.mouse.move(target["x"] + 200, target["y"] + 300, steps=8)
    plan.mouse.up()
    expect(keys(plan, "sprint")).to_have_text(["WEB-3"])


def test_too_much_is_said_in_words(plan: Page) -> None:
    for count in range(1, 6):
        plan.locator("#plan-backlog .plan-move").first.click()
        expect(keys(plan, "sprint")).to_have_count(count)
    expect(plan.locator("#plan-sprint .load-words").first).to_contain_text("25 of 20 points")
    expect(plan.locator("#plan-sprint .load-words").first).to_contain_text("5 over capacity")


def test_a_person_s_days_off_change_what_fits(plan: Page, product_owner: Member) -> None:
    plan.locator("#plan-people summary").click()
    field = plan.locator(f"#off-{product_owner.pk}")
    field.fill("5")
    field.press("Tab")
    expect(plan.locator("#plan-sprint .load-words").first).to_contain_text("of 15 points")
    expect(plan.locator("#plan-people")).to_have_attribute("open", "")


def test_another_one_s_planning_appears(
    plan: Page, signed_in: SignIn, product_owner: Member, sprint: Sprint
) -> None:
    other = signed_in(product_owner)
    with other.expect_response(re.compile("/live/")):
        other.goto(f"/w/acme/p/WEB/sprints/{sprint.pk}/")
    row(plan, "backlog", "WEB-2").focus()
    plan.keyboard.press("s")
    expect(keys(other, "sprint")).to_have_text(["WEB-2"])


def test_a_sprint_is_started_and_closed_by_choice(
    plan: Page, sprint: Sprint, items: list[Item], owner: Member
) -> None:
    add_items(sprint, items[:2], by=owner.actor())
    plan.get_by_role("button", name="Start sprint").click()
    plan.get_by_role("link", name="Close sprint").click()
    plan.locator(".rest", has_text="WEB-1").get_by_text("It is done").click()
    plan.get_by_role("button", name="Close sprint").click()
    expect(plan.get_by_role("heading", name="Carried over")).to_be_visible()
    assert Sprint.objects.get(name="Sprint 8").places.get().item_id == items[1].pk


def test_a_start_and_a_close_are_taken_back_by_a_key_and_from_the_message(
    plan: Page, sprint: Sprint, items: list[Item], owner: Member
) -> None:
    add_items(sprint, items[:2], by=owner.actor())
    plan.get_by_role("button", name="Start sprint").click()
    expect(plan.get_by_role("link", name="Close sprint")).to_be_visible()
    plan.keyboard.press("Control+z")
    expect(plan.get_by_role("button", name="Start sprint")).to_be_visible()
    plan.get_by_role("button", name="Start sprint").click()
    plan.get_by_role("link", name="Close sprint").click()
    plan.get_by_role("button", name="Close sprint").click()
    expect(plan.get_by_role("heading", name="Carried over")).to_be_visible()
    plan.get_by_role("button", name="Undo").click()
    expect(keys(plan, "sprint")).to_have_text(["WEB-1", "WEB-2"])
    assert Sprint.objects.get().state == "active"


def test_the_pages_have_no_barriers(
    plan: Page, check_axe: Callable[[Page], None], sprint: Sprint, items: list[Item], owner: Member
) -> None:
    add_items(sprint, items, by=owner.actor())
    for path in ("", f"{sprint.pk}/", f"{sprint.pk}/close/", "new/", f"{sprint.pk}/settings/"):
        plan.goto(f"/w/acme/p/WEB/sprints/{path}")
        for details in plan.locator("#plan-people summary").all():
            details.click()
        check_axe(plan)
