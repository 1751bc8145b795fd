"""Objectives: set, described, put in their place, deleted and brought back."""

import threading
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.db.utils import IntegrityError

from accounts.models import Member, Workspace
from activity.actors import Actor
from activity.models import Event
from activity.undo import undo_action
from backlog.models import Item
from core.errors import OutOfDate
from roadmap.models import ItemObjective, Objective
from roadmap.objective_queries import outline
from roadmap.services.objective_items import add_items
from roadmap.services.objectives import (
    create_objective,
    delete_objective,
    move_objective,
    place_objective,
    restore_objective,
    step_objective,
    update_objective,
)
from tests.factories import make_item, make_key_result, make_member, make_objective, make_workspace


@pytest.fixture
def top(workspace: Workspace) -> Objective:
    return make_objective(workspace, "Buy in a minute")


def drawn(workspace: Workspace) -> list[str]:
    """The tree, one line an objective."""
    return [
        "-" * (goal.level - 1) + goal.objective.name
        for first in outline(workspace.pk)
        for goal in first.everything()
    ]


def family(workspace: Workspace, *names: str, parent: Objective | None = None) -> list[Objective]:
    return [make_objective(workspace, name, parent=parent) for name in names]


def test_an_objective_is_set_and_described(workspace: Workspace, by: Actor, product_owner: Member) -> None:
    made = create_objective(workspace, by=by, name="  Buy   in a minute ", weight=8, owner=product_owner)
    fields = {"name": "Buy in 60 s", "end_on": date(2026, 12, 31), "state": "achieved", "owner": None}
    changed = update_objective(made, by=by, fields=fields)
    assert (made.name, changed.name, changed.weight, changed.version) == (
        "Buy in a minute",
        "Buy in 60 s",
        8,
        2,
    )
    event = Event.objects.get(verb="objective.updated")
    assert event.changes["owner"] == [str(product_owner.pk), None]
    assert event.changes["end_on"] == [None, "2026-12-31"]


