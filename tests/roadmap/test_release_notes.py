"""The notes of a release, the public changelog and its feed."""

import re
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from pytest_django.asserts import assertNumQueries

from accounts.models import Member
from activity.actors import Actor
from activity.undo import undo_action
from backlog.models import Kind, Product
from core.errors import Conflict
from core.markdown import render
from roadmap.models import Changelog, Release
from roadmap.release_notes import PER_PAGE, draft_notes
from roadmap.services.changelog import publish_release, set_changelog, unpublish_release
from roadmap.services.launch_steps import add_step
from roadmap.services.release_items import add_items
from roadmap.services.releases import (
    delete_release,
    mark_released,
    mark_unreleased,
    restore_release,
    update_release,
)
from tests.conftest import ClientOf
from tests.factories import make_item, make_product, make_release, make_workspace
from tests.roadmap.conftest import HTMX, text

URL = "/changelog/acme/"
FEED = f"{URL}atom.xml"


def shipped(
    product: Product, by: Actor, name: str = "4.2", notes: str = "## New\n\n- Pay by bank"
) -> Release:
    """A release that is out and on the changelog."""
    release = update_release(make_release(product, name), by=by, fields={"notes": notes})
    return publish_release(mark_released(release, by=by), by=by)


@pytest.fixture
def opened(web: Product, by: Actor) -> Changelog:
    return set_changelog(web.workspace_id, by=by, is_open=True)


@pytest.fixture
def release(web: Product, by: Actor) -> Release:
    return shipped(web, by)


def done(product: Product, title: str, kind: str = Kind.STORY) -> Any:
    return make_item(product, title, kind=kind, status=product.statuses.filter(category="done").first())


def test_a_draft_lists_what_is_done_by_kind(web: Product, by: Actor) -> None:
    release = make_release(web, "4.2")
    rows = [
        done(web, "Tidy", Kind.CHORE), done(web, "Crash at sign-in", Kind.BUG), done(web, "Pay by bank"),
        make_item(web, "Not done"), done(make_product(web.workspace, "APP"), "Widget", Kind.FEATURE),
    ]  # fmt: skip
    add_items(release, rows, by=by)
    with assertNumQueries(1):
        draft = draft_notes(release)
    assert re.findall(r"# (.*)", draft) == ["New", "Fixed", "Under the hood"]
    assert re.findall(r"- (.*)", draft) == ["Pay by bank", "Widget", "Crash at sign-in", "Tidy"]


@pytest.mark.parametrize(
    "title",
    ["[free](javascript:alert(1))", "<b>bold</b>", "a_b_c *x* `y`", "# Not a heading", "1. One", "![x](http://a.b/c)",
     "a | b", "~~gone~~", "\\*", "&lt;", "https://example.com/a_b", "- a list", "2) Two"],
)  # fmt: skip
def test_a_title_stays_the_words_it_is(web: Product, by: Actor, title: str) -> None:
    release = make_release(web, "4.2")
    add_items(release, [done(web, title)], by=by)
    html = render(draft_notes(release))
    words = re.sub(r"<[^>]+>", "", html.split("<li>")[1].split("</li>")[0])
    assert words.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").strip() == title
    assert not re.search(r"<(b|em|code|h4|ol|img|s)>", html)


def test_only_what_is_out_and_has_notes_is_published(web: Product, by: Actor) -> None:
    release = make_release(web, "4.2")
    with pytest.raises(Conflict, match="not out yet"):
        publish_release(release, by=by)
    mark_released(release, by=by)
    with pytest.raises(ValidationError, match="what is new"):
        publish_release(release, by=by)
    update_release(release, by=by, fields={"notes": "Pay by bank"})
    assert publish_release(release, by=by).published_at == publish_release(release, by=by).published_at


def test_what_is_published_stays_out_and_has_words(release: Release, by: Actor, contributor: Member) -> None:
    with pytest.raises(Conflict, match="changelog"):
        mark_unreleased(release, by=by)
    with pytest.raises(ValidationError, match="changelog"):
        update_release(release, by=by, fields={"notes": " "})
    with pytest.raises(PermissionDenied):
        unpublish_release(release, by=contributor.actor())
    assert unpublish_release(release, by=by).published_at is None


def test_it_is_closed_until_somebody_opens_it(release: Release, client: Client, by: Actor) -> None:
    answers = [client.get(url) for url in (URL, FEED, "/changelog/nowhere/", "/changelog/nowhere/atom.xml")]
    assert {(answer.status_code, answer.content) for answer in answers} == {(404, answers[0].content)}
    set_changelog(release.workspace_id, by=by, is_open=True)
    assert client.get(URL).status_code == 200
    set_changelog(release.workspace_id, by=by, is_open=False)
    assert (client.get(URL).status_code, client.get(FEED).status_code) == (404, 404)


def test_it_shows_the_published_and_nothing_else(
    opened: Changelog, release: Release, web: Product, by: Actor, client: Client
) -> None:
    add_items(release, [make_item(web, "Zebra item")], by=by)
    add_step(release, by=by, text="Zebra step", owner=by.member_id)
    mark_released(make_release(web, "Zebra 1"), by=by)
    update_release(make_release(web, "Zebra 2"), by=by, fields={"notes": "Zebra 3"})
    delete_release(shipped(web, by, "Zebra 4"), by=by)
    for url in (URL, FEED):
        answer = client.get(url)
        page = answer.content.decode()
        assert ("Pay by bank" in page, "4.2" in page, "Zebra" in page, "WEB-" in page) == (
            True,
            True,
            False,
            False,
        )
        assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}-|<script|/w/", page)
        assert not answer.cookies


