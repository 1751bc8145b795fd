import json
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Member
from activity.actors import Actor
from backlog.models import Item, Product
from roadmap.models import Entry, Lane, Roadmap
from roadmap.services.entries import add_entries
from roadmap.services.roadmaps import create_roadmap
from tests.conftest import ClientOf
from tests.factories import make_item

HTMX = {"HX-Request": "true"}
SCRIPT = {"X-Requested-With": "fetch", "Accept": "text/html, application/json;q=0.9"}


@pytest.fixture
def manager(client_of: ClientOf, product_manager: Member) -> Client:
    return client_of(product_manager)


def at(name: str, *args: Any) -> str:
    return reverse(f"roadmap:{name}", args=["acme", *args])


def move_of(entry: Entry, **changes: str) -> dict[str, str]:
    """What the timeline sends when nothing but `changes` was dragged."""
    item, lane = entry.item, str(entry.lane_id or "")
    now = {
        "start_on": item.start_on.isoformat() if item.start_on else "",
        "start_precision": item.start_precision,
        "due_on": item.due_on.isoformat() if item.due_on else "",
        "due_precision": item.due_precision,
        "lane": lane,
    }
    return {
        **now,
        **changes,
        **{f"from_{name}": value for name, value in now.items()},
        "zoom": "months",
        "version": "1",
    }


def test_a_new_roadmap_begins_with_lanes(manager: Client) -> None:
    answer = manager.post(at("new_roadmap"), {"name": "Spring", "visibility": "workspace"}, follow=True)
    assert "Nothing on this roadmap yet" in answer.content.decode()
    assert Roadmap.objects.get().lanes.count() == 3


def test_a_roadmap_without_a_name_is_asked_for_one(manager: Client) -> None:
    answer = manager.post(at("new_roadmap"), {"name": "", "visibility": "workspace"})
    assert answer.status_code == 422
    assert "required" in answer.content.decode()


@pytest.mark.parametrize("view", ["timeline", "horizons", "list"])
def test_every_view_shows_every_entry(
    view: str, manager: Client, roadmap: Roadmap, entries: list[Entry]
) -> None:
    text = manager.get(at("roadmap", roadmap.pk), {"view": view}).content.decode()
    assert all(entry.item.title in text for entry in entries)


def test_someone_elses_private_roadmap_does_not_exist(manager: Client, owner: Member) -> None:
    secret = create_roadmap(owner.workspace, by=owner.actor(), name="Secret", visibility="private")
    assert manager.get(at("roadmap", secret.pk)).status_code == 404
    assert "Secret" not in manager.get(at("roadmaps")).content.decode()


@pytest.mark.parametrize("view", ["timeline", "horizons"])
def test_a_stakeholder_reads_and_cannot_drag(
    view: str, client_of: ClientOf, stakeholder: Member, roadmap: Roadmap, entries: list[Entry]
) -> None:
    text = client_of(stakeholder).get(at("roadmap", roadmap.pk), {"view": view}).content.decode()
    assert "Pay by bank transfer" in text
    assert "data-move-url" not in text
    assert "data-editable" not in text
    assert "Publish</a>" not in text


def test_a_contributor_drags_only_their_own(
    client_of: ClientOf, contributor: Member, roadmap: Roadmap, entries: list[Entry], by: Actor
) -> None:
    mine = make_item(entries[0].item.product, "Mine", by=contributor, start_on=date(2026, 12, 1))
    [entry] = add_entries(roadmap, [mine], by=by)
    text = client_of(contributor).get(at("timeline", roadmap.pk)).content.decode()
    assert text.count("data-move-url") == 1
    assert f"{entry.pk}/move/" in text


def test_a_drag_saves_and_answers_the_timeline(
    manager: Client, roadmap: Roadmap, entries: list[Entry], lanes: list[Lane]
) -> None:
    values = move_of(entries[0], due_on="2027-01-31", lane=str(lanes[1].pk))
    answer = manager.post(at("move_entry", roadmap.pk, entries[0].pk), values, headers=SCRIPT)
    assert answer.content.decode().count("<tl-timeline") == 1
    entry = Entry.objects.select_related("item").get(pk=entries[0].pk)
    assert (entry.lane, entry.item.due_on) == (lanes[1], date(2027, 1, 31))
    assert "/undo/" in json.loads(answer["HX-Trigger"])["toast"]["undoUrl"]


