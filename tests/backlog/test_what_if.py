"""Trying: another model beside the active one, another formula or other weights before they count."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import Member
from activity.undo import undo_action
from backlog.formula import FormulaError
from backlog.models import Item, Product, Score, ScoringModel
from backlog.queries.what_if import what_if
from backlog.services.rating_criteria import create_criterion
from backlog.services.scoring import update_model, use_preset
from backlog.services.trying import stop_trying, try_model
from core.errors import Conflict
from tests.backlog.test_scores import rate, settle
from tests.factories import make_item


@pytest.fixture
def three(product: Product, product_owner: Member) -> list[Item]:
    """Reach 300, 200, 100; effort 6, 1, 1: by RICE the second is first."""
    items = [make_item(product) for _ in range(3)]
    for item, reach, effort in zip(items, (300, 200, 100), (6, 1, 1), strict=True):
        rate(item, product_owner, reach=reach, impact=1, confidence=1, effort=effort)
    settle(product)
    return items


def test_another_formula_shows_the_new_order_beside_the_old(product: Product, three: list[Item]) -> None:
    first, second, third = three
    told = what_if(product.scoring_models.get(), formula="reach")
    rows = [(row.key, row.place_before, row.place_after, row.places, row.after) for row in told.rows]
    assert rows == [
        (first.key, 3, 1, 2, 300.0), (second.key, 1, 2, -1, 200.0), (third.key, 2, 3, -1, 100.0),
    ]  # fmt: skip
    assert (told.moved, told.gained, told.lost, told.of) == (3, 0, 0, 3)


def test_nothing_is_written(product: Product, three: list[Item]) -> None:
    before = list(Score.objects.order_by("item").values_list("item", "value"))
    what_if(product.scoring_models.get(), formula="reach / 0")
    assert list(Score.objects.order_by("item").values_list("item", "value")) == before


def test_who_would_lose_a_score_is_counted_and_told_why(product: Product, three: list[Item]) -> None:
    told = what_if(product.scoring_models.get(), formula="reach / (effort - 1)")
    assert (told.lost, told.rows[0].key) == (2, three[0].key)
    assert told.rows[1].reason == "it divides by zero"


def test_other_weights(product: Product, owner: Member, product_owner: Member) -> None:
    model = use_preset(product, "weighted", by=owner.actor())
    one, other = make_item(product), make_item(product)
    rate(one, product_owner, customer_value=5, strategic_fit=1, feasibility=1)
    rate(other, product_owner, customer_value=1, strategic_fit=5, feasibility=5)
    settle(product)
    told = what_if(model, weights={"customer_value": Decimal(0)})
    assert [row.key for row in told.rows] == [other.key, one.key]


def test_a_wrong_formula_says_where(product: Product) -> None:
    with pytest.raises(FormulaError, match="raech"):
        what_if(product.scoring_models.get(), formula="raech")


def test_what_is_applied_is_one_act_that_undo_takes_back(
    product: Product, owner: Member, three: list[Item]
) -> None:
    model, act = product.scoring_models.get(), owner.actor()
    update_model(model, by=act, formula="reach")
    settle(product)
    undone = undo_action(act.action, by=owner.actor())
    assert undone.message() == "Undone."
    model.refresh_from_db()
    assert model.formula == "(reach * impact * confidence) / effort"


def test_what_moves_most_comes_first_without_what_stays(product: Product, three: list[Item]) -> None:
    model = product.scoring_models.get()
    told = what_if(model, formula="reach", first="moves")
    assert [row.places for row in told.rows] == [2, -1, -1]
    assert what_if(model, formula="reach / effort", first="moves").rows == []
    lost = what_if(model, formula="reach / (effort - 6)", first="moves").rows[0]
    assert (lost.key, lost.is_lost) == (three[0].key, True)


def test_a_model_that_nobody_scores_by_is_computed_as_it_is(
    product: Product, owner: Member, three: list[Item]
) -> None:
    rice = product.scoring_models.get()
    use_preset(product, "wsjf", by=owner.actor())
    Score.objects.all().delete()
    rice.refresh_from_db()
    told = what_if(rice, formula="reach")
    assert [(row.before, row.place_before) for row in told.rows] == [(50.0, 3), (200.0, 1), (100.0, 2)]


def test_undo_takes_back_a_criterion_that_came_with_a_weight(product: Product, owner: Member) -> None:
    create_criterion(product, by=owner.actor(), name="Joy", key="joy")
    model, act = product.scoring_models.get(), owner.actor()
    update_model(model, by=act, formula="reach + weight_joy * joy", weights={"joy": Decimal(4)})
    undo_action(act.action, by=owner.actor())
    model.refresh_from_db()
    assert model.formula == "(reach * impact * confidence) / effort"
    assert not model.model_criteria.filter(criterion__key="joy").exists()


def test_a_model_is_tried_beside_the_other(product: Product, owner: Member) -> None:
    tried = use_preset(product, "value_effort", by=owner.actor())
    active = use_preset(product, "rice", by=owner.actor())
    other = ScoringModel.objects.get(pk=tried.pk)
    assert try_model(other, by=owner.actor()).is_tried
    with pytest.raises(Conflict, match="the model in use"):
        try_model(active, by=owner.actor())
    act = owner.actor()
    stop_trying(product, by=act)
    assert not ScoringModel.objects.filter(is_tried=True).exists()
    undo_action(act.action, by=owner.actor())
    assert ScoringModel.objects.get(is_tried=True) == other


def test_the_tried_model_can_be_chosen(product: Product, owner: Member) -> None:
    tried = use_preset(product, "value_effort", by=owner.actor())
    use_preset(product, "rice", by=owner.actor())
    try_model(tried, by=owner.actor())
    assert use_preset(product, "value_effort", by=owner.actor()).is_active
    assert not ScoringModel.objects.filter(is_tried=True).exists()


def test_only_who_manages_plans(product: Product, product_owner: Member) -> None:
    with pytest.raises(PermissionDenied):
        try_model(product.scoring_models.get(), by=product_owner.actor())
