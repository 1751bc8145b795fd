"""What serves an objective: first, or beside."""

from functools import partial

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.db.utils import IntegrityError

from accounts.models import Member, Workspace
from activity.actors import Actor, system_actor
from activity.models import Event
from activity.undo import undo_action
from backlog.models import Item, Product
from backlog.queries.stream import stream
from roadmap.models import ItemObjective, Objective
from roadmap.objective_queries import items_of
from roadmap.services.objective_items import add_items, leave_primary, note_contribution, remove_items
from tests.backlog.statements import counted
from tests.factories import make_item, make_objective, make_product, make_workspace
from tests.together import together


@pytest.fixture
def fast(workspace: Workspace) -> Objective:
    return make_objective(workspace, "Buy in a minute")


@pytest.fixture
def trust(workspace: Workspace) -> Objective:
    return make_objective(workspace, "Trusted by all")


def serving(objective: Objective) -> dict[str, bool]:
    return {row.key: row.is_primary for row in items_of(objective, system_actor(objective.workspace_id))}


def test_an_item_serves_one_first_and_others_beside(
    fast: Objective, trust: Objective, items: list[Item], by: Actor
) -> None:
    assert add_items(fast, items[:2], by=by) == items[:2]
    assert add_items(fast, items[:2], by=by) == []
    add_items(trust, items[:2], by=by, contributing=True)
    add_items(trust, items[:1], by=by)
    assert (serving(fast), serving(trust)) == ({"WEB-2": True}, {"WEB-1": True, "WEB-2": False})
    add_items(trust, items[:1], by=by, contributing=True)
    assert serving(trust)["WEB-1"] is True, "what serves it first stays so"


def test_who_serves_nothing_first_may_still_contribute(
    fast: Objective, trust: Objective, items: list[Item], by: Actor
) -> None:
    add_items(fast, items, by=by)
    add_items(trust, items, by=by, contributing=True)
    assert leave_primary(items[:2], by=by) == 2
    assert remove_items(trust, items[1:], by=by) == 2
    assert (serving(fast), serving(trust)) == ({"WEB-3": True}, {"WEB-1": False})


def test_only_who_grooms_ties_items(
    fast: Objective, items: list[Item], product_owner: Member, contributor: Member
) -> None:
    assert add_items(fast, items, by=product_owner.actor())
    for act in (add_items, remove_items):
        with pytest.raises(PermissionDenied):
            act(fast, items, by=contributor.actor())
    with pytest.raises(PermissionDenied):
        leave_primary(items, by=contributor.actor())


def test_a_stranger_serves_nothing(fast: Objective, by: Actor) -> None:
    stranger = make_item(make_product(make_workspace()))
    with pytest.raises(ValidationError, match="deleted"):
        add_items(fast, [stranger], by=by)
    ItemObjective.objects.create(workspace=fast.workspace, objective=fast, item=stranger)
    with connection.cursor() as cursor, pytest.raises(IntegrityError):
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_one_undo_takes_a_move_back(fast: Objective, trust: Objective, items: list[Item], by: Actor) -> None:
    act = by.anew()
    add_items(fast, items, by=by.anew())
    add_items(trust, items[:1], by=by.anew(), contributing=True)
    add_items(trust, items[:2], by=act)
    assert undo_action(act.action, by=by).refused == []
    assert (serving(fast), serving(trust)) == (
        dict.fromkeys(("WEB-1", "WEB-2", "WEB-3"), True),
        {"WEB-1": False},
    )


def test_undo_leaves_what_was_planned_anew(
    fast: Objective, trust: Objective, items: list[Item], by: Actor
) -> None:
    acts = [by.anew(), by.anew()]
    add_items(fast, items[:2], by=acts[0])
    remove_items(fast, items[:1], by=acts[1])
    add_items(trust, items[:2], by=by.anew())
    for act, key in zip(acts, ("WEB-2", "WEB-1"), strict=True):
        assert key in dict(undo_action(act.action, by=by).refused)
    assert (serving(fast), serving(trust)) == ({}, {"WEB-1": True, "WEB-2": True})


def test_undo_of_many_costs_no_more_than_of_few(web: Product, fast: Objective, by: Actor) -> None:
    costs = []
    for count in (20, 60):
        act = by.anew()
        add_items(fast, [make_item(web) for _ in range(count)], by=act)
        with counted() as statements:
            assert undo_action(act.action, by=by).refused == []
        costs.append(len(statements))
    assert costs[0] == costs[1]
    assert serving(fast) == {}


def test_tying_costs_the_same_for_any_number(
    web: Product, fast: Objective, trust: Objective, by: Actor
) -> None:
    costs = []
    for count in (1, 30):
        rows = [make_item(web) for _ in range(count)]
        add_items(fast, rows, by=by)
        with counted() as statements:
            add_items(trust, rows, by=by)
        costs.append(len(statements))
    assert costs[0] == costs[1] <= 8


def test_the_history_of_an_item_tells_it(
    fast: Objective, trust: Objective, items: list[Item], by: Actor
) -> None:
    add_items(fast, items[:1], by=by)
    add_items(trust, items[:1], by=by, contributing=True)
    remove_items(fast, items[:1], by=by)
    said = " ".join(
        str(line) for entry in stream(items[0], actor=by, criteria={}).entries for line in entry.texts
    )
    for words in ("tied it to the objective Buy", "contribute to the objective Trusted", "untied it from"):
        assert words in said
    data = Event.objects.filter(verb="objective.item_added").first().data  # type: ignore[union-attr]
    assert (data["key"], data["is_primary"]) == ("WEB-1", True)


@pytest.mark.django_db(transaction=True)
def test_many_who_tie_the_same_items_at_once_double_none(
    fast: Objective, trust: Objective, items: list[Item], by: Actor
) -> None:
    def tie(to: Objective, order: list[Item]) -> None:
        for turn in range(4):
            add_items(to, order, by=by.anew(), contributing=turn % 2 == 1)

    turns = [(fast, items), (trust, items[::-1]), (trust, items), (fast, items[::-1])]
    assert together(*(partial(tie, *turn) for turn in turns)) == []
    assert ItemObjective.objects.filter(is_primary=True).count() == len(items)


def test_what_an_item_contributes_is_said_kept_and_taken_back(
    fast: Objective, trust: Objective, items: list[Item], by: Actor
) -> None:
    add_items(fast, items[:1], by=by.anew(), contributing=True)
    note_contribution(fast, items[0], by=by.anew(), note=" Takes the  longest step out ")
    act, away = by.anew(), by.anew()
    note_contribution(fast, items[0], by=act, note="")
    assert undo_action(act.action, by=by).refused == []
    add_items(fast, items[:1], by=by.anew())
    remove_items(fast, items[:1], by=away)
    assert undo_action(away.action, by=by.anew()).refused == []
    (row,) = items_of(fast, by)
    assert (row.note, row.is_primary) == ("Takes the longest step out", True)
    with pytest.raises(ValidationError, match="WEB-2 does not serve it"):
        note_contribution(fast, items[1], by=by, note="Nothing")
