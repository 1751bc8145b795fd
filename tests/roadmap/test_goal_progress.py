"""How far goals are: outcome and output, never mixed."""

from decimal import Decimal
from typing import Any

import pytest

from accounts.models import Workspace
from activity.actors import Actor
from backlog.models import Category, Item, Product
from backlog.services.items import delete_item
from roadmap.models import Objective
from roadmap.objective_queries import goals_of
from roadmap.progress import Goal, Output
from roadmap.services.check_ins import check_in
from roadmap.services.objective_items import add_items
from roadmap.services.objectives import update_objective
from tests.backlog.statements import counted
from tests.factories import make_item, make_key_result, make_objective


@pytest.fixture
def top(workspace: Workspace) -> Objective:
    return make_objective(workspace, "top")


def goals(workspace: Workspace, *, only_open: bool = False) -> dict[str, Goal]:
    found = goals_of(workspace.pk, only_open=only_open)
    return {goal.objective.name: goal for first in found for goal in first.everything()}


def reach(objective: Objective, *shares: int, by: Actor, confidence: str = "on_track") -> None:
    """Key results that have come so far, in percent."""
    for share in shares:
        check_in(make_key_result(objective), by=by, value=Decimal(share), confidence=confidence)


def finished(product: Product, **fields: Any) -> Item:
    status = product.statuses.filter(category=Category.DONE).first()
    return make_item(product, status=status, **fields)


def test_an_objective_below_counts_as_one_key_result(workspace: Workspace, top: Objective, by: Actor) -> None:
    below = make_objective(workspace, "below", parent=top)
    reach(top, 100, 40, by=by)
    reach(below, 10, 30, 20, by=by)
    found = goals(workspace)
    assert found["below"].outcome == pytest.approx(0.2)
    assert found["top"].outcome == pytest.approx((1 + 0.4 + 0.2) / 3)


def test_what_nothing_measures_has_no_outcome(workspace: Workspace, top: Objective, by: Actor) -> None:
    make_objective(workspace, "unmeasured", parent=top)
    assert goals(workspace)["top"].outcome is None
    reach(top, 50, by=by)
    assert goals(workspace)["top"].outcome == 0.5


def test_what_was_dropped_does_not_count(
    workspace: Workspace, top: Objective, web: Product, by: Actor
) -> None:
    below = make_objective(workspace, "below", parent=top)
    reach(top, 50, by=by)
    reach(below, 0, by=by, confidence="off_track")
    add_items(below, [make_item(web)], by=by)
    update_objective(below, by=by, fields={"state": "dropped"})
    found = goals(workspace)["top"]
    assert (found.outcome, found.output, found.confidence) == (0.5, Output(), "on_track")


def test_output_counts_each_item_once_here_and_below(
    workspace: Workspace, top: Objective, web: Product, by: Actor
) -> None:
    below = make_objective(workspace, "below", parent=make_objective(workspace, "middle", parent=top))
    done, doing = finished(web, estimate=3), make_item(web, estimate=5)
    dropped = make_item(web, estimate=8, status=web.statuses.filter(category="dropped").first())
    add_items(below, [done, doing, dropped], by=by)
    add_items(top, [done], by=by, contributing=True)
    add_items(top, [gone := make_item(web, estimate=1), make_item(web)], by=by)
    delete_item(gone, by=by)
    found = goals(workspace)
    assert found["below"].output == found["middle"].output == Output(2, 1, Decimal(8), Decimal(3))
    assert found["top"].output == Output(3, 1, Decimal(8), Decimal(3))
    assert found["top"].outcome is None, "done work is no outcome"


def test_the_worst_last_check_in_decides(workspace: Workspace, top: Objective, by: Actor) -> None:
    row = make_key_result(top)
    check_in(row, by=by, value=Decimal(1), confidence="off_track")
    check_in(row, by=by, value=Decimal(2), confidence="at_risk")
    reach(make_objective(workspace, "below", parent=top), 10, by=by, confidence="at_risk")
    make_key_result(top)
    found = goals(workspace)["top"]
    assert (found.confidence, found.doubted, found.checked) == ("at_risk", 2, 2)


def test_nearly_there_is_not_there(workspace: Workspace, top: Objective, by: Actor) -> None:
    reach(top, 100, 100, 99, by=by)
    assert goals(workspace)["top"].percent == 99


def test_closed_ones_are_left_out_unless_something_open_stands_below(workspace: Workspace, by: Actor) -> None:
    closed, kept = make_objective(workspace, "closed"), make_objective(workspace, "kept")
    make_objective(workspace, "under", parent=closed, state="dropped")
    make_objective(workspace, "open", parent=kept)
    for one in (closed, kept):
        update_objective(one, by=by, fields={"state": "achieved"})
    assert list(goals(workspace, only_open=True)) == ["kept", "open"]
    assert len(goals(workspace)) == 4


def test_any_number_costs_three_statements(workspace: Workspace, web: Product, by: Actor) -> None:
    for count in (1, 6):
        for number in range(count):
            one = make_objective(workspace, f"{count}-{number}")
            reach(make_objective(workspace, parent=one), 20, 40, by=by)
            add_items(one, [make_item(web)], by=by)
        with counted() as statements:
            goals_of(workspace.pk)
        assert len(statements) == 3
