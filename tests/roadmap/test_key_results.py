"""Key results and check-ins."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import Member, Workspace
from activity.actors import Actor
from activity.models import Event
from activity.undo import undo_action
from core.errors import Conflict, OutOfDate
from roadmap.models import CheckIn, KeyResult, Objective
from roadmap.services.check_ins import check_in, remove_check_in, restore_check_in
from roadmap.services.key_results import (
    MOST,
    create_key_result,
    delete_key_result,
    restore_key_result,
    update_key_result,
)
from roadmap.services.objectives import delete_objective
from tests.factories import make_key_result, make_objective


@pytest.fixture
def objective(workspace: Workspace) -> Objective:
    return make_objective(workspace, "Buy in a minute")


@pytest.fixture
def result(objective: Objective) -> KeyResult:
    return make_key_result(objective, "Checkouts finished", start=60, target=80, unit="%")


def now(row: KeyResult) -> float:
    return float(KeyResult.all_objects.get(pk=row.pk).current)


def test_a_key_result_begins_at_its_start(objective: Objective, by: Actor, product_owner: Member) -> None:
    made = create_key_result(
        objective, by=by, name="Time to pay", start=Decimal(94), target=Decimal("60.5"), unit="s", owner=product_owner
    )  # fmt: skip
    assert (float(made.current), made.progress, made.is_rising) == (94, 0, False)
    event = Event.objects.get(verb="keyresult.created")
    assert (event.data["on"], event.object_type) == (str(objective.pk), "keyresult")


@pytest.mark.parametrize(("current", "share"), [(60, 0), (70, 0.5), (75, 0.75), (80, 1), (95, 1), (40, 0)])
def test_progress_is_the_share_of_the_way(current: int, share: float) -> None:
    up = KeyResult(start=Decimal(60), target=Decimal(80), current=Decimal(current))
    down = KeyResult(start=Decimal(-60), target=Decimal(-80), current=Decimal(-current))
    assert up.progress == down.progress == share


def test_a_check_in_moves_it_and_taking_it_back_moves_it_back(result: KeyResult, by: Actor) -> None:
    check_in(result, by=by, value=Decimal(66))
    last = check_in(
        result, by=by, value=Decimal("64.5"), confidence="at_risk", comment=" The banner hides it. "
    )
    assert (now(result), last.comment) == (64.5, "The banner hides it.")
    remove_check_in(last, by=by)
    remove_check_in(last, by=by)
    assert (now(result), CheckIn.objects.count()) == (66, 1)
    restore_check_in(last, by=by)
    assert now(result) == 64.5
    with pytest.raises(Conflict):
        restore_check_in(last, by=by)


def test_its_owner_checks_in_and_nobody_else_below_a_manager(
    result: KeyResult, by: Actor, contributor: Member, product_owner: Member
) -> None:
    with pytest.raises(PermissionDenied, match="goals"):
        check_in(result, by=contributor.actor(), value=Decimal(61))
    update_key_result(result, by=by, fields={"owner": contributor})
    mine = check_in(result, by=contributor.actor(), value=Decimal(61))
    with pytest.raises(PermissionDenied):
        remove_check_in(mine, by=product_owner.actor())
    update_key_result(result, by=by, fields={"owner": None})
    remove_check_in(mine, by=contributor.actor())
    assert now(result) == 60


def test_only_who_plans_changes_key_results(result: KeyResult, product_owner: Member) -> None:
    acts: list[Any] = [delete_key_result, restore_key_result]
    for act in acts:
        with pytest.raises(PermissionDenied):
            act(result, by=product_owner.actor())
    with pytest.raises(PermissionDenied):
        update_key_result(result, by=product_owner.actor(), fields={"name": "Mine"})


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"target": Decimal(60)}, "no way to go"),
        ({"name": " "}, "blank"),
        ({"due_on": date(2999, 1, 1)}, "2200"),
        ({"unit": "x" * 21}, "20"),
        ({"start": Decimal("1e14")}, "12 digits"),
    ],
)
def test_what_is_wrong_is_refused(result: KeyResult, by: Actor, fields: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        update_key_result(result, by=by, fields=fields)


def test_a_check_in_is_a_number_with_a_known_confidence(result: KeyResult, by: Actor) -> None:
    for wrong in ({"value": Decimal("NaN")}, {"value": Decimal(1), "confidence": "sure"}):
        with pytest.raises(ValidationError):
            check_in(result, by=by, **wrong)
    assert not CheckIn.objects.exists()


def test_another_start_moves_it_until_somebody_checked_in(result: KeyResult, by: Actor) -> None:
    assert update_key_result(result, by=by, fields={"start": Decimal(55)}).current == 55
    check_in(result, by=by, value=Decimal(70))
    assert update_key_result(result, by=by, fields={"start": Decimal(50)}).current == 70


def test_who_was_faster_is_noticed(result: KeyResult, by: Actor) -> None:
    update_key_result(result, by=by, fields={"target": Decimal(90)})
    with pytest.raises(OutOfDate):
        update_key_result(result, by=by, fields={"target": Decimal(85)}, seen={"target": Decimal(80)})
    with pytest.raises(OutOfDate):
        check_in(result, by=by, value=Decimal(61), expected_version=1)


def test_an_objective_has_a_bounded_number_of_them(objective: Objective) -> None:
    for _number in range(MOST):
        make_key_result(objective)
    with pytest.raises(ValidationError, match="at most 20"):
        make_key_result(objective)


def test_undo_takes_back_each_change(result: KeyResult, objective: Objective, by: Actor) -> None:
    acts = [by.anew() for _ in range(5)]
    update_key_result(result, by=acts[0], fields={"target": Decimal("82.5"), "due_on": date(2027, 1, 1)})
    made = check_in(result, by=acts[1], value=Decimal(66))
    remove_check_in(made, by=acts[2])
    delete_key_result(result, by=acts[3])
    create_key_result(objective, by=acts[4], name="c", start=Decimal(0), target=Decimal(1))
    values = []
    for act in reversed(acts):
        assert undo_action(act.action, by=by).refused == []
        values.append(now(result))
    row = KeyResult.objects.get()
    assert values == [60, 60, 66, 60, 60]
    assert (float(row.target), row.due_on) == (80, None)


def test_a_check_in_is_not_taken_back_twice(result: KeyResult, by: Actor) -> None:
    act = by.anew()
    remove_check_in(check_in(result, by=act, value=Decimal(66)), by=by.anew())
    assert "taken back already" in undo_action(act.action, by=by).message()


def test_what_others_have_checked_in_to_is_not_unmade(objective: Objective, by: Actor, owner: Member) -> None:
    act = by.anew()
    made = create_key_result(objective, by=act, name="c", start=Decimal(0), target=Decimal(1))
    check_in(made, by=owner.actor(), value=Decimal(1))
    assert "checked in since" in undo_action(act.action, by=by).message()
    assert objective.key_results.count() == 1


def test_what_a_deleted_objective_is_measured_by_is_gone_with_it(
    result: KeyResult, objective: Objective, by: Actor
) -> None:
    acts = [by.anew(), by.anew()]
    update_key_result(result, by=acts[0], fields={"unit": "s"})
    delete_key_result(make_key_result(objective), by=acts[1])
    delete_objective(objective, by=by.anew())
    for act in acts:
        assert "no longer there" in undo_action(act.action, by=by).message()
    with pytest.raises(Conflict, match="objective"):
        restore_key_result(KeyResult.all_objects.exclude(pk=result.pk).get(), by=by)
