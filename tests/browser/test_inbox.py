"""The inbox in a browser: what arrives, what is read."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Member
from backlog.models import Item
from notifications.models import Notification
from notifications.services import Line, tell

URL = "/w/acme/inbox/"


def comment(member: Member, item: Item, text: str = "Shall we?") -> None:
    data = {"by": "Mia", "key": item.key, "title": item.title, "text": text}
    tell(member.workspace_id, [Line(member.pk, "commented", f"comment:{item.pk}", data, item.pk)])


def test_what_arrives_is_counted_at_once_and_offered(page: Page, owner: Member, items: list[Item]) -> None:
    comment(owner, items[0])
    page.goto(URL)
    count = page.locator("[data-unread]")
    expect(count).to_have_text("1")
    page.wait_for_timeout(300)  # until the stream is open
    comment(owner, items[1])
    expect(count).to_have_text("2")
    page.get_by_role("link", name="Something new: show it").click()
    expect(page.locator(".inbox-line")).to_have_count(2)


def test_a_line_is_marked_as_read_in_place(page: Page, owner: Member, items: list[Item]) -> None:
    comment(owner, items[0])
    page.goto(URL)
    page.get_by_role("button", name="Mark as read").click()
    expect(page.get_by_role("button", name="Mark as unread")).to_be_visible()
    expect(page.locator("[data-unread]")).to_be_hidden()
    assert not Notification.objects.unread().exists()


def test_following_a_line_marks_it_as_read(page: Page, owner: Member, items: list[Item]) -> None:
    comment(owner, items[0])
    page.goto(URL)
    with page.expect_request(lambda request: request.url.endswith("/read/")):
        page.get_by_role("link", name=items[0].title).click()
    expect(page.locator(".inbox-line.is-unread")).to_have_count(0)


def test_mark_all_as_read(page: Page, owner: Member, items: list[Item]) -> None:
    for item in items:
        comment(owner, item)
    page.goto(URL)
    page.get_by_role("button", name="Mark all as read").click()
    expect(page.locator(".inbox-line.is-unread")).to_have_count(0)
    expect(page.locator(".inbox-line")).to_have_count(len(items))


@pytest.mark.parametrize("lines", [0, 2])
def test_axe(
    page: Page, owner: Member, items: list[Item], check_axe: Callable[[Page], None], lines: int
) -> None:
    for item in items[:lines]:
        comment(owner, item)
    page.goto(URL)
    check_axe(page)
