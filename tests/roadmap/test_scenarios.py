"""A what-if beside the plan: what it holds, what it would change, how it is merged, and that nobody else sees it."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Member, Workspace
from activity.actors import Actor
from activity.models import Event
from activity.undo import undo_action
from backlog.models import Item
from backlog.services.items import update_item
from core.errors import Conflict
from roadmap.document import document
from roadmap.models import Entry, Lane, Milestone, Overlay, Roadmap, Scenario
from roadmap.scenario_words import conflict_lines
from roadmap.scenarios import laid_over, meant_by, plan_in, scenario_of
from roadmap.services.entries import add_entry, remove_entry, update_entry
from roadmap.services.merging import merge_scenario
from roadmap.services.milestones import add_milestone, remove_milestone, update_milestone
from roadmap.services.roadmaps import update_roadmap
from roadmap.services.scenarios import change_scenario, create_scenario, discard_scenario, rename_scenario
from roadmap.tasks import purge_deleted
from tests.factories import make_item, make_product, make_team


@pytest.fixture
def scenario(roadmap: Roadmap, entries: list[Entry], by: Actor) -> Scenario:
    return create_scenario(roadmap, by=by, name="Without the bank")


def due(day: str) -> dict[str, Any]:
    return {"due": [day, "day"]}


def lines(scenario: Scenario) -> list[tuple[str, str, str]]:
    found = meant_by(laid_over(scenario))
    return [(change.kind, change.title, change.after) for meant in found for change in meant.changes]


def change(scenario: Scenario, item: Item, by: Actor, **fields: Any) -> Scenario:
    return change_scenario(scenario, {item.pk: fields}, by=by)


def test_it_changes_nothing_of_the_plan(
    scenario: Scenario, roadmap: Roadmap, items: list[Item], lanes: list[Lane], by: Actor
) -> None:
    before = document(roadmap)
    change(scenario, items[0], by, due=["2027-01-14", "day"], lane=str(lanes[1].pk), confidence="low")
    assert document(roadmap) == before
    assert lines(scenario) == [
        ("later", "Pay by bank transfer", "2027-01-14"), ("moved", "Pay by bank transfer", "Trust"),
        ("confidence", "Pay by bank transfer", "low"),
    ]  # fmt: skip


def test_what_the_plan_says_itself_is_not_other(scenario: Scenario, items: list[Item], by: Actor) -> None:
    change(scenario, items[0], by, **due("2027-01-14"))
    change(scenario, items[0], by, **due("2026-12-31"))
    assert not scenario.overlays.exists()


def test_fuzzy_dates_are_kept_whole(scenario: Scenario, items: list[Item], by: Actor) -> None:
    change(scenario, items[0], by, start=["2027-02-14", "quarter"], due=["2027-02-14", "quarter"])
    entry = next(entry for entry in plan_in(laid_over(scenario)).entries if entry.item_id == items[0].pk)
    assert (entry.start, entry.due) == (date(2027, 1, 1), date(2027, 3, 31))


@pytest.mark.parametrize(
    "fields",
    [
        due("2026-11-01"),
        due("never"),
        due("1200-01-01"),
        {"lane": "x"},
        {"horizon": "x"},
        {"confidence": "x"},
        {"public_title": "x" * 301},
        {"public_note": 7},
    ],
)
def test_what_the_plan_could_not_hold_is_refused(
    scenario: Scenario, items: list[Item], by: Actor, fields: Any
) -> None:
    with pytest.raises(ValidationError):
        change(scenario, items[0], by, **fields)


def test_items_are_added_and_taken_off(scenario: Scenario, items: list[Item], by: Actor) -> None:
    extra = make_item(items[0].product, "Vouchers")
    change_scenario(scenario, {extra.pk: {"on": True, "horizon": "now"}, items[1].pk: {"on": False}}, by=by)
    assert {(kind, title) for kind, title, _after in lines(scenario)} == {
        ("added", "Vouchers"),
        ("dropped", "Apple Pay"),
    }


def test_only_what_was_chosen_is_merged(
    scenario: Scenario, items: list[Item], entries: list[Entry], lanes: list[Lane], by: Actor
) -> None:
    extra = make_item(items[0].product, "Vouchers")
    change(
        scenario,
        items[0],
        by,
        due=["2027-01-14", "day"],
        lane=str(lanes[1].pk),
        horizon="later",
        confidence="low",
    )
    change(scenario, extra, by, on=True, lane=str(lanes[1].pk), **due("2027-06-30"))
    change(scenario, items[1], by, on=False)
    change(scenario, items[2], by, **due("2027-02-01"))
    assert merge_scenario(scenario, [items[0].pk, extra.pk, items[1].pk], by=by.anew()) == 3
    entries[0].refresh_from_db()
    assert (entries[0].lane, entries[0].horizon, entries[0].confidence) == (lanes[1], "later", "low")
    assert Item.objects.get(pk=items[0].pk).due_on == date(2027, 1, 14)
    assert {entry.item.title for entry in Entry.objects.filter(lane=lanes[1])} == {
        "Pay by bank transfer",
        "Vouchers",
    }
    assert [meant.title for meant in meant_by(laid_over(scenario))] == ["Guest basket"]


def test_one_undo_takes_the_merge_back(
    scenario: Scenario, roadmap: Roadmap, items: list[Item], lanes: list[Lane], by: Actor
) -> None:
    change(
        scenario,
        items[0],
        by,
        due=["2027-01-14", "day"],
        lane=str(lanes[1].pk),
        horizon="later",
        confidence="low",
    )
    change(scenario, items[1], by, on=False)
    before, meant, act = document(roadmap), sorted(lines(scenario)), by.anew()
    merge_scenario(scenario, [items[0].pk, items[1].pk], by=act)
    assert document(roadmap) != before
    assert not undo_action(act.action, by=by).refused
    assert document(roadmap) == before
    assert sorted(lines(scenario)) == meant


def test_where_the_plan_moved_on_both_are_shown_and_chosen(
    scenario: Scenario, items: list[Item], by: Actor, owner: Member
) -> None:
    change(scenario, items[0], by, **due("2027-01-14"))
    update_item(items[0], by=owner.actor(), fields={"due_on": date(2027, 3, 1)})
    assert meant_by(laid_over(scenario))[0].moved_on == {"due": ["2027-03-01", "day"]}
    with pytest.raises(Conflict, match="WEB-1"):
        merge_scenario(scenario, [items[0].pk], by=by)
    merge_scenario(scenario, [items[0].pk], by=by, seen={items[0].pk: {"due": ["2027-03-01", "day"]}})
    assert Item.objects.get(pk=items[0].pk).due_on == date(2027, 1, 14)


def test_what_moved_again_since_one_looked_is_asked_again(
    scenario: Scenario, items: list[Item], by: Actor, owner: Member
) -> None:
    change(scenario, items[0], by, **due("2027-01-14"))
    update_item(items[0], by=owner.actor(), fields={"due_on": date(2027, 4, 1)})
    with pytest.raises(Conflict):
        merge_scenario(scenario, [items[0].pk], by=by, seen={items[0].pk: {"due": ["2027-03-01", "day"]}})
    assert merge_scenario(scenario, [items[0].pk], by=by, over=[items[0].pk]) == 1


def test_the_same_change_elsewhere_is_no_clash(
    scenario: Scenario, items: list[Item], by: Actor, owner: Member
) -> None:
    change(scenario, items[0], by, **due("2027-01-14"))
    update_item(items[0], by=owner.actor(), fields={"due_on": date(2027, 1, 14)})
    assert merge_scenario(scenario, [items[0].pk], by=by) == 1


def test_an_entry_that_was_taken_off_meanwhile_is_asked_for(
    scenario: Scenario, items: list[Item], entries: list[Entry], roadmap: Roadmap, by: Actor
) -> None:
    change(scenario, items[0], by, **due("2027-01-14"))
    remove_entry(entries[0], by=by)
    assert meant_by(laid_over(scenario))[0].moved_on == {"on": False}
    with pytest.raises(Conflict):
        merge_scenario(scenario, [items[0].pk], by=by)
    merge_scenario(scenario, [items[0].pk], by=by, over=[items[0].pk])
    assert roadmap.entries.filter(item=items[0]).exists()


def test_lanes_from_a_field_change_the_item_only_when_merged(
    scenario: Scenario, roadmap: Roadmap, items: list[Item], by: Actor, workspace: Workspace
) -> None:
    team = make_team(workspace, "Payments")
    update_item(items[1], by=by, fields={"team": team})
    update_roadmap(roadmap, by=by, fields={"lanes_from": "team"})
    scenario = scenario_of(by, scenario.pk)
    change(scenario, items[0], by, lane=str(team.pk))
    assert Item.objects.get(pk=items[0].pk).team is None
    merge_scenario(scenario, [items[0].pk], by=by)
    assert Item.objects.get(pk=items[0].pk).team == team


def test_nobody_else_knows_of_it(scenario: Scenario, owner: Member, by: Actor) -> None:
    with pytest.raises(Http404):
        scenario_of(owner.actor(), scenario.pk)
    with pytest.raises(Scenario.DoesNotExist):
        discard_scenario(scenario, by=owner.actor())
    assert {event.data["visibility"] for event in Event.objects.filter(object_id=scenario.pk)} == {"private"}


def test_who_does_not_plan_makes_none(roadmap: Roadmap, product_owner: Member) -> None:
    with pytest.raises(PermissionDenied):
        create_scenario(roadmap, by=product_owner.actor(), name="Mine")


@pytest.mark.parametrize("verb", ["changed", "discarded", "updated"])
def test_each_act_is_undone(scenario: Scenario, items: list[Item], by: Actor, verb: str) -> None:
    act, before = by.anew(), lines(scenario)
    if verb == "changed":
        change(scenario, items[0], act, **due("2027-01-14"))
    elif verb == "discarded":
        discard_scenario(scenario, by=act)
    else:
        rename_scenario(scenario, by=act, name="Other")
    undo_action(act.action, by=by)
    again = scenario_of(by, scenario.pk)
    assert (again.name, lines(again)) == ("Without the bank", before)


def test_a_thousand_items_are_changed_at_once(
    scenario: Scenario, roadmap: Roadmap, items: list[Item], by: Actor, django_assert_max_num_queries: Any
) -> None:
    made = [make_item(items[0].product, f"More {number}") for number in range(30)]
    for item in made:
        add_entry(roadmap, item, by=by)
    wanted: dict[UUID, dict[str, Any]] = {item.pk: due("2027-01-14") for item in made}
    with django_assert_max_num_queries(14):
        change_scenario(scenario, wanted, by=by)
    with django_assert_max_num_queries(30):
        merge_scenario(scenario, list(wanted), by=by)


def test_a_discarded_one_goes_after_thirty_days(scenario: Scenario, items: list[Item], by: Actor) -> None:
    change(scenario, items[0], by, **due("2027-01-14"))
    discard_scenario(scenario, by=by)
    assert purge_deleted() == 0
    Scenario.objects.update(deleted_at=timezone.now() - timedelta(days=31))
    assert purge_deleted() == 1
    assert not Overlay.objects.exists()


def test_a_merge_holds_no_item_of_another_workspace(
    scenario: Scenario, items: list[Item], by: Actor, stranger: Member
) -> None:
    theirs = make_item(make_product(stranger.workspace))
    with CaptureQueriesContext(connection) as asked, pytest.raises(ValidationError):
        merge_scenario(scenario, [items[0].pk, theirs.pk], by=by)
    held = [
        query["sql"]
        for query in asked
        if "FOR NO KEY UPDATE" in query["sql"] and str(theirs.pk.hex) in query["sql"].replace("-", "")
    ]
    assert held
    assert all(str(by.workspace_id) in sql for sql in held)


def words_of(item: Item) -> tuple[str, str]:
    entry = Entry.objects.get(item=item)
    return entry.public_title, entry.public_note


def test_words_are_tried_out_merged_and_come_back(
    scenario: Scenario, items: list[Item], entries: list[Entry], by: Actor
) -> None:
    change(scenario, items[0], by, public_title="Pay  faster", public_note="Without the bank.")
    assert words_of(items[0]) == ("", "")
    assert lines(scenario) == [
        ("renamed", "Pay faster", "Pay faster"), ("noted", "Pay faster", "Without the bank."),
    ]  # fmt: skip
    doing = by.anew()
    merge_scenario(scenario, [items[0].pk], by=doing)
    assert words_of(items[0]) == ("Pay faster", "Without the bank.")
    assert undo_action(doing.action, by=by).refused == []
    assert words_of(items[0]) == ("", "")
    assert set(scenario.overlays.values_list("field", flat=True)) == {"public_title", "public_note"}


def test_words_that_others_changed_meanwhile_are_asked_about(
    scenario: Scenario, items: list[Item], entries: list[Entry], by: Actor
) -> None:
    change(scenario, items[0], by, public_title="Pay faster")
    update_entry(entries[0], by=by, fields={"public_title": "Pay sooner"})
    (meant,) = meant_by(laid_over(scenario))
    (line,) = conflict_lines(laid_over(scenario), meant, today=timezone.localdate())
    assert (line.name, line.plan, line.scenario) == ("Public title", "Pay sooner", "Pay faster")
    with pytest.raises(Conflict, match="WEB-1"):
        merge_scenario(scenario, [items[0].pk], by=by)
    merge_scenario(scenario, [items[0].pk], by=by, seen={items[0].pk: meant.moved_on})
    assert words_of(items[0]) == ("Pay faster", "")


def test_an_added_item_brings_its_words(
    scenario: Scenario, roadmap: Roadmap, workspace: Workspace, by: Actor
) -> None:
    item = make_item(make_product(workspace, "NEW"))
    change(scenario, item, by, on=True, public_title="Soon", public_note="By us.")
    assert [row.title for row in plan_in(laid_over(scenario)).entries if row.item_id == item.pk] == ["Soon"]
    merge_scenario(scenario, [item.pk], by=by)
    assert words_of(item) == ("Soon", "By us.")


@pytest.fixture
def fair(roadmap: Roadmap, by: Actor) -> Milestone:
    return add_milestone(roadmap, by=by, name="Spring fair", on=date(2027, 3, 12))


def have(scenario: Scenario, fair: Milestone, day: str, by: Actor) -> Scenario:
    return change_scenario(scenario, {fair.pk: {"day": day}}, by=by)


def test_a_milestone_is_moved_merged_and_taken_back(scenario: Scenario, fair: Milestone, by: Actor) -> None:
    have(scenario, fair, "2027-04-01", by)
    assert [mark.on for mark in plan_in(laid_over(scenario)).milestones] == [date(2027, 4, 1)]
    assert lines(scenario) == [("later", "Spring fair", "2027-04-01")]
    act = by.anew()
    assert merge_scenario(scenario, [fair.pk], by=act) == 1
    fair.refresh_from_db()
    assert (fair.on, scenario.overlays.count()) == (date(2027, 4, 1), 0)
    assert undo_action(act.action, by=by.anew()).message() == "Undone."
    fair.refresh_from_db()
    assert (fair.on, lines(scenario)[0][0]) == (date(2027, 3, 12), "later")


def test_a_milestone_that_others_moved_meanwhile_is_asked_about(
    scenario: Scenario, fair: Milestone, by: Actor
) -> None:
    have(scenario, fair, "2027-04-01", by)
    update_milestone(fair, by=by.anew(), fields={"on": date(2027, 5, 1)})
    assert meant_by(laid_over(scenario))[0].moved_on == {"day": "2027-05-01"}
    with pytest.raises(Conflict, match="Spring fair"):
        merge_scenario(scenario, [fair.pk], by=by)
    assert merge_scenario(scenario, [fair.pk], by=by, seen={fair.pk: {"day": "2027-05-01"}}) == 1


def test_a_move_of_a_milestone_is_undone(scenario: Scenario, fair: Milestone, by: Actor) -> None:
    have(scenario, fair, "2027-04-01", by)
    act = by.anew()
    have(scenario, fair, "2027-04-02", act)
    undo_action(act.action, by=by.anew())
    assert lines(scenario) == [("later", "Spring fair", "2027-04-01")]
    have(scenario, fair, "2027-03-12", by)
    assert not scenario.overlays.exists()


@pytest.mark.parametrize("day", ["", "soon", None, "9999-01-01"])
def test_a_day_that_is_none_is_refused(scenario: Scenario, fair: Milestone, day: Any, by: Actor) -> None:
    with pytest.raises(ValidationError):
        change_scenario(scenario, {fair.pk: {"day": day}}, by=by)


def test_a_milestone_that_was_removed_is_there_again_with_the_undo(
    scenario: Scenario, fair: Milestone, by: Actor
) -> None:
    have(scenario, fair, "2027-04-01", by)
    act = by.anew()
    remove_milestone(fair, by=act)
    assert plan_in(laid_over(scenario)).milestones == []
    assert undo_action(act.action, by=by.anew()).message() == "Undone."
    assert [mark.on for mark in plan_in(laid_over(scenario)).milestones] == [date(2027, 4, 1)]
    assert lines(scenario) == [("later", "Spring fair", "2027-04-01")]


def test_a_milestone_that_was_removed_is_asked_about_and_comes_back_by_choice(
    scenario: Scenario, fair: Milestone, by: Actor
) -> None:
    have(scenario, fair, "2027-04-01", by)
    remove_milestone(fair, by=by.anew())
    laid = laid_over(scenario)
    [found] = meant_by(laid)
    assert (found.title, found.changes, found.moved_on) == ("Spring fair", [], {"on": False})
    [line] = conflict_lines(laid, found, today=date(2026, 11, 1))
    assert (line.name, line.plan, line.scenario) == ("On the roadmap", "no", "yes")
    with pytest.raises(Conflict, match="Spring fair"):
        merge_scenario(scenario, [fair.pk], by=by)
    act = by.anew()
    assert merge_scenario(scenario, [fair.pk], by=act, seen={fair.pk: {"on": False}}) == 1
    fair.refresh_from_db()
    assert (fair.deleted_at, fair.on) == (None, date(2027, 4, 1))
    assert undo_action(act.action, by=by.anew()).message() == "Undone."
    assert not scenario.roadmap.milestones.exists()
    assert meant_by(laid_over(scenario))[0].moved_on == {"on": False}


def test_of_a_milestone_that_was_removed_nothing_is_left_by_choice(
    scenario: Scenario, fair: Milestone, by: Actor
) -> None:
    have(scenario, fair, "2027-04-01", by)
    remove_milestone(fair, by=by.anew())
    act = by.anew()
    have(scenario, fair, laid_over(scenario).planned(fair.pk)["day"], act)
    assert meant_by(laid_over(scenario)) == []
    undo_action(act.action, by=by.anew())
    assert [found.title for found in meant_by(laid_over(scenario))] == ["Spring fair"]
