from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import Member
from activity.actors import Actor
from backlog.models import Item
from backlog.services.items import update_item
from roadmap.audience import Audience, for_audience
from roadmap.comparing import changes_between
from roadmap.document import FIELDS, document
from roadmap.models import Edition, Entry, Lane, Roadmap
from roadmap.services.entries import remove_entry, update_entry
from roadmap.services.moving import move_entry
from roadmap.services.publishing import publish
from roadmap.services.sharing import create_share_link, hash_token, revoke_share_link, token_of
from roadmap.shared import link_of
from roadmap.tasks import publish_nightly
from tests.factories import make_item
from tests.roadmap.conftest import TITLES, text


def test_an_edition_is_what_was_there(roadmap: Roadmap, entries: list[Entry], by: Actor) -> None:
    first = publish(roadmap, by=by, note="Hello")
    update_entry(entries[0], by=by, fields={"public_title": "Bank transfer"})
    first.refresh_from_db()
    assert first.document["entries"][0]["title"] == "Pay by bank transfer"
    assert publish(roadmap, by=by).document["entries"][0]["title"] == "Bank transfer"
    assert list(roadmap.editions.values_list("number", flat=True)) == [2, 1]


@pytest.mark.parametrize("view", ["horizons", "list"])
def test_an_edition_leads_to_what_is_still_on_the_roadmap(
    view: str, manager: Client, roadmap: Roadmap, entries: list[Entry], items: list[Item], by: Actor
) -> None:
    update_item(items[0], by=by, fields={"assignee": roadmap.owner})
    publish(roadmap, by=by)
    remove_entry(entries[1], by=by)
    home = f"/w/{roadmap.workspace.slug}/roadmaps/{roadmap.pk}/"
    page = text(manager, f"{home}editions/1/?view={view}")
    assert [f"{home}entries/{entry.pk}/" in page for entry in entries] == [True, False, True]
    assert all(title in page for title in TITLES)
    if view == "list":
        assert all(told in page for told in ("1 Dec", "31 Dec", "Assignee", roadmap.owner.name))


def test_nothing_changed_is_no_new_edition(roadmap: Roadmap, entries: list[Entry], by: Actor) -> None:
    assert publish(roadmap, by=by) == publish(roadmap, by=by)
    assert publish(roadmap, by=by, note="Again, with a word").number == 2


def test_only_who_plans_publishes(roadmap: Roadmap, product_owner: Member) -> None:
    with pytest.raises(PermissionDenied, match="product manager"):
        publish(roadmap, by=product_owner.actor())


def test_a_document_holds_no_id(roadmap: Roadmap, entries: list[Entry], lanes: list[Lane]) -> None:
    text = str(document(roadmap))
    ids = [row.pk for row in (roadmap, *entries, *lanes, *(entry.item for entry in entries))]
    assert not [pk for pk in ids if str(pk) in text or pk.hex in text]


def test_what_nobody_allowed_is_not_there(roadmap: Roadmap, entries: list[Entry]) -> None:
    made: dict[str, Any] = document(roadmap)
    made["entries"][0]["budget"] = 100
    assert set(for_audience(made, Audience(frozenset()))["entries"][0]) == {"ref", "title"}
    assert for_audience(made, Audience(frozenset()))["lanes"] == []
    assert "budget" not in for_audience(made, Audience(frozenset(FIELDS)))["entries"][0]


@pytest.mark.django_db(transaction=True)
def test_numbers_have_no_gap_and_no_double(roadmap: Roadmap, by: Actor) -> None:
    def press(number: int) -> None:
        try:
            publish(roadmap, by=by, note=f"Note {number}")
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(press, range(8)))
    assert sorted(roadmap.editions.values_list("number", flat=True)) == list(range(1, 9))


def test_changes_are_named(
    roadmap: Roadmap, entries: list[Entry], lanes: list[Lane], items: list[Item], by: Actor
) -> None:
    before = document(roadmap)
    move_entry(entries[0], by=by, fields={"due_on": date(2027, 1, 31), "lane": lanes[1]})
    update_item(items[1], by=by, fields={"due_on": date(2027, 2, 1)})
    remove_entry(entries[2], by=by)
    found = [(change.kind, change.title) for change in changes_between(before, document(roadmap))]
    assert found == [
        ("earlier", "Apple Pay"), ("later", "Pay by bank transfer"), ("moved", "Pay by bank transfer"),
        ("dropped", "Guest basket"),
    ]  # fmt: skip


def test_what_is_done_is_done_and_not_late(
    roadmap: Roadmap, entries: list[Entry], items: list[Item], by: Actor
) -> None:
    before = document(roadmap)
    done = items[0].product.statuses.get(category="done")
    update_item(items[0], by=by, fields={"status": done, "due_on": date(2027, 5, 1)})
    assert [change.kind for change in changes_between(before, document(roadmap))] == ["done"]


def test_the_night_keeps_an_edition_where_something_changed(
    roadmap: Roadmap, entries: list[Entry], by: Actor
) -> None:
    with time_machine.travel("2026-11-24T03:20:00Z", tick=False):
        assert (publish_nightly(), publish_nightly()) == (1, 0)
    with time_machine.travel("2026-11-25T04:20:00Z", tick=False):
        update_entry(entries[0], by=by, fields={"public_note": "New"})
        assert publish_nightly() == 0
    assert roadmap.editions.get().is_automatic


def test_night_is_that_of_the_workspace(roadmap: Roadmap, entries: list[Entry]) -> None:
    roadmap.workspace.timezone = "Asia/Tokyo"
    roadmap.workspace.save()
    with time_machine.travel("2026-11-24T18:20:00Z", tick=False):
        assert publish_nightly() == 1


def test_numbers_go_on_after_the_night(roadmap: Roadmap, entries: list[Entry], by: Actor) -> None:
    with time_machine.travel("2026-11-24T03:20:00Z", tick=False):
        publish_nightly()
    edition = publish(roadmap, by=by)
    assert (edition.number, edition.is_automatic, Edition.objects.count()) == (2, False, 2)


def test_a_link_is_found_by_its_token_until_it_is_revoked(roadmap: Roadmap, by: Actor) -> None:
    link = create_share_link(roadmap, by=by, name="Board")
    token = token_of(link)
    assert len(token) == 24
    assert token not in (link.token_encrypted, link.token_hash)
    assert link_of(token) == link
    revoke_share_link(link, by=by)
    assert link_of(token) is None
    assert link.token_hash == hash_token(token)


def test_a_link_ends_on_its_day(roadmap: Roadmap, by: Actor) -> None:
    link = create_share_link(roadmap, by=by, name="Board", expires_at=timezone.now() + timedelta(hours=1))
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        assert link_of(token_of(link)) is None


def test_a_link_shows_only_fields_that_exist(roadmap: Roadmap, by: Actor) -> None:
    with pytest.raises(ValidationError):
        create_share_link(roadmap, by=by, name="Board", fields=["budget"])


def test_progress_is_that_of_the_leaves(roadmap: Roadmap, entries: list[Entry], items: list[Item]) -> None:
    epic, done = items[0], items[0].product.statuses.get(category="done")
    story = make_item(epic.product, "Story", parent=epic)
    make_item(epic.product, "Part one", parent=story, status=done)
    make_item(epic.product, "Part two", parent=story)
    make_item(epic.product, "Never", parent=story, status=epic.product.statuses.get(category="dropped"))
    assert document(roadmap)["entries"][0]["progress"] == 50
