"""Several entries moved as one act: dates, lanes, undo, refusals."""

import json
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Member
from activity.actors import Actor
from activity.models import Event
from activity.undo import undo_action
from backlog.models import Item
from backlog.services.bulk import ItemErrors
from backlog.services.items import update_item
from core.errors import OutOfDate
from roadmap.models import Entry, Lane, Roadmap
from roadmap.services.entries import add_entries
from roadmap.services.moving import EntryMove, move_entries, move_entry
from tests.conftest import ClientOf
from tests.factories import make_item

DAY, DUE = date(2027, 3, 1), date(2027, 3, 31)


@pytest.fixture
def act(by: Actor) -> Actor:
    """An act of its own, apart from the one that made the roadmap."""
    return by.anew()


def to_march(entry: Entry, **more: Any) -> EntryMove:
    seen = {"start_on": entry.item.start_on, "due_on": entry.item.due_on, "lane": entry.lane}
    return EntryMove(entry, {"start_on": DAY, "due_on": DUE, "lane": entry.lane, **more}, seen)


def held() -> set[tuple[date | None, str]]:
    rows = Entry.objects.values_list("item__start_on", "lane__name")
    return set(rows)


def test_dates_and_lanes_of_all_in_one_act(
    roadmap: Roadmap, entries: list[Entry], lanes: list[Lane], act: Actor
) -> None:
    before = held()
    assert move_entries(roadmap, [to_march(one, lane=lanes[1]) for one in entries], by=act) == 6
    assert held() == {(DAY, "Trust")}
    assert Event.objects.filter(action=act.action).count() == 6
    assert undo_action(act.action, by=act.anew()).message() == "Undone."
    assert held() == before


def test_nothing_changed_writes_nothing(roadmap: Roadmap, entries: list[Entry], act: Actor) -> None:
    move_entries(roadmap, [to_march(one) for one in entries], by=act.anew())
    fresh = list(Entry.objects.select_related("item__product", "lane"))
    assert move_entries(roadmap, [to_march(one) for one in fresh], by=act) == 0


def test_one_that_someone_else_moved_stops_all(
    roadmap: Roadmap, entries: list[Entry], lanes: list[Lane], act: Actor
) -> None:
    update_item(entries[1].item, by=act.anew(), fields={"start_on": date(2027, 2, 2)})
    with pytest.raises(ItemErrors, match="WEB-2: Someone else"):
        move_entries(roadmap, [to_march(one) for one in entries], by=act)
    move_entry(entries[2], by=act.anew(), fields={"lane": None})
    with pytest.raises(OutOfDate, match="moved WEB-3"):
        move_entries(roadmap, [EntryMove(entries[2], {"lane": lanes[1]}, {"lane": lanes[0]})], by=act)
    assert (DAY, "Faster payment") not in held()


def test_a_product_owner_moves_dates_but_no_lanes(
    roadmap: Roadmap, entries: list[Entry], lanes: list[Lane], product_owner: Member
) -> None:
    by = product_owner.actor()
    assert move_entries(roadmap, [to_march(one) for one in entries], by=by) == 3
    with pytest.raises(PermissionDenied):
        move_entries(roadmap, [EntryMove(entries[0], {"lane": lanes[1]}, {"lane": lanes[0]})], by=by)


def test_an_end_before_its_start_is_refused_by_name(
    roadmap: Roadmap, entries: list[Entry], act: Actor
) -> None:
    with pytest.raises(ValidationError, match="WEB-1: The due date is before the start"):
        move_entries(roadmap, [EntryMove(entries[0], {"due_on": date(2020, 1, 1)})], by=act)


@pytest.fixture
def manager(client_of: ClientOf, product_manager: Member) -> Client:
    return client_of(product_manager)


def row(entry: Entry, start: str, due: str) -> dict[str, str]:
    item: Item = entry.item
    now = {"start_on": item.start_on, "due_on": item.due_on}
    seen = {f"from_{name}": day.isoformat() if day else "" for name, day in now.items()}
    lane = str(entry.lane_id)
    return {"entry": str(entry.pk), "start_on": start, "due_on": due, "lane": lane, "from_lane": lane, **seen}


def post(client: Client, roadmap: Roadmap, moves: Any) -> Any:
    url = reverse("roadmap:move_entries", args=["acme", roadmap.pk])
    return client.post(url, {"moves": json.dumps(moves), "zoom": "months"})


def test_the_answer_is_the_timeline_with_one_undo(
    manager: Client, roadmap: Roadmap, entries: list[Entry]
) -> None:
    answer = post(manager, roadmap, [row(one, "2027-03-01", "2027-03-31") for one in entries])
    assert answer.content.decode().count('data-start="2027-03-01"') == 3
    toast = json.loads(answer["HX-Trigger"])["toast"]
    assert (toast["message"], "/undo/" in toast["undoUrl"]) == ("Moved 3 items", True)


@pytest.mark.parametrize(
    "moves", [[], {}, "x", [{"entry": "x"}], [{}], [{"entry": "01a205f5-3bfe-7647-828b-eb2436a126cc"}], [1]]
)
def test_what_cannot_be_read_is_422(manager: Client, roadmap: Roadmap, moves: Any) -> None:
    assert post(manager, roadmap, moves).status_code == 422


@pytest.mark.parametrize(
    ("name", "value"), [("start_on", "soon"), ("start_precision", "year"), ("lane", "x"), ("due_on", 7)]
)
def test_a_wrong_value_is_422(
    name: str, value: Any, manager: Client, roadmap: Roadmap, entries: list[Entry]
) -> None:
    assert post(manager, roadmap, [{"entry": str(entries[0].pk), name: value}]).status_code == 422


def test_the_number_costs_no_statement(
    manager: Client, roadmap: Roadmap, entries: list[Entry], by: Actor
) -> None:
    def cost(some: list[Entry], start: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert post(manager, roadmap, [row(one, start, "2027-03-31") for one in some]).status_code == 200
        return len([each for each in seen.captured_queries if "SAVEPOINT" not in each["sql"]])

    few = cost(entries, "2027-03-01")
    more = add_entries(
        roadmap, [make_item(entries[0].item.product) for _ in range(40)], by=by, lane=entries[0].lane
    )
    assert cost(more, "2027-03-02") <= few <= 22
