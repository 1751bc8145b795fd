"""Several entries moved as one act: dates, lanes, undo, refusals."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Member, Team
from activity.actors import Actor
from activity.models import Event
from activity.undo import undo_action
from backlog.models import Item
from backlog.services.items import update_item
from core.errors import OutOfDate
from roadmap.models import Entry, Lane, Roadmap
from roadmap.services.entries import add_entries
from roadmap.services.moving import EntryMove, move_entries, move_entry
from roadmap.services.theme_items import add_items as add_to_theme
from tests.conftest import ClientOf
from tests.factories import make_item, make_team, make_theme

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


FEBRUARY = {"start_on": date(2027, 2, 2), "due_on": date(2027, 2, 9)}


def refusal(roadmap: Roadmap, moves: list[EntryMove], by: Actor) -> str:
    before = held()
    with pytest.raises(OutOfDate) as refused:
        move_entries(roadmap, moves, by=by)
    assert held() == before
    return str(refused.value)


def test_one_that_someone_else_moved_stops_all_and_shows_both(
    roadmap: Roadmap, entries: list[Entry], act: Actor
) -> None:
    update_item(entries[1].item, by=act.anew(), fields=FEBRUARY)
    assert refusal(roadmap, [to_march(one) for one in entries], act) == (
        "Someone else has just changed WEB-2 to 2 Feb – 9 Feb 2027. You wanted 1 Mar – 31 Mar 2027."
    )


def test_of_several_each_is_shown(
    roadmap: Roadmap, entries: list[Entry], lanes: list[Lane], act: Actor
) -> None:
    update_item(entries[1].item, by=act.anew(), fields=FEBRUARY)
    move_entry(entries[2], by=act.anew(), fields={"lane": None})
    assert refusal(roadmap, [to_march(one, lane=lanes[1]) for one in entries], act).split("\n") == [
        "Someone else has just changed 2 of these. Nothing was moved.",
        "WEB-3 is now No lane, Now. You wanted Trust, Now.",
        "WEB-2 is now 2 Feb – 9 Feb 2027. You wanted 1 Mar – 31 Mar 2027.",
    ]


def test_of_many_some_are_shown(roadmap: Roadmap, lanes: list[Lane], items: list[Item], act: Actor) -> None:
    more = add_entries(roadmap, [make_item(items[0].product) for _ in range(7)], by=act, lane=lanes[0])
    for one in more:
        update_item(one.item, by=act.anew(), fields=FEBRUARY)
    told = refusal(roadmap, [to_march(one) for one in more], act).split("\n")
    assert (len(told), told[-1]) == (7, "And 2 more.")


def in_a_theme(item: Item, name: str, by: Actor) -> UUID:
    theme = make_theme(item.workspace, name)
    add_to_theme(theme, [item], by=by)
    return theme.pk


def in_a_team(item: Item, name: str, by: Actor) -> Team:
    team = make_team(item.workspace, name)
    update_item(item, by=by, fields={"team": team})
    return team


@pytest.mark.parametrize(("name", "put"), [("theme", in_a_theme), ("team", in_a_team)])
def test_lanes_from_a_field_show_both_too(
    name: str, put: Callable[[Item, str, Actor], Any], roadmap: Roadmap, entries: list[Entry], act: Actor
) -> None:
    item = entries[0].item
    wanted, was, _now = [put(item, each, act.anew()) for each in ("Trust", "Speed", "Reach")]
    assert refusal(roadmap, [EntryMove(entries[0], {name: wanted}, {name: was})], act) == (
        "Someone else has just changed WEB-1 to Reach. You wanted Trust."
    )


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