def test_a_card_dropped_below_another_stands_there(
    manager: Client, roadmap: Roadmap, entries: list[Entry], lanes: list[Lane]
) -> None:
    values = {
        "horizon": "now",
        "from_horizon": "now",
        "lane": str(lanes[0].pk),
        "from_lane": str(lanes[0].pk),
        "after": str(entries[2].pk),
        "version": "1",
    }
    answer = manager.post(at("move_entry", roadmap.pk, entries[0].pk), values, headers=SCRIPT)
    assert "<tl-horizons" in answer.content.decode()
    assert [entry.pk for entry in roadmap.entries.all()] == [entries[1].pk, entries[2].pk, entries[0].pk]


def test_a_drag_that_comes_too_late_is_412_and_says_what_is(
    manager: Client, roadmap: Roadmap, entries: list[Entry]
) -> None:
    values = move_of(entries[0], due_on="2027-01-31")
    Item.objects.filter(pk=entries[0].item.pk).update(due_on=date(2027, 4, 30))
    answer = manager.post(at("move_entry", roadmap.pk, entries[0].pk), values, headers=SCRIPT)
    assert answer.status_code == 412
    assert "30 Apr" in answer.json()["detail"]
    assert "You wanted" in answer.json()["detail"]


def test_a_product_owners_lane_drag_is_refused_in_words(
    client_of: ClientOf, product_owner: Member, roadmap: Roadmap, entries: list[Entry], lanes: list[Lane]
) -> None:
    values = move_of(entries[0], lane=str(lanes[1].pk))
    answer = client_of(product_owner).post(
        at("move_entry", roadmap.pk, entries[0].pk), values, headers=SCRIPT
    )
    assert answer.status_code == 403
    assert "product manager" in answer.json()["detail"]


def test_adding_items_and_a_new_one(
    manager: Client, roadmap: Roadmap, lanes: list[Lane], items: list[Item], web: Product
) -> None:
    values = {
        "items": [str(items[1].pk), str(items[0].pk)],
        "title": "Gift cards",
        "product": web.pk,
        "lane": lanes[1].pk,
        "horizon": "next",
    }
    manager.post(at("add_entries", roadmap.pk), values)
    titles = [entry.item.title for entry in roadmap.entries.select_related("item")]
    assert titles == ["Apple Pay", "Pay by bank transfer", "Gift cards"]


def test_nothing_chosen_is_asked_again_with_what_was_typed(manager: Client, roadmap: Roadmap) -> None:
    answer = manager.post(at("add_entries", roadmap.pk), {"horizon": "next"}, headers=HTMX)
    assert answer.status_code == 422
    assert "Choose at least one item" in answer.content.decode()


def test_the_search_finds_by_word_and_key_and_keeps_what_is_ticked(
    manager: Client, roadmap: Roadmap, items: list[Item]
) -> None:
    url = at("candidates", roadmap.pk)
    assert "Apple Pay" in manager.get(url, {"q": "app"}, headers=HTMX).content.decode()
    text = manager.get(url, {"q": "WEB-3", "items": str(items[0].pk)}, headers=HTMX).content.decode()
    assert f'value="{items[0].pk}" checked' in text
    assert "Guest basket" in text
    assert "Apple Pay" not in text


def test_the_search_reads_the_query_language(manager: Client, roadmap: Roadmap, items: list[Item]) -> None:
    url = at("candidates", roadmap.pk)
    assert "Guest basket" in manager.get(url, {"q": "status:open basket"}, headers=HTMX).content.decode()
    assert "Did you mean “status”?" in manager.get(url, {"q": "statsu:open"}, headers=HTMX).content.decode()


def test_the_panel_changes_titles_dates_and_lane_at_once(
    manager: Client, roadmap: Roadmap, entries: list[Entry], lanes: list[Lane]
) -> None:
    values = {
        "public_title": "Bank", "from_public_title": "", "public_note": "", "from_public_note": "",
        "lane": str(lanes[1].pk), "from_lane": str(lanes[0].pk), "horizon": "next", "from_horizon": "now",
        "start": "2027-Q1", "from_start": "2026-12-01", "due": "2027-Q2", "from_due": "2026-12-31",
    }  # fmt: skip
    assert (
        manager.post(at("update_entry", roadmap.pk, entries[0].pk), values, headers=HTMX).status_code == 200
    )
    entry = Entry.objects.select_related("item").get(pk=entries[0].pk)
    assert (entry.public_title, entry.lane, entry.horizon) == ("Bank", lanes[1], "next")
    assert (entry.item.due_on, entry.item.due_precision) == (date(2027, 6, 30), "quarter")


