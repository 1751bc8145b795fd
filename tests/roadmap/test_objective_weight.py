"""`objective_weight` in formulas: what it is, and when scores follow it."""

import re
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from activity.actors import Actor
from activity.tasks import drain
from activity.undo import undo_action
from backlog.formula import FormulaError, Outcome, evaluate, parse
from backlog.models import Item, Product, ScoreRequest
from backlog.queries.why import score_moves
from backlog.services.scoring import update_model
from backlog.weighing import scores_sql, weighing_if
from roadmap.models import Objective
from roadmap.services.objective_items import add_items, leave_primary, remove_items
from roadmap.services.objectives import delete_objective, update_objective
from tests.backlog.formula.strategies import formulas
from tests.backlog.test_scores import score, settle
from tests.factories import make_item, make_objective, make_product


@pytest.fixture
def objective(web: Product) -> Objective:
    return make_objective(web.workspace, "Buy in a minute", weight=8)


@pytest.fixture
def weighed(web: Product, by: Actor) -> Product:
    """The product, scored by the weight of objectives."""
    update_model(web.scoring_models.get(), by=by, formula="objective_weight * 10")
    return web


def scores(items: list[Item]) -> list[float | None]:
    settle(items[0].product)
    return [score(item)[0] for item in items]


def test_it_is_the_weight_of_what_is_served_first(
    weighed: Product, objective: Objective, items: list[Item], by: Actor
) -> None:
    other = make_objective(weighed.workspace, weight=3)
    add_items(objective, items[:1], by=by)
    add_items(other, items[:2], by=by, contributing=True)
    assert scores(items) == [80, None, None]
    assert score(items[1])[1] == "missing:objective_weight"
    add_items(other, items[:2], by=by)
    assert scores(items) == [30, 30, None]
    leave_primary(items[:1], by=by)
    assert scores(items) == [None, 30, None]


@pytest.mark.parametrize(
    ("fields", "after"), [({"weight": 2}, 20), ({"state": "achieved"}, None), ({"name": "Buy at once"}, 80)]
)
def test_a_change_of_the_objective_moves_scores(
    weighed: Product,
    objective: Objective,
    items: list[Item],
    by: Actor,
    fields: dict[str, Any],
    after: float | None,
) -> None:
    add_items(objective, items[:2], by=by)
    assert scores(items) == [80, 80, None]
    update_objective(objective, by=by, fields=fields)
    assert scores(items) == [after, after, None]


def test_deleting_the_objective_and_undo_move_scores(
    weighed: Product, objective: Objective, items: list[Item], by: Actor
) -> None:
    add_items(objective, items, by=by)
    act = by.anew()
    delete_objective(objective, by=act)
    assert scores(items) == [None, None, None]
    undo_action(act.action, by=by)
    assert scores(items) == [80, 80, 80]


def test_only_what_it_concerns_is_asked_for(
    weighed: Product, objective: Objective, items: list[Item], by: Actor
) -> None:
    settle(weighed)
    plain = make_item(make_product(weighed.workspace, "APP"))
    settle(plain.product)
    add_items(objective, [items[0], plain], by=by)
    add_items(objective, items[1:2], by=by, contributing=True)
    drain(str(weighed.workspace_id))
    assert set(ScoreRequest.objects.values_list("item_id", flat=True)) == {items[0].pk}


def test_why_it_moved_names_the_objective(
    weighed: Product, objective: Objective, items: list[Item], by: Actor
) -> None:
    scores(items)
    add_items(objective, items[:1], by=by.anew())
    scores(items)
    update_objective(objective, by=by.anew(), fields={"weight": 2})
    scores(items)
    changed, tied, *_ = score_moves(items[0], weighed.scoring_models.get())
    assert "weight of the objective Buy in a minute from 8 to 2" in changed.why[0]
    assert ("tied it to the objective" in tied.why[0], tied.cause) == (True, "It was tied to an objective.")


def test_untying_takes_the_score_away(
    weighed: Product, objective: Objective, items: list[Item], by: Actor
) -> None:
    add_items(objective, items[:1], by=by)
    assert scores(items)[0] == 80
    remove_items(objective, items[:1], by=by)
    assert scores(items)[0] is None


NAMES = {"a": "objective_weight", "b": "estimate", "c": "child_count", "d": "reach"}


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    text=formulas(3),
    weight=st.one_of(st.none(), st.integers(1, 10)),
    estimate=st.one_of(st.none(), st.integers(0, 8)),
)
@example(text="(d + a) / (b - b)", weight=3, estimate=2)
@example(text="coalesce(a / b, a)", weight=7, estimate=0)
def test_postgresql_and_the_evaluator_agree(
    web: Product,
    objective: Objective,
    items: list[Item],
    by: Actor,
    text: str,
    weight: int | None,
    estimate: int | None,
) -> None:
    formula = re.sub(r"\b[abcd]\b", lambda found: NAMES[found[0]], text)
    row = {"objective_weight": weight, "estimate": estimate, "child_count": 0, "reach": None}
    try:
        expected = evaluate(
            parse(formula), {key: None if n is None else Decimal(n) for key, n in row.items()}
        )
    except FormulaError:
        assume(False)
    add_items(objective, items[:1], by=by)
    Item.objects.filter(pk=items[0].pk).update(estimate=estimate)
    state = Objective.State.OPEN if weight else Objective.State.DROPPED
    Objective.objects.filter(pk=objective.pk).update(weight=weight or 5, state=state)
    assert str(computed(web, formula)[items[0].pk]) == str(expected)


def computed(product: Product, formula: str) -> dict[UUID, Outcome]:
    """What PostgreSQL gives for the product's items."""
    query = scores_sql(weighing_if(product.scoring_models.get(), formula=formula))
    with connection.cursor() as cursor:
        cursor.execute(query.sql, query.params)
        return {pk: Outcome(value, reason) for pk, _number, value, reason in cursor.fetchall()}
