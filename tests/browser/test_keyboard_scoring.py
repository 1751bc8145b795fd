"""The scoring room by keys alone: a model is made and tried, items are rated, pictures and sliders used. Nothing is clicked."""

from decimal import Decimal

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.models import Member
from backlog.models import Item, Product, Rating, RatingRound
from backlog.services.blind_rating import Vote, vote
from backlog.services.scoring import use_preset
from tests.backlog.test_scores import rate, settle
from tests.browser.test_backlog import rows
from tests.browser.test_keyboard_road import press, tab_to
from tests.browser.test_pictures import RATED, chosen, dot
from tests.browser.test_scoring import SCORING, cell

ROOM = 60  # stops from the top of a page to what is far down in it


@pytest.fixture
def room(page: Page, items: list[Item], worker: None) -> Page:
    page.goto(SCORING)
    expect(page.locator("[data-score]")).to_have_count(6)
    return page


def link(page: Page, name: str) -> Locator:
    return page.get_by_role("link", name=name, exact=True)


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def go(page: Page, target: Locator) -> None:
    """Tab to a link or a button, and press it."""
    tab_to(page, target, most=ROOM)
    press(page, "Enter")


def write(page: Page, name: str, text: str) -> None:
    tab_to(page, page.get_by_role("textbox", name=name, exact=True), most=ROOM)
    press(page, "Control+a")
    page.keyboard.type(text)


def test_a_model_is_made_compared_used_and_taken_back(room: Page, web: Product) -> None:
    go(room, link(room, "Criteria"))
    go(room, link(room, "New criterion"))
    write(room, "Name", "Joy of use")
    tab_to(room, room.get_by_label("Scale"))
    room.keyboard.type("Fib")
    go(room, button(room, "Make the criterion"))
    room.wait_for_url("**/criteria/")
    go(room, link(room, "Models"))
    go(room, link(room, "New model"))
    write(room, "Name", "Joyful")
    write(room, "Formula", "joy_of_us * 2")
    expect(room.locator(".formula-place mark")).to_have_text("joy_of_us")
    write(room, "Formula", "joy_of_use * 2")
    go(room, button(room, "Make the model"))
    go(room, button(room, "Compare Joyful"))
    expect(room.get_by_text("Comparing RICE with Joyful")).to_be_visible()
    go(room, button(room, "Use Joyful"))
    expect(room.get_by_text("Joyful is in use.")).to_be_visible()
    press(room, "Control+z")
    expect(room.locator("#model-name")).to_contain_text("RICE")
    assert web.scoring_models.get(is_active=True).name == "RICE"


def test_items_are_rated_filled_copied_and_taken_back(room: Page, items: list[Item]) -> None:
    tab_to(room, cell(room, "WEB-1", "Reach"), most=ROOM)
    for number in ("800", "2", "0.8", "4"):
        room.keyboard.type(number)
        press(room, "Tab")
    expect(room.locator(f'[data-score="{items[0].pk}"]')).to_contain_text("320")
    tab_to(room, cell(room, "WEB-2", "Reach"))
    press(room, "ArrowUp", "ArrowRight", "Shift+ArrowRight", "Control+c", "ArrowDown", "Control+v")
    expect(cell(room, "WEB-2", "Impact")).to_have_value("2")
    press(room, "Shift+ArrowDown", "Shift+ArrowDown", "Control+d")
    expect(cell(room, "WEB-4", "Impact")).to_have_value("2")
    press(room, "Delete")
    expect(cell(room, "WEB-4", "Impact")).to_have_value("")
    press(room, *["Control+z"] * 3)
    expect(cell(room, "WEB-2", "Impact")).to_have_value("")
    assert Rating.objects.count() == 4


@pytest.fixture
def scored(items: list[Item], web: Product, owner: Member) -> None:
    for item, (reach, impact, effort) in zip(items, RATED, strict=False):
        rate(item, owner, reach=reach, impact=impact, confidence=1, effort=effort)
    settle(web)


def test_dots_are_chosen_opened_and_changed(scored: None, room: Page, web: Product) -> None:
    go(room, link(room, "Pictures"))
    tab_to(room, dot(room, "WEB-1"), most=ROOM)
    press(room, "ArrowDown", "Space", "Shift+ArrowRight")
    assert len(chosen(room)) == 2
    press(room, "m")
    expect(room.get_by_role("dialog", name="Edit 2 selected")).to_be_visible()
    write(room, "Estimate", "8")
    press(room, "Enter")
    expect(room.get_by_text("2 items changed.")).to_be_visible()
    assert web.items.filter(estimate=8).count() == 2
    press(room, "Escape", "Enter")
    expect(room.locator(".drawer")).to_be_visible()
    press(room, "Escape")
    expect(room.locator(".drawer")).to_be_hidden()
    press(room, "Control+z")
    expect(room.get_by_text("Undone.")).to_be_visible()
    assert not web.items.filter(estimate=8).exists()


def test_a_weight_is_moved_applied_and_taken_back_and_ranks_follow(
    room: Page, items: list[Item], web: Product, owner: Member
) -> None:
    use_preset(web, "weighted", by=owner.actor())
    for item, numbers in zip(items, ((1, 4), (5, 1)), strict=False):
        rate(item, owner, customer_value=numbers[0], strategic_fit=numbers[1], feasibility=1)
    settle(web)
    go(room, link(room, "What if"))
    tab_to(room, room.get_by_role("slider", name="Customer value"), most=ROOM)
    press(room, "Home")
    expect(room.locator(".what-if-table tbody tr").first).to_contain_text("WEB-1")
    go(room, button(room, "Apply"))
    expect(room.get_by_text("Weighted is changed.")).to_be_visible()
    press(room, "Control+z")
    expect(room.locator(".what-if-table tbody tr").first).to_contain_text("WEB-2")
    go(room, link(room, "Rank the backlog by score"))
    expect(rows(room)).to_have_count(6)
    go(room, button(room, "Move 2 items"))
    expect(rows(room).first).to_contain_text("WEB-2")
    press(room, "Control+z")
    expect(rows(room).first).to_contain_text("WEB-1")


def test_several_rate_blindly_and_agree(room: Page, items: list[Item], contributor: Member) -> None:
    go(room, link(room, "Rounds"))
    go(room, link(room, "New round").first)
    write(room, "Name", "Autumn")
    go(room, button(room, "Ask for ratings"))
    tab_to(room, cell(room, "WEB-1", "Impact"), most=ROOM)
    room.keyboard.type("3")
    press(room, "Enter")
    round_ = RatingRound.objects.get()
    impact = round_.criteria.get(key="impact")
    vote(round_, [Vote(items[0], impact, Decimal(1))], by=contributor.actor())
    expect(room.get_by_role("status").filter(has_text="2 of 2 have rated")).to_be_visible()
    go(room, button(room, "Show the numbers"))
    tab_to(room, room.locator(".round-cell.is-apart"), most=ROOM)
    press(room, "Enter")
    write(room, "Comment", "Half of them pay by card.")
    go(room, button(room, "Comment"))
    expect(room.locator("#round-item .comment")).to_contain_text("Half of them")
    go(room, link(room, "Autumn"))
    go(room, button(room, "Take over means"))
    expect(room.locator(".round-table .round-cell").first).to_contain_text("taken over")
    assert items[0].ratings.get().value == 2
