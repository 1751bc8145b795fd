"""A share link as its readers meet it: in another site's frame, behind a password, with quarters instead of days."""

from collections.abc import Callable, Iterator
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from activity.actors import Actor
from roadmap.models import Roadmap, ShareLink
from roadmap.services.publishing import publish
from roadmap.services.sharing import create_share_link, token_of, update_share_link

NewContext = Callable[..., BrowserContext]
PASSWORD = "correct horse battery"


class Wiki(BaseHTTPRequestHandler):
    """Another site: a page that shows in a frame what its address names."""

    def do_GET(self) -> None:
        address = escape(parse_qs(urlsplit(self.path).query)["show"][0])
        body = f'<!doctype html><h1>Wiki</h1><iframe src="{address}" title="Plan" width="700" height="500">'
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def port() -> Iterator[int]:
    """Where the other site is served; by two names it is two sites."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Wiki) as wiki:
        Thread(target=wiki.serve_forever, daemon=True).start()
        yield wiki.server_port
        wiki.shutdown()


@pytest.fixture
def link(roadmap: Roadmap, by: Actor, port: int) -> ShareLink:
    publish(roadmap, by=by)
    return create_share_link(roadmap, by=by, name="Wiki", embed_sites=[f"http://localhost:{port}"])


@pytest.fixture
def reader(new_context: NewContext) -> Page:
    return new_context(viewport={"width": 900, "height": 700}).new_page()


def test_a_named_site_shows_it_in_a_frame(reader: Page, link: ShareLink, port: int, server: str) -> None:
    reader.goto(f"http://localhost:{port}/?show={server}/embed/{token_of(link)}/")
    frame = reader.frame_locator("iframe")
    expect(frame.get_by_role("heading", name="Checkout")).to_be_visible()
    frame.get_by_role("link", name="List").click()
    expect(frame.locator("b", has_text="Pay by bank transfer")).to_be_visible()
    reader.reload()
    expect(frame.get_by_role("heading", name="Checkout")).to_be_visible()
    assert reader.context.cookies() == []


@pytest.mark.parametrize(("site", "door"), [("127.0.0.1", "embed"), ("localhost", "share")])
def test_elsewhere_nothing_is_framed(
    site: str, door: str, reader: Page, link: ShareLink, port: int, server: str
) -> None:
    with reader.expect_console_message(lambda said: "frame-ancestors" in said.text):
        reader.goto(f"http://{site}:{port}/?show={server}/{door}/{token_of(link)}/")
    expect(reader.get_by_role("heading", name="Wiki")).to_be_visible()
    assert reader.frames[1].url.startswith("chrome-error://")


def test_a_password_opens_it_until_it_is_another_one(
    reader: Page, link: ShareLink, by: Actor, server: str, check_axe: Callable[[Page], None]
) -> None:
    update_share_link(link, by=by, fields={"embed_sites": [], "password": PASSWORD})
    reader.goto(f"{server}/share/{token_of(link)}/")
    check_axe(reader)
    reader.keyboard.type("wrong")
    reader.keyboard.press("Enter")
    expect(reader.get_by_role("alert")).to_have_text("That is not the password.")
    check_axe(reader)
    reader.get_by_label("Password").fill(PASSWORD)
    reader.get_by_role("button", name="Open").click()
    expect(reader.get_by_role("heading", name="Checkout")).to_be_visible()
    [cookie] = reader.context.cookies()
    assert (cookie["path"], cookie["httpOnly"]) == (f"/share/{token_of(link)}/", True)
    reader.get_by_role("link", name="List").click()
    expect(reader.locator("b", has_text="Pay by bank transfer")).to_be_visible()
    update_share_link(link, by=by, fields={"password": "another one of it"})
    reader.reload()
    expect(reader.get_by_label("Password")).to_be_visible()


def test_an_audience_is_made_and_changed_in_the_dialog(
    plan: Page, link: ShareLink, reader: Page, server: str, check_axe: Callable[[Page], None]
) -> None:
    plan.get_by_role("link", name="Share").click()
    plan.get_by_role("link", name="Change Wiki").click()
    plan.get_by_label("Quarters").check()
    plan.get_by_role("checkbox", name="Trust").check()
    check_axe(plan)
    plan.get_by_role("button", name="Save", exact=True).click()
    expect(plan.get_by_text("Quarters · 1 lane")).to_be_visible()
    check_axe(plan)
    reader.goto(f"{server}/share/{token_of(link)}/?view=list")
    expect(reader.get_by_text("Delivery day")).to_be_visible()
    expect(reader.get_by_text("Pay by bank transfer")).to_have_count(0)
    expect(reader.get_by_text("Dates are whole quarters.")).to_be_visible()


def test_a_visitor_comments_and_a_member_shows_it(
    roadmap: Roadmap, by: Actor, new_context: NewContext, page: Page
) -> None:
    publish(roadmap, by=by)
    link = create_share_link(roadmap, by=by, name="Board", takes_comments=True)
    reader = new_context().new_page()
    reader.goto(f"/share/{token_of(link)}/")
    reader.get_by_role("link", name="Leave a comment").click()
    reader.get_by_label("Your name").fill("Vera")
    reader.get_by_label("Comment", exact=True).fill("When does it come?")
    reader.get_by_role("button", name="Send").click()
    expect(reader.get_by_role("heading", name="Thank you")).to_be_visible()
    assert reader.context.cookies() == []
    page.goto(f"/w/acme/roadmaps/{roadmap.pk}/")
    page.get_by_role("link", name="1 comment by a visitor waits").click()
    page.get_by_role("button", name="Approve: Vera").click()
    expect(page.locator(".toast", has_text="Shown on the share link")).to_be_visible()
    expect(page.get_by_role("heading", name="Shown")).to_be_visible()
    reader.get_by_role("link", name="Back to the roadmap").click()
    expect(reader.get_by_text("When does it come?")).to_be_visible()
