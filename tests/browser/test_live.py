"""Nothing that others change is missed: not while a page is on its way, and not by a tab that comes later."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from accounts.models import Member
from activity.tasks import drain
from backlog.models import Item, Product
from backlog.services.items import update_item
from tests.browser.test_backlog import BACKLOG, row
from tests.factories import make_item

LIVE = re.compile(r"/live/\?since=")


@pytest.fixture
def rename(items: list[Item], owner: Member) -> Callable[[str], None]:
    """Someone gives WEB-1 another title."""
    drain(str(owner.workspace_id))

    def write(title: str) -> None:
        update_item(items[0], by=owner.actor(), fields={"title": title})

    return write


@pytest.mark.parametrize("is_drained", [True, False])
def test_a_change_between_a_page_and_its_first_connection_is_shown(
    page: Page, owner: Member, rename: Callable[[str], None], is_drained: bool
) -> None:
    def late(route: Route) -> None:
        rename("Changed meanwhile")
        if is_drained:
            drain(str(owner.workspace_id))
        route.continue_()

    page.route(LIVE, late, times=1)
    page.goto(BACKLOG)
    expect(row(page, "WEB-1").locator(".cell-title a")).to_have_text("Changed meanwhile")


def test_a_second_tab_is_told_what_came_while_it_was_loading(
    page: Page, rename: Callable[[str], None]
) -> None:
    with page.expect_response(LIVE):
        page.goto(BACKLOG)
    other = page.context.new_page()

    def late(route: Route) -> None:
        rename("Changed meanwhile")
        expect(row(page, "WEB-1").locator(".cell-title a")).to_have_text("Changed meanwhile")
        route.continue_()

    other.route("**/elements/live*.js", late, times=1)
    other.goto(BACKLOG)
    expect(row(other, "WEB-1").locator(".cell-title a")).to_have_text("Changed meanwhile")


def test_a_tab_that_takes_over_goes_on_where_the_other_stopped(
    page: Page, rename: Callable[[str], None]
) -> None:
    with page.expect_response(LIVE):
        page.goto(BACKLOG)
    other = page.context.new_page()
    other.goto(BACKLOG)
    with other.expect_response(LIVE):
        page.close()
    rename("Changed later")
    expect(row(other, "WEB-1").locator(".cell-title a")).to_have_text("Changed later")


def test_one_tab_holds_the_connection(page: Page, items: list[Item]) -> None:
    opened: list[str] = []
    page.context.on(
        "request", lambda request: opened.append(request.url) if LIVE.search(request.url) else None
    )
    with page.expect_response(LIVE):
        page.goto(BACKLOG)
    other = page.context.new_page()
    other.goto(BACKLOG)
    expect(row(other, "WEB-1")).to_be_visible()
    other.wait_for_timeout(200)
    assert len(opened) == 1


def test_a_board_counts_what_others_move(page: Page, web: Product, items: list[Item], owner: Member) -> None:
    for number in range(50):
        make_item(web, f"More {number}")
    page.goto("/w/acme/p/WEB/board/")
    counts = page.locator(".board-column > header .count")
    expect(counts.first).to_have_text("56")
    update_item(items[0], by=owner.actor(), fields={"status": web.statuses.get(category="done")})
    expect(counts.first).to_have_text("55")
    expect(counts.last).to_have_text("1")


def test_a_right_press_does_not_stop_the_news(page: Page, rename: Callable[[str], None]) -> None:
    """Its release goes to the menu that it opens, and is told to nobody."""
    with page.expect_response(LIVE):
        page.goto(BACKLOG)
    page.mouse.move(600, 300)
    page.mouse.down(button="right")
    rename("Changed meanwhile")
    expect(row(page, "WEB-1").locator(".cell-title a")).to_have_text("Changed meanwhile")


TAP = """async () => {
  const { released } = await import("#app/lib/press.js");
  const told = [];
  const press = (type) => document.body.dispatchEvent(new PointerEvent(type, { pointerType: "touch", bubbles: true }));
  press("pointerdown");
  const drawn = released().then(() => told.push("drawn"));
  press("pointerup");
  setTimeout(() => told.push("clicked"), 10);
  await drawn;
  return told;
}"""


def test_a_finger_has_clicked_before_anything_is_drawn(page: Page, items: list[Item]) -> None:
    page.goto(BACKLOG)
    assert page.evaluate(TAP) == ["clicked", "drawn"]


PROBE = '<tl-fresh id="probe"><table><tbody><tr><td>{}</td></tr>{}</tbody></table></tl-fresh>'
MORE = '<tr><td><a href="/more/" data-more>Show more</a></td></tr>'
STALE = """async (html) => {
  await import("#app/elements/fresh.js");
  document.body.insertAdjacentHTML("beforeend", html);
  document.getElementById("probe").dispatchEvent(new Event("stale"));
}"""


def test_an_answer_that_took_long_gives_way_to_a_newer_one(page: Page, items: list[Item]) -> None:
    answers = iter([PROBE.format("old", MORE), PROBE.format("new", "<tr></tr>" * 3)])
    held: list[Route] = []
    page.goto(BACKLOG)
    page.route("**/more/", lambda route: held.append(route))
    page.route(page.url, lambda route: route.fulfill(body=next(answers), content_type="text/html"))
    with page.expect_request("**/more/"):
        page.evaluate(STALE, PROBE.format("first", "<tr></tr>" * 3))
    page.evaluate("document.getElementById('probe').dispatchEvent(new Event('stale'))")
    expect(page.locator("#probe")).to_contain_text("new")
    with page.expect_response("**/more/"):
        held[0].fulfill(body="<tr></tr>" * 3, content_type="text/html")
    page.evaluate("new Promise((go) => setTimeout(go, 100))")
    expect(page.locator("#probe")).to_contain_text("new")
