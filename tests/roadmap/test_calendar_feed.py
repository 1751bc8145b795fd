"""A roadmap in somebody's own calendar: what the address gives, to whom, and until when."""

import logging
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Member
from activity.actors import Actor
from backlog.models import Item
from backlog.services.items import update_item
from core.logs import MaskSecrets
from roadmap.models import CalendarFeed, Entry, Roadmap
from roadmap.services.calendars import calendar_url, open_calendar
from roadmap.services.entries import remove_entry, update_entry
from roadmap.services.milestones import add_milestone
from roadmap.services.publishing import publish
from roadmap.services.roadmaps import delete_roadmap, update_roadmap
from tests.conftest import ClientOf
from tests.roadmap.conftest import text
from tests.roadmap.test_exports import events
from tests.roadmap.test_pages import at

Fetch = Callable[..., Any]


@pytest.fixture
def fetch(roadmap: Roadmap, entries: list[Entry], stakeholder: Member, client: Client) -> Fetch:
    """What a calendar program gets that has a stakeholder's address."""
    address = calendar_url(open_calendar(roadmap, stakeholder, by=stakeholder.actor()))
    path = address.split("//")[1].partition("/")[2]
    return lambda **headers: client.get(f"/{path}", **headers)


def titles(answer: Any) -> list[str]:
    return [event["SUMMARY"] for event in events(answer.content.decode())]


def test_it_follows_every_change(
    fetch: Fetch, roadmap: Roadmap, entries: list[Entry], items: list[Item], by: Actor
) -> None:
    before = {event["SUMMARY"]: event["UID"] for event in events(fetch().content.decode())}
    assert list(before) == ["Pay by bank transfer", "Apple Pay"]
    add_milestone(roadmap, by=by, name="Spring fair", on=date(2027, 3, 12))
    update_item(items[0], by=by, fields={"due_on": date(2027, 1, 8)})
    remove_entry(entries[1], by=by)
    now = {event["SUMMARY"]: event for event in events(fetch().content.decode())}
    assert list(now) == ["Pay by bank transfer", "Spring fair"]
    first = now["Pay by bank transfer"]
    assert first["UID"] == before["Pay by bank transfer"]
    assert [first[f"DT{end};VALUE=DATE"] for end in ("START", "END")] == ["20270108", "20270109"]


def test_what_was_dropped_is_gone(fetch: Fetch, items: list[Item], by: Actor) -> None:
    dropped = items[0].product.statuses.get(category="dropped")
    update_item(items[0], by=by, fields={"status": dropped})
    assert titles(fetch()) == ["Apple Pay"]


def test_what_is_unchanged_is_not_sent_again(fetch: Fetch, entries: list[Entry], by: Actor) -> None:
    tag = fetch()["ETag"]
    again = fetch(HTTP_IF_NONE_MATCH=tag)
    assert (again.status_code, again.content) == (304, b"")
    update_entry(entries[0], by=by, fields={"public_title": "Bank transfer"})
    assert fetch(HTTP_IF_NONE_MATCH=tag).status_code == 200


def test_it_is_a_calendar_that_nobody_else_keeps(fetch: Fetch) -> None:
    answer = fetch()
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert (answer["Cache-Control"], answer["Referrer-Policy"]) == ("private, no-cache", "no-referrer")
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n" in answer.content
    assert not answer.cookies


def end_membership(roadmap: Roadmap, member: Member, by: Actor) -> None:
    Member.objects.filter(pk=member.pk).update(deactivated_at=timezone.now())


def close_account(roadmap: Roadmap, member: Member, by: Actor) -> None:
    assert member.user
    member.user.is_active = False
    member.user.save()


def make_private(roadmap: Roadmap, member: Member, by: Actor) -> None:
    update_roadmap(roadmap, by=by, fields={"visibility": "private"})


def delete(roadmap: Roadmap, member: Member, by: Actor) -> None:
    delete_roadmap(roadmap, by=by)


def renew(roadmap: Roadmap, member: Member, by: Actor) -> None:
    open_calendar(roadmap, member, by=member.actor())


@pytest.mark.parametrize("happens", [end_membership, close_account, make_private, delete, renew])
def test_it_ends(happens: Any, fetch: Fetch, roadmap: Roadmap, stakeholder: Member, by: Actor) -> None:
    assert fetch().status_code == 200
    happens(roadmap, stakeholder, by)
    answer = fetch()
    assert answer.status_code == 404
    assert b"Checkout" not in answer.content


def test_todays_rights_count(fetch: Fetch, roadmap: Roadmap, entries: list[Entry], by: Actor) -> None:
    publish(roadmap, by=by)
    update_roadmap(roadmap, by=by, fields={"readers_see": "published"})
    update_entry(entries[0], by=by, fields={"public_title": "Zebra"})
    assert titles(fetch()) == ["Pay by bank transfer", "Apple Pay"]


def test_its_cost_is_bounded(fetch: Fetch) -> None:
    with CaptureQueriesContext(connection) as statements:
        fetch()
    assert len(statements) <= 12


def test_one_gets_an_address_and_ends_it(client_of: ClientOf, stakeholder: Member, roadmap: Roadmap) -> None:
    reader = client_of(stakeholder)
    page = text(reader, at("calendar", roadmap.pk))
    assert "Get an address" in page
    answer = reader.post(at("open_calendar", roadmap.pk), HTTP_HX_REQUEST="true")
    feed = CalendarFeed.objects.get()
    assert calendar_url(feed) in answer.content.decode()
    assert feed.token_encrypted not in calendar_url(feed)
    assert "End the subscription" in text(reader, at("calendar", roadmap.pk))
    reader.post(at("close_calendar", roadmap.pk))
    assert not CalendarFeed.objects.exists()


def test_logs_do_not_hold_the_address() -> None:
    record = logging.LogRecord("x", 20, "", 1, "GET /calendar/s3cr3t/roadmap.ics", None, None)
    MaskSecrets().filter(record)
    assert record.getMessage() == "GET /calendar/***/roadmap.ics"
