"""Planning poker in three browsers at once: blind until the cards are turned, then the same table for all."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Member
from backlog.models import Item
from sprints.cards import deck_of
from sprints.models import EstimationRound
from sprints.services.estimation import open_rounds, vote
from tests.browser.conftest import SignIn

URL = "/w/acme/p/WEB/estimation/"


@pytest.fixture
def rounds(
    items: list[Item], owner: Member, contributor: Member, product_manager: Member
) -> list[EstimationRound]:
    return open_rounds(items[:2], by=owner.actor(), deck=deck_of("fibonacci"))


@pytest.fixture
def table(
    signed_in: SignIn,
    owner: Member,
    contributor: Member,
    product_manager: Member,
    rounds: list[EstimationRound],
) -> list[Page]:
    """The owner, who opened the rounds, Cora and Mia, each in a browser of their own, their streams open."""
    pages = [signed_in(member) for member in (owner, contributor, product_manager)]
    for page in pages:
        with page.expect_response(lambda answer: "/live/" in answer.url):
            page.goto(URL)
        expect(page.locator("#estimation-item")).to_have_text("Pay by bank transfer")
    return pages


def card(page: Page, value: str) -> None:
    page.locator(f".poker-card[value='{value}']").click()


def test_three_vote_at_once_and_one_sets_what_they_agree_on(table: list[Page], items: list[Item]) -> None:
    olive, cora, mia = table
    card(cora, "3")
    card(mia, "13")
    for page in table:
        expect(page.get_by_role("status").filter(has_text="2 of 3 have voted")).to_be_visible()
    assert "13" not in olive.locator(".seats").inner_text()
    assert olive.locator(".poker-card[aria-pressed=true]").count() == 0
    card(olive, "5")
    for page in table:
        expect(page.locator(".estimation-verdict")).to_contain_text("From 3 to 13.")
        expect(page.locator(".spread-column.is-end").last).to_contain_text("Mia Manager")
    olive.get_by_role("button", name="Set estimate").click()
    for page in table:
        expect(page.locator("#estimation-item")).to_have_text("Guest checkout")
    items[0].refresh_from_db()
    assert items[0].estimate == 5


def test_voting_again_clears_the_table_for_all(table: list[Page]) -> None:
    olive = table[0]
    for page, value in zip(table, ("3", "8", "8"), strict=True):
        card(page, value)
    expect(olive.locator(".estimation-verdict")).to_be_visible()
    olive.get_by_role("button", name="Vote again").click()
    for page in table:
        expect(page.get_by_role("status").filter(has_text="0 of 3 have voted")).to_be_visible()
        expect(page.locator(".poker-card[aria-pressed=true]")).to_have_count(0)


def test_by_keyboard_and_in_ones_own_time(
    page: Page, rounds: list[EstimationRound], errors: list[str]
) -> None:
    page.goto(f"{URL}?round={rounds[1].pk}")
    expect(page.locator("#estimation-item")).to_have_text("Guest checkout")
    page.keyboard.type("13", delay=40)
    expect(page.locator(".poker-card[aria-pressed=true]")).to_have_text("13")
    page.keyboard.press("n")
    expect(page.locator("#estimation-item")).to_have_text("Pay by bank transfer")
    page.keyboard.press("1")
    expect(page.locator(".poker-card[aria-pressed=true]")).to_have_text("1")
    page.keyboard.press("r")
    expect(page.locator(".estimation-verdict")).to_have_text("Everyone says 1.")


def test_a_number_being_typed_stays_when_others_do_something(
    page: Page, rounds: list[EstimationRound], contributor: Member, owner: Member
) -> None:
    vote(rounds[0], by=owner.actor(), card="5")
    with page.expect_response(lambda answer: "/live/" in answer.url):
        page.goto(URL)
    page.keyboard.press("r")
    field = page.get_by_label("Estimate in points")
    field.fill("6.5")
    vote(rounds[1], by=contributor.actor(), card="5")
    expect(page.locator(f"#round-{rounds[1].pk}")).to_contain_text("1 vote")
    expect(field).to_have_value("6.5")
    field.fill("many")
    field.press("Enter")
    expect(page.get_by_text("Enter a number.")).to_be_visible()
    expect(field).to_have_value("many")


def test_selected_rows_go_to_the_table(page: Page, items: list[Item], owner: Member) -> None:
    page.goto("/w/acme/p/WEB/backlog/")
    for key in ("WEB-2", "WEB-4"):
        page.locator(f"tr[data-key={key}] .pick > input").check()
    page.locator("#bulkbar").get_by_role("button", name="Estimate").click()
    page.get_by_label("T-shirt sizes").check()
    page.get_by_role("button", name="Ask for estimates").click()
    expect(page.locator("#estimation-item")).to_have_text("Guest checkout")
    expect(page.locator("#estimation-queue .count")).to_have_text("2")
    expect(page.locator(".poker-card").first).to_have_text("XS")


def test_undo_puts_it_back_on_the_table(page: Page, rounds: list[EstimationRound], owner: Member) -> None:
    vote(rounds[0], by=owner.actor(), card="5")
    page.goto(URL)
    page.keyboard.press("r")
    page.get_by_role("button", name="Set estimate").click()
    expect(page.locator("#estimation-item")).to_have_text("Guest checkout")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#estimation-item")).to_have_text("Pay by bank transfer")


def test_every_state_passes_axe(
    page: Page, rounds: list[EstimationRound], contributor: Member, check_axe: Callable[[Page], None]
) -> None:
    for address in (URL, f"{URL}open/"):
        page.goto(address)
        check_axe(page)
    vote(rounds[0], by=contributor.actor(), card="5")
    page.goto(URL)
    card(page, "13")
    page.keyboard.press("r")
    expect(page.locator(".estimation-verdict")).to_be_visible()
    check_axe(page)