def test_nothing_changed_nothing_written(top: Objective, by: Actor) -> None:
    assert update_objective(top, by=by, fields={"name": "Buy in a  minute", "parent": None}).version == 1
    assert move_objective(top, by=by).version == 1
    assert Event.objects.filter(verb__startswith="objective.").count() == 1


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"weight": 11}, "10"),
        ({"name": ""}, "blank"),
        ({"state": "maybe"}, "maybe"),
        ({"start_on": date(2027, 2, 1), "end_on": date(2027, 1, 1)}, "before the start"),
        ({"end_on": date(2999, 1, 1)}, "2200"),
        ({"description": "x" * 10_001}, "10000"),
    ],
)
def test_what_is_wrong_is_refused(top: Objective, by: Actor, fields: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        update_objective(top, by=by, fields=fields)


def test_a_stranger_owns_nothing_and_stands_nowhere(top: Objective, by: Actor) -> None:
    other = make_workspace()
    with pytest.raises(ValidationError, match="no such member"):
        update_objective(top, by=by, fields={"owner": make_member(other, "owner")})
    with pytest.raises(ValidationError, match="no such objective"):
        update_objective(top, by=by, fields={"parent": make_objective(other)})


def test_who_was_faster_is_noticed(top: Objective, by: Actor) -> None:
    update_objective(top, by=by, fields={"weight": 7})
    with pytest.raises(OutOfDate):
        update_objective(top, by=by, fields={"weight": 9}, seen={"weight": 5})
    with pytest.raises(OutOfDate):
        delete_objective(top, by=by, expected_version=1)


def test_only_who_plans_sets_goals(top: Objective, product_owner: Member) -> None:
    acts: list[Any] = [delete_objective, move_objective, restore_objective]
    for act in acts:
        with pytest.raises(PermissionDenied):
            act(top, by=product_owner.actor())
    with pytest.raises(PermissionDenied, match="goals"):
        create_objective(top.workspace, by=product_owner.actor(), name="Mine")


def test_no_ring_and_no_more_than_five_levels(workspace: Workspace, top: Objective, by: Actor) -> None:
    line = [top]
    for _level in range(4):
        line.append(make_objective(workspace, parent=line[-1]))
    with pytest.raises(ValidationError, match="5 levels"):
        make_objective(workspace, parent=line[-1])
    with pytest.raises(ValidationError, match="itself or stands below"):
        update_objective(top, by=by, fields={"parent": line[2]})
    pair = family(workspace, "a")[0]
    make_objective(workspace, parent=pair)
    with pytest.raises(ValidationError, match="5 levels"):
        update_objective(pair, by=by, fields={"parent": line[3]})
    assert update_objective(line[4], by=by, fields={"parent": None}).parent_id is None


def test_siblings_change_places(workspace: Workspace, by: Actor) -> None:
    a, b, c = family(workspace, "a", "b", "c")
    move_objective(c, by=by, before=b)
    assert drawn(workspace) == ["a", "c", "b"]
    step_objective(a, 1, by=by)
    step_objective(a, 1, by=by)
    step_objective(a, 1, by=by)
    assert drawn(workspace) == ["c", "b", "a"]
    with pytest.raises(ValidationError, match="beside"):
        move_objective(a, by=by, after=make_objective(workspace, parent=b))


def test_it_is_put_between_others_of_another_parent_in_one_act(workspace: Workspace, by: Actor) -> None:
    a, b, c = family(workspace, "a", "b", "c")
    x, y = family(workspace, "x", "y", parent=a)
    act = by.anew()
    place_objective(b, by=act, parent=a, before=y)
    assert drawn(workspace) == ["a", "-x", "-b", "-y", "c"]
    place_objective(c, by=by, parent=a, after=x)
    assert drawn(workspace) == ["a", "-x", "-c", "-b", "-y"]
    update_objective(c, by=by, fields={"parent": None})
    assert undo_action(act.action, by=by).refused == []
    assert drawn(workspace) == ["a", "-x", "-y", "b", "c"]


def test_it_is_put_nowhere_where_one_of_its_places_is_wrong(workspace: Workspace, by: Actor) -> None:
    a, b, c = family(workspace, "a", "b", "c")
    with pytest.raises(ValidationError, match="beside"):
        place_objective(c, by=by, parent=a, before=b)
    assert drawn(workspace) == ["a", "b", "c"]


def test_what_stood_below_goes_up_and_undo_puts_all_back(
    workspace: Workspace, by: Actor, items: list[Item]
) -> None:
    a, b, _c = family(workspace, "a", "b", "c")
    family(workspace, "x", "y", parent=b)
    make_key_result(b)
    add_items(b, items[:2], by=by)
    add_items(a, items[2:], by=by)
    add_items(b, items[2:], by=by, contributing=True)
    act = by.anew()
    delete_objective(b, by=act)
    assert (drawn(workspace), ItemObjective.objects.count()) == (["a", "x", "y", "c"], 1)
    assert undo_action(act.action, by=by).refused == []
    assert set(drawn(workspace)) == {"a", "b", "-x", "-y", "c"}
    assert drawn(workspace).index("-x") < drawn(workspace).index("-y")
    assert (b.places.count(), b.places.filter(is_primary=False).count(), b.key_results.count()) == (3, 1, 1)


@pytest.mark.parametrize("count", [3, 25])
def test_undo_brings_any_number_of_items_back(
    workspace: Workspace, top: Objective, by: Actor, items: list[Item], count: int
) -> None:
    rows = [make_item(items[0].product) for _ in range(count)]
    add_items(top, rows, by=by.anew())
    act = by.anew()
    delete_objective(top, by=act)
    assert undo_action(act.action, by=by).refused == []
    assert top.places.count() == count


def test_undo_takes_back_each_change(workspace: Workspace, by: Actor) -> None:
    a, b = family(workspace, "a", "b")
    acts = [by.anew() for _ in range(4)]
    update_objective(a, by=acts[0], fields={"weight": 9, "end_on": date(2027, 1, 1), "description": "Why"})
    move_objective(b, by=acts[1])
    update_objective(b, by=acts[2], fields={"parent": a})
    made = create_objective(workspace, by=acts[3], name="c")
    for act in reversed(acts):
        assert undo_action(act.action, by=by).refused == []
    a.refresh_from_db()
    assert (drawn(workspace), a.weight, a.end_on, a.description) == (["a", "b"], 5, None, "")
    assert not Objective.objects.filter(pk=made.pk).exists()


def test_undo_refuses_what_others_changed_since(top: Objective, by: Actor) -> None:
    act = by.anew()
    update_objective(top, by=act, fields={"weight": 9})
    update_objective(top, by=by.anew(), fields={"weight": 2})
    assert "changed it since" in undo_action(act.action, by=by).message()


def test_what_has_been_filled_since_is_not_unmade(workspace: Workspace, by: Actor) -> None:
    act = by.anew()
    made = create_objective(workspace, by=act, name="c")
    make_key_result(made)
    assert "put into it since" in undo_action(act.action, by=by).message()


def test_what_came_back_can_go_again(top: Objective, by: Actor, items: list[Item]) -> None:
    make_key_result(top)
    add_items(top, items, by=by.anew())
    act = by.anew()
    delete_objective(top, by=act)
    undo_action(act.action, by=by)
    again = Event.objects.get(verb="objective.restored").action
    assert undo_action(again, by=by).refused == []
    assert not Objective.objects.exists()


def test_the_database_keeps_goals_within_their_workspace(workspace: Workspace, top: Objective) -> None:
    Objective.objects.filter(pk=top.pk).update(parent=make_objective(make_workspace()))
    with connection.cursor() as cursor, pytest.raises(IntegrityError):
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.django_db(transaction=True)
def test_two_who_turn_the_tree_at_once_close_no_ring(workspace: Workspace, by: Actor) -> None:
    a, b = family(workspace, "a", "b")
    said: list[str] = []

    def turn() -> None:
        try:
            update_objective(b, by=by.anew(), fields={"parent": a})
        except ValidationError as error:
            said.extend(error.messages)
        finally:
            connection.close()

    thread = threading.Thread(target=turn)
    with transaction.atomic():
        update_objective(a, by=by, fields={"parent": b})
        thread.start()
        thread.join(timeout=0.5)
        assert thread.is_alive(), "it waits for the tree"
    thread.join()
    assert said == ["“a” is “b” itself or stands below it."]
    assert drawn(workspace) == ["b", "-a"]
