"""Rating blindly in two browsers: blind until the numbers are shown, then the same table for both."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Member
from backlog.models import Item, RatingRound
from backlog.services.blind_rating import Vote, vote
from backlog.services.rating_rounds import open_round
from tests.browser.conftest import SignIn

HOME = "/w/acme/p/WEB/scoring/rounds/"


@pytest.fixture
def round_(items: list[Item], owner: Member, contributor: Member) -> RatingRound:
    return open_round(items[:3], by=owner.actor(), name="Autumn themes")


@pytest.fixture
def both(signed_in: SignIn, owner: Member, contributor: Member, round_: RatingRound) -> list[Page]:
    """The owner, who opened the round, and Cora, each in a browser of their own, their streams open."""
    pages = [signed_in(member) for member in (owner, contributor)]
    for page in pages:
        with page.expect_response(lambda answer: "/live/" in answer.url):
            page.goto(f"{HOME}{round_.pk}/")
        expect(page.get_by_role("status").filter(has_text="0 of 2 have rated")).to_be_visible()
    return pages


def test_two_rate_blindly_talk_and_take_over(both: list[Page], items: list[Item]) -> None:
    olive, cora = both
    cora.get_by_label("WEB-1 Impact", exact=True).fill("3")
    cora.keyboard.press("Enter")
    cora.keyboard.type("1")
    cora.keyboard.press("Enter")
    expect(olive.locator(".round-seat", has_text="Cora Contributor")).to_contain_text("2 of 12")
    olive.get_by_label("WEB-1 Impact", exact=True).fill("0.5")
    olive.keyboard.press("Enter")
    expect(cora.get_by_role("status").filter(has_text="2 of 2 have rated")).to_be_visible()
    assert [page.get_by_label("WEB-2 Impact", exact=True).input_value() for page in both] == ["", "1"]
    olive.get_by_role("button", name="Show the numbers").click()
    for page in both:
        expect(page.get_by_role("status").filter(has_text="1 number to talk about")).to_be_visible()
        expect(page.locator(".round-cell.is-apart")).to_contain_text("1.75")
    cora.locator(".round-cell.is-apart").click()
    drawer = cora.locator("#round-item")
    expect(drawer.locator(".round-vote").first).to_contain_text("Olive Owner")
    drawer.get_by_role("textbox", name="Comment").fill("Half of them pay by card today.")
    drawer.get_by_role("button", name="Comment").click()
    expect(drawer.locator(".comment")).to_contain_text("Half of them pay by card today.")
    olive.get_by_role("button", name="Take over means").click()
    expect(cora.locator(".round-table .round-cell").first).to_contain_text("taken over")
    assert {item.ratings.get().value for item in items[:2]} == {2, 1}


def test_reasons_are_given_in_the_drawer_and_what_is_being_written_stays(
    page: Page, round_: RatingRound, contributor: Member, items: list[Item]
) -> None:
    with page.expect_response(lambda answer: "/live/" in answer.url):
        page.goto(f"{HOME}{round_.pk}/")
    page.get_by_label("WEB-2 Reach", exact=True).fill("44")
    vote(round_, [Vote(items[0], round_.criteria.get(key="impact"), Decimal(3))], by=contributor.actor())
    expect(page.get_by_role("status").filter(has_text="1 of 2 have rated")).to_be_visible()
    expect(page.get_by_label("WEB-2 Reach", exact=True)).to_have_value("44")
    page.get_by_role("link", name="Notes on WEB-1").click()
    form = page.locator("#round-own")
    form.get_by_label("Impact", exact=True).fill("9")
    form.get_by_label("Note on Impact").fill("Everyone pays")
    form.get_by_role("button", name="Save").click()
    expect(form.locator(".field-error")).to_contain_text("Impact is one of")
    expect(form.get_by_label("Note on Impact")).to_have_value("Everyone pays")
    form.get_by_label("Impact", exact=True).fill("2")
    form.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Your numbers are saved.")).to_be_visible()
    expect(page.get_by_label("WEB-1 Impact", exact=True)).to_have_value("2")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_label("WEB-1 Impact", exact=True)).to_have_value("")


def test_every_state_passes_axe(
    page: Page, round_: RatingRound, contributor: Member, items: list[Item], check_axe: Callable[[Page], None]
) -> None:
    home = f"{HOME}{round_.pk}/"
    for address in (HOME, f"{HOME}open/", home, f"{home}items/WEB-1/"):
        page.goto(address)
        check_axe(page)
    for at, value in ((0, 3), (1, 1)):
        vote(
            round_,
            [Vote(items[at], round_.criteria.get(key="impact"), Decimal(value))],
            by=contributor.actor(),
        )
    page.goto(home)
    page.get_by_role("button", name="Show the numbers").click()
    expect(page.locator(".round-cell").first).to_be_visible()
    check_axe(page)
    page.locator(".round-cell").first.click()
    expect(page.locator("#round-item")).to_be_visible()
    check_axe(page)
