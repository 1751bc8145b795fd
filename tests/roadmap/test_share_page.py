import re
from datetime import date

import pytest
from django.test import Client
from pytest_django.asserts import assertNumQueries
from rest_framework.settings import api_settings

from accounts.models import Member
from activity.actors import Actor
from backlog.models import Item
from backlog.services.items import update_item
from roadmap.models import Entry, Roadmap
from roadmap.services.entries import update_entry
from roadmap.services.publishing import publish
from roadmap.services.roadmaps import delete_roadmap
from roadmap.services.sharing import create_share_link, revoke_share_link, token_of


def address(roadmap: Roadmap, by: Actor, **values: object) -> str:
    return f"/share/{token_of(create_share_link(roadmap, by=by, name='Board', **values))}/"


@pytest.fixture
def url(roadmap: Roadmap, entries: list[Entry], by: Actor) -> str:
    update_entry(entries[0], by=by, fields={"public_note": "Instant, from any bank."})
    publish(roadmap, by=by)
    return address(roadmap, by)


@pytest.mark.parametrize("view", ["timeline", "horizons", "list"])
def test_it_shows_the_published_roadmap(view: str, url: str, client: Client) -> None:
    text = client.get(url, {"view": view}).content.decode()
    assert all(
        word in text
        for word in ("Checkout", "What customers will notice.", "Pay by bank transfer", "Faster payment")
    )
    assert "WEB-1" not in text


def test_what_came_after_publishing_stays_inside(
    url: str, entries: list[Entry], by: Actor, client: Client
) -> None:
    update_entry(entries[0], by=by, fields={"public_title": "Not yet"})
    assert "Not yet" not in client.get(url).content.decode()


def test_a_live_link_shows_what_is_there_now(
    roadmap: Roadmap, url: str, entries: list[Entry], by: Actor, client: Client
) -> None:
    live = address(roadmap, by, source="live")
    update_entry(entries[0], by=by, fields={"public_title": "Fresh"})
    assert "Fresh" in client.get(live).content.decode()


def test_only_allowed_fields_are_there(roadmap: Roadmap, url: str, by: Actor, client: Client) -> None:
    bare = client.get(address(roadmap, by, fields=[])).content.decode()
    assert "Pay by bank transfer" in bare
    assert not re.search("Faster payment|Instant|Backlog|Dec|Now|WEB-1|timeline", bare)


def test_it_sets_no_cookie_and_depends_on_none(url: str, client: Client) -> None:
    answer = client.get(url)
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")
    assert answer["X-Robots-Tag"].startswith("noindex")
    assert "nonce" not in answer["Content-Security-Policy"]
    assert b"<script" not in answer.content


def test_it_names_no_id(url: str, roadmap: Roadmap, entries: list[Entry], client: Client) -> None:
    text = client.get(url).content.decode()
    ids = [roadmap.pk, *(row.pk for entry in entries for row in (entry, entry.item, entry.lane))]
    assert not [pk for pk in ids if str(pk) in text or pk.hex in text]


def test_it_is_revalidated_by_its_tag(url: str, roadmap: Roadmap, by: Actor, client: Client) -> None:
    tag = client.get(url)["ETag"]
    for known in (tag, f"W/{tag}"):  # a proxy that compresses makes it weak
        assert client.get(url, headers={"If-None-Match": known}).status_code == 304
    assert client.get(url, {"view": "list"}, headers={"If-None-Match": tag}).status_code == 200
    publish(roadmap, by=by, note="More")
    assert client.get(url, headers={"If-None-Match": tag}).status_code == 200


def test_what_changed_since_the_last_edition(
    url: str, roadmap: Roadmap, items: list[Item], by: Actor, client: Client
) -> None:
    assert b"What changed" not in client.get(url).content
    update_item(items[0], by=by, fields={"due_on": date(2027, 3, 31)})
    publish(roadmap, by=by, note="Banks need longer.")
    text = client.get(url).content.decode()
    assert all(words in text for words in ("Banks need longer.", "Later", "31 Dec", "31 Mar"))


def test_unknown_revoked_deleted_are_alike(url: str, roadmap: Roadmap, by: Actor, client: Client) -> None:
    link = create_share_link(roadmap, by=by, name="Gone")
    revoke_share_link(link, by=by)
    revoked, unknown = client.get(f"/share/{token_of(link)}/"), client.get("/share/abc/")
    delete_roadmap(roadmap, by=by)
    deleted = client.get(url)
    assert {answer.status_code for answer in (revoked, unknown, deleted)} == {404}
    assert revoked.content == unknown.content == deleted.content
    assert b"Checkout" not in deleted.content


def test_before_the_first_edition_it_says_so(
    roadmap: Roadmap, entries: list[Entry], by: Actor, client: Client
) -> None:
    text = client.get(address(roadmap, by)).content.decode()
    assert "Nothing is published yet" in text
    assert "Checkout" not in text


@pytest.mark.parametrize(("source", "statements"), [("published", 2), ("live", 6)])
def test_it_costs_few_statements(
    source: str, statements: int, url: str, roadmap: Roadmap, by: Actor, client: Client
) -> None:
    shown = address(roadmap, by, source=source)
    with assertNumQueries(statements):
        client.get(shown)


def test_a_page_with_a_hundred_entries_is_small(
    url: str, roadmap: Roadmap, entries: list[Entry], by: Actor, client: Client
) -> None:
    made = publish(roadmap, by=by, note="Big")
    for number in range(97):
        made.document["entries"].append(
            {**made.document["entries"][0], "ref": str(number), "title": f"Entry {number}"}
        )
    made.save()
    assert (
        max(len(client.get(url, {"view": view}).content) for view in ("timeline", "horizons", "list"))
        < 80_000
    )


def test_one_address_asks_only_so_often(url: str, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(api_settings.DEFAULT_THROTTLE_RATES, "public", "3/hour")
    answers = [client.get(url, REMOTE_ADDR="203.0.113.77") for _ in range(5)]
    assert [answer.status_code for answer in answers][-1] == 429
    assert int(answers[-1]["Retry-After"]) > 0


def test_a_signed_in_stranger_is_a_reader_like_others(url: str, stranger: Member, client: Client) -> None:
    assert stranger.user is not None
    client.force_login(stranger.user)
    assert client.get(url).status_code == 200