def test_a_date_that_is_none_is_refused_beside_its_field(
    manager: Client, roadmap: Roadmap, entries: list[Entry]
) -> None:
    values = {"horizon": "now", "from_horizon": "now", "due": "soon", "from_due": "2026-12-31"}
    answer = manager.post(at("update_entry", roadmap.pk, entries[0].pk), values, headers=HTMX)
    assert answer.status_code == 422
    assert "is not a date" in answer.content.decode()


def test_lanes_in_their_dialog(
    manager: Client, roadmap: Roadmap, lanes: list[Lane], entries: list[Entry]
) -> None:
    manager.post(at("add_lane", roadmap.pk), {"name": "Ground"}, headers=HTMX)
    manager.post(at("move_lane", roadmap.pk, lanes[1].pk), {"to": "up"}, headers=HTMX)
    manager.post(at("update_lane", roadmap.pk, lanes[0].pk), {"name": "Pay"}, headers=HTMX)
    assert [lane.name for lane in roadmap.lanes.all()] == ["Trust", "Pay", "Ground"]
    assert manager.post(at("remove_lane", roadmap.pk, lanes[0].pk), headers=HTMX).status_code == 409
    manager.post(at("remove_lane", roadmap.pk, lanes[0].pk), {"keep_entries": "1"})
    assert [lane.name for lane in roadmap.lanes.all()] == ["Trust", "Ground"]


def test_publish_share_and_revoke(manager: Client, roadmap: Roadmap, entries: list[Entry]) -> None:
    manager.post(at("publish", roadmap.pk), {"note": "First"}, headers=HTMX)
    values = {"name": "Board", "source": "published", "titles": "public", "fields_shown": ["lane", "dates"]}
    manager.post(at("share_links", roadmap.pk), values, headers=HTMX)
    link = roadmap.share_links.get()
    again = manager.post(at("publish", roadmap.pk), {"note": "Second"}, headers=HTMX)
    assert "/share/" in json.loads(again["HX-Trigger"])["toast"]["href"]
    manager.post(at("revoke_share_link", roadmap.pk, link.pk), headers=HTMX)
    link.refresh_from_db()
    assert link.revoked_at is not None


def test_settings_and_delete(manager: Client, roadmap: Roadmap) -> None:
    manager.post(at("settings", roadmap.pk), {"name": "Paying", "purpose": "Why", "visibility": "private"})
    roadmap.refresh_from_db()
    assert (roadmap.name, roadmap.visibility) == ("Paying", "private")
    manager.post(at("delete_roadmap", roadmap.pk))
    assert manager.get(at("roadmap", roadmap.pk)).status_code == 404


def statements(manager: Client, url: str) -> int:
    manager.get(url)  # what is kept between requests is there now
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert manager.get(url).status_code == 200
    return len([each for each in seen.captured_queries if "SAVEPOINT" not in each["sql"]])


@pytest.mark.parametrize("view", ["timeline", "horizons", "list"])
def test_the_size_of_a_roadmap_costs_no_statement(
    view: str, manager: Client, roadmap: Roadmap, entries: list[Entry], by: Actor
) -> None:
    url = f"{at('roadmap', roadmap.pk)}?view={view}"
    few = statements(manager, url)
    add_entries(
        roadmap, [make_item(entries[0].item.product, due_on=date(2027, 1, 1)) for _ in range(20)], by=by
    )
    assert statements(manager, url) == few <= 15


def test_the_number_of_roadmaps_costs_no_statement(manager: Client, roadmap: Roadmap, by: Actor) -> None:
    few = statements(manager, at("roadmaps"))
    for number in range(5):
        create_roadmap(roadmap.workspace, by=by, name=f"More {number}")
    assert statements(manager, at("roadmaps")) == few <= 15


def test_panels_for_items_and_my_work(
    roadmap: Roadmap, entries: list[Entry], by: Actor, stakeholder: Member
) -> None:
    from roadmap.panels import roadmaps_of_item, roadmaps_to_read

    [panel] = roadmaps_of_item(entries[0].item, by)
    assert panel["links"][0]["text"] == "Checkout"
    [work] = roadmaps_to_read(stakeholder.actor())
    assert [card.roadmap.name for card in work["context"]["cards"]] == ["Checkout"]
    assert roadmaps_of_item(make_item(entries[0].item.product), by) == []