def test_another_workspace_has_its_own(opened: Changelog, release: Release, client: Client) -> None:
    other = make_workspace("Other", slug="other")
    Changelog.objects.create(workspace=other, is_open=True)
    assert "Pay by bank" not in client.get("/changelog/other/").content.decode()


def test_notes_can_do_no_harm(opened: Changelog, web: Product, by: Actor, client: Client) -> None:
    shipped(
        web, by, "<script>x</script>", "<script>alert(1)</script> [a](javascript:b) ![i](http://x.y/z.png)"
    )
    page = client.get(URL).content.decode()
    assert ("<script" in page, 'href="javascript' in page, "<img" in page) == (False, False, False)
    assert "<script" not in client.get(FEED).content.decode()


def test_a_changed_page_is_told_from_a_known_one(
    opened: Changelog, release: Release, by: Actor, client: Client
) -> None:
    for url in (URL, FEED):
        first = client.get(url)
        assert first["Cache-Control"] == "public, no-cache"
        for tag in (first["ETag"], f"W/{first['ETag']}"):  # a proxy that compresses makes it weak
            assert client.get(url, headers={"If-None-Match": tag}).status_code == 304
        update_release(release, by=by, fields={"notes": f"{url} is new"})
        assert client.get(url, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_old_releases_are_on_further_pages(
    opened: Changelog, web: Product, by: Actor, client: Client
) -> None:
    for number in range(PER_PAGE + 1):
        shipped(web, by, f"1.{number}.")
    with assertNumQueries(2):
        page = client.get(URL).content.decode()
    assert ("1.20." in page, ">1.0.<" in page, "?page=2" in page) == (True, False, True)
    older = client.get(URL, {"page": "2"}).content.decode()
    assert (">1.0.<" in older, "?page=1" in older) == (True, True)
    for strange in ("0", "-1", "x", "9" * 30, "٣"):
        assert ">1.20.<" in client.get(URL, {"page": strange}).content.decode()


def test_the_feed_names_each_release_once_and_for_all(
    opened: Changelog, release: Release, by: Actor, client: Client
) -> None:
    def ids() -> list[str]:
        return re.findall(r"<id>([^<]+)</id>", client.get(FEED).content.decode())

    before = ids()
    update_release(release, by=by, fields={"name": "4.2.1"})
    answer = client.get(FEED)
    assert (ids(), answer["Content-Type"]) == (before, "application/atom+xml; charset=utf-8")
    assert "&lt;li&gt;Pay by bank&lt;/li&gt;" in answer.content.decode()


def test_acts_are_taken_back(web: Product, by: Actor) -> None:
    acts = [by.anew() for _ in range(3)]
    release = shipped(web, by.anew())
    unpublish_release(release, by=acts[0])
    set_changelog(web.workspace_id, by=acts[1], is_open=True)
    update_release(release, by=acts[2], fields={"notes": "Else"})
    for act in reversed(acts):
        assert undo_action(act.action, by=act).refused == []
    now = Release.objects.get()
    assert (bool(now.published_at), now.notes, Changelog.objects.get().is_open) == (
        True,
        "## New\n\n- Pay by bank",
        False,
    )


def test_a_deleted_release_comes_back_published(
    opened: Changelog, release: Release, by: Actor, client: Client
) -> None:
    delete_release(release, by=by)
    assert "Pay by bank" not in client.get(URL).content.decode()
    restore_release(release, by=by)
    assert "Pay by bank" in client.get(URL).content.decode()


def test_the_page_drafts_saves_and_publishes(manager: Client, web: Product, by: Actor) -> None:
    release = make_release(web, "4.2")
    add_items(release, [done(web, "Pay by bank")], by=by)
    url = f"/w/acme/releases/{release.pk}/"
    assert "- Pay by bank" in text(manager, f"{url}notes/?draft=1")
    saved = manager.post(f"{url}notes/", {"notes": "## New\r\n\r\n- Bank", "from_notes": ""})
    assert (saved.status_code, "<li>Bank</li>" in text(manager, f"{url}notes/")) == (302, True)
    assert "Can be published once" in text(manager, f"{url}notes/")
    manager.post(f"{url}released/")
    assert manager.post(f"{url}publish/", headers=HTMX).status_code == 204
    assert manager.post("/w/acme/releases/changelog/", {"open": "1"}, headers=HTMX).status_code == 204
    assert "Read the changelog" in text(manager, f"{url}notes/")
    assert "/changelog/acme/atom.xml" in text(manager, "/w/acme/releases/changelog/")


def test_who_was_slower_sees_both(manager: Client, release: Release) -> None:
    url = f"/w/acme/releases/{release.pk}/notes/"
    answer = manager.post(url, {"notes": "Mine", "from_notes": "What I saw"})
    page = answer.content.decode()
    assert (answer.status_code, "Mine</textarea>" in page, "<li>Pay by bank</li>" in page) == (
        412,
        True,
        True,
    )
    assert manager.post(url, {"notes": "Mine", "from_notes": release.notes}).status_code == 302


def test_readers_read_and_write_nothing(client_of: ClientOf, stakeholder: Member, release: Release) -> None:
    url = f"/w/acme/releases/{release.pk}/notes/"
    page = text(client_of(stakeholder), url)
    assert ("<li>Pay by bank</li>" in page, "Edit notes" in page) == (True, False)
    assert client_of(stakeholder).post(url, {"notes": "Mine"}).status_code == 403
