"""The server does not answer, or not to this person any more: what is changed meanwhile waits, and arrives once."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Locator, Page, Route, expect

from accounts.models import Member
from backlog.models import Item, Product
from backlog.services.items import update_item
from roadmap.models import Entry
from roadmap.services.entries import add_entry
from tests.browser.conftest import SignIn
from tests.browser.test_backlog import BACKLOG, drag, ranked, row, rows
from tests.factories import make_roadmap

BOARD = "/w/acme/p/WEB/board/"


@pytest.fixture
def errors() -> list[str]:
    """Requests that fail are what is looked at here."""
    return []


@contextmanager
def away(page: Page, is_reading: bool = False) -> Iterator[None]:
    """The network is gone; with `is_reading` only changes do not come through."""

    def lose(route: Route) -> None:
        if is_reading and route.request.method == "GET":
            route.continue_()
        else:
            route.abort()

    page.route("**", lose)
    yield
    page.unroute("**", lose)


def bar(page: Page) -> Locator:
    return page.locator("#offline")


def planned(owner: Member, item: Item) -> Entry:
    """The item on a roadmap, with two months from today."""
    today = timezone.localdate()
    update_item(item, by=owner.actor(), fields={"start_on": today, "due_on": today + timedelta(days=60)})
    return add_entry(make_roadmap(owner), item, by=owner.actor())


def edit_title(page: Page, key: str, text: str) -> None:
    row(page, key).locator(".cell-title").click(position={"x": 300, "y": 10})
    page.locator("#cell-editor input[name=value]").fill(text)
    page.keyboard.press("Enter")


def title_of(item: Item) -> str:
    return str(Item.objects.get(pk=item.pk).title)


@pytest.fixture
def backlog(page: Page, items: list[Item]) -> Page:
    page.goto(BACKLOG)
    expect(rows(page)).to_have_count(6)
    return page


def test_a_title_written_offline_waits_in_its_cell_and_is_sent(backlog: Page, items: list[Item]) -> None:
    with away(backlog):
        edit_title(backlog, "WEB-2", "Guest checkout in one step")
        waits = row(backlog, "WEB-2").locator(".cell-title .waits")
        expect(waits).to_contain_text("Guest checkout in one step")
        expect(bar(backlog)).to_contain_text("You are offline")
        expect(bar(backlog)).to_contain_text("Waiting: 1.")
    expect(row(backlog, "WEB-2").locator(".cell-title a")).to_have_text("Guest checkout in one step")
    expect(bar(backlog)).to_be_hidden()
    assert title_of(items[1]) == "Guest checkout in one step"


def test_a_cell_that_waits_can_be_edited_again(backlog: Page, items: list[Item]) -> None:
    with away(backlog):
        edit_title(backlog, "WEB-2", "First")
        expect(row(backlog, "WEB-2").locator(".waits")).to_contain_text("First")
        row(backlog, "WEB-2").locator(".cell-title").click(position={"x": 300, "y": 10})
        expect(backlog.locator("#cell-editor input[name=value]")).to_have_value("First")
        backlog.locator("#cell-editor input[name=value]").fill("Second")
        backlog.keyboard.press("Enter")
        expect(row(backlog, "WEB-2").locator(".waits")).to_contain_text("Second")
    expect(row(backlog, "WEB-2").locator(".cell-title a")).to_have_text("Second")
    assert title_of(items[1]) == "Second"


def test_what_waits_survives_a_reload_and_goes_out_in_order(backlog: Page, items: list[Item]) -> None:
    with away(backlog, is_reading=True):
        edit_title(backlog, "WEB-2", "First")
        expect(row(backlog, "WEB-2").locator(".waits")).to_contain_text("First")
        backlog.reload()
        expect(row(backlog, "WEB-2").locator(".waits")).to_contain_text("First")
        edit_title(backlog, "WEB-2", "Second")
        expect(bar(backlog)).to_contain_text("Waiting: 2.")
    backlog.reload()
    expect(row(backlog, "WEB-2").locator(".cell-title a")).to_have_text("Second")
    assert title_of(items[1]) == "Second"


def test_an_item_added_twice_because_the_answer_was_lost_is_there_once(backlog: Page, web: Product) -> None:
    def lose_the_answer(route: Route) -> None:
        route.fetch()
        route.abort()

    backlog.route("**/p/WEB/items/", lose_the_answer, times=1)
    backlog.keyboard.press("c")
    backlog.keyboard.type("Gift cards\n")
    expect(rows(backlog)).to_have_count(7)
    expect(bar(backlog)).to_be_hidden()
    assert Item.objects.filter(product=web, title="Gift cards").count() == 1


def test_rows_dragged_offline_stay_where_they_were_put(backlog: Page, web: Product) -> None:
    with away(backlog):
        backlog.evaluate("document.dispatchEvent(new CustomEvent('unreachable'))")
        expect(bar(backlog)).to_be_visible()
        drag(backlog, row(backlog, "WEB-5"), row(backlog, "WEB-2"))
        expect(row(backlog, "WEB-5").locator(".cell-rank .waits")).to_be_visible()
        drag(backlog, row(backlog, "WEB-6"), row(backlog, "WEB-1"))
        expect(bar(backlog)).to_contain_text("Waiting: 2.")
    expect(bar(backlog)).to_be_hidden()
    assert ranked(web) == ["6", "1", "5", "2", "3", "4"]
    expect(backlog.locator(".waits")).to_have_count(0)


def test_someone_else_was_faster_both_are_shown(backlog: Page, items: list[Item], owner: Member) -> None:
    with away(backlog):
        edit_title(backlog, "WEB-2", "Mine")
        expect(bar(backlog)).to_contain_text("Waiting: 1.")
        update_item(items[1], by=owner.actor(), fields={"title": "Theirs"})
    expect(bar(backlog)).to_contain_text("Refused: 1.")
    line = bar(backlog).get_by_role("listitem")
    expect(line).to_contain_text("WEB-2 · Title Mine")
    expect(line).to_contain_text("changed this to: Theirs")
    assert title_of(items[1]) == "Theirs"
    line.get_by_role("button", name="Save mine").click()
    expect(bar(backlog)).to_be_hidden()
    assert title_of(items[1]) == "Mine"


def test_what_is_refused_keeps_its_text_until_it_is_discarded(backlog: Page, items: list[Item]) -> None:
    with away(backlog):
        row(backlog, "WEB-2").locator("[data-edit=estimate]").click()
        backlog.locator("#cell-editor input[name=value]").fill("many")
        backlog.keyboard.press("Enter")
        expect(row(backlog, "WEB-2").locator("[data-edit=estimate] .waits")).to_contain_text("many")
    line = bar(backlog).get_by_role("listitem")
    expect(line).to_contain_text("“many” is not a number.")
    backlog.reload()
    line.get_by_role("button", name="Discard").click()
    expect(bar(backlog)).to_be_hidden()


def test_a_card_dragged_offline_is_moved_later(page: Page, items: list[Item]) -> None:
    page.goto(BOARD)
    card = page.locator('.card[data-key="WEB-1"]')
    with away(page):
        card.focus()
        page.keyboard.press("Alt+ArrowRight")
        expect(card.locator(".waits")).to_be_visible()
    expect(bar(page)).to_be_hidden()
    expect(page.locator(".waits")).to_have_count(0)
    assert Item.objects.get(pk=items[0].pk).status != items[0].status


def test_a_card_that_someone_else_has_moved_is_not_moved_over_it(
    page: Page, items: list[Item], web: Product, owner: Member
) -> None:
    page.goto(BOARD)
    done = web.statuses.filter(category="done").get()
    with away(page):
        page.locator('.card[data-key="WEB-1"]').focus()
        page.keyboard.press("Alt+ArrowRight")
        expect(bar(page)).to_contain_text("Waiting: 1.")
        update_item(items[0], by=owner.actor(), fields={"status": done})
    expect(bar(page)).to_contain_text("Refused: 1.")
    assert Item.objects.get(pk=items[0].pk).status == done


def sign_out_elsewhere() -> None:
    Session.objects.all().delete()
    cache.clear()


def sign_in(page: Page, member: Member) -> None:
    assert member.user is not None
    member.user.set_password("a-long-morning-8")
    member.user.save()
    page.locator("input[name=login]").fill(member.user.email)
    page.locator("input[name=password]").fill("a-long-morning-8")
    page.keyboard.press("Enter")


def test_an_edit_after_the_session_has_ended_is_saved_after_signing_in(
    backlog: Page, items: list[Item], owner: Member
) -> None:
    row(backlog, "WEB-2").locator(".cell-title").click(position={"x": 300, "y": 10})
    backlog.locator("#cell-editor input[name=value]").fill("Written without a session")
    sign_out_elsewhere()
    backlog.keyboard.press("Enter")
    sign_in(backlog, owner)
    expect(row(backlog, "WEB-2").locator(".cell-title a")).to_have_text("Written without a session")
    assert title_of(items[1]) == "Written without a session"


def test_another_person_does_not_send_what_waits(
    backlog: Page, items: list[Item], owner: Member, product_owner: Member
) -> None:
    row(backlog, "WEB-2").locator(".cell-title").click(position={"x": 300, "y": 10})
    backlog.locator("#cell-editor input[name=value]").fill("The owner's words")
    sign_out_elsewhere()
    backlog.keyboard.press("Enter")
    sign_in(backlog, product_owner)
    expect(rows(backlog)).to_have_count(6)
    expect(bar(backlog)).to_be_hidden()
    backlog.wait_for_timeout(300)
    assert title_of(items[1]) == "Guest checkout"


def test_a_page_of_one_person_under_the_session_of_another_saves_nothing(
    backlog: Page, items: list[Item], signed_in: SignIn, product_owner: Member
) -> None:
    other = signed_in(product_owner)
    backlog.context.add_cookies(other.context.cookies())  # type: ignore[arg-type]  # a cookie is one
    edit_title(backlog, "WEB-2", "The owner's words")
    expect(rows(backlog)).to_have_count(6)
    expect(row(backlog, "WEB-2").locator(".cell-title a")).to_have_text("Guest checkout")
    assert title_of(items[1]) == "Guest checkout"


def test_the_bar_has_no_fault_that_axe_knows(
    backlog: Page, items: list[Item], check_axe: Callable[[Page], None]
) -> None:
    with away(backlog):
        edit_title(backlog, "WEB-2", "Guest checkout in one step")
        bar(backlog).get_by_text("Show them").click()
        check_axe(backlog)


def test_a_bar_dragged_offline_stays_and_is_moved_later(page: Page, owner: Member, items: list[Item]) -> None:
    entry = planned(owner, items[0])
    page.goto(f"/w/acme/roadmaps/{entry.roadmap_id}/?zoom=months")
    bar_of = page.locator(f'[data-move-url*="{entry.pk}"]')
    start = bar_of.get_attribute("data-start")
    with away(page):
        bar_of.focus()
        page.keyboard.press("ArrowRight")
        expect(page.locator("a[data-waits]")).to_have_count(1)
        assert bar_of.get_attribute("data-start") != start
    expect(bar(page)).to_be_hidden()
    expect(page.locator("a[data-waits]")).to_have_count(0)
    moved = Item.objects.get(pk=entry.item_id)
    assert moved.start_on.isoformat() == bar_of.get_attribute("data-start") != start


def test_a_comment_and_a_half_typed_title_come_back_after_signing_in(
    backlog: Page, items: list[Item], owner: Member
) -> None:
    backlog.get_by_placeholder("Add an item…").fill("Half a tit")
    backlog.locator('tr[data-key="WEB-1"] .cell-key a').click()
    comment = backlog.locator("#drawer textarea[name=text]")
    comment.fill("Typed without a session")
    sign_out_elsewhere()
    backlog.locator("#drawer").get_by_role("button", name="Comment", exact=True).click()
    sign_in(backlog, owner)
    expect(backlog.locator("textarea[name=text]")).to_have_value("Typed without a session")
    backlog.goto(BACKLOG)
    expect(backlog.get_by_placeholder("Add an item…")).to_have_value("Half a tit")
