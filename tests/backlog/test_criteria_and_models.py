"""Criteria and scoring models of one's own: made, changed, taken away, brought back."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import Member
from activity.undo import undo_action
from backlog.models import Criterion, Item, Product, Rating, ScoringModel
from backlog.services.own_models import create_model, delete_model
from backlog.services.rating_criteria import create_criterion, delete_criterion, update_criterion
from backlog.services.scoring import activate_model, update_model, use_preset
from core.errors import Conflict
from tests.backlog.test_scores import rate, score, settle
from tests.factories import make_item
from tests.threads import attempt


@pytest.fixture
def joy(product: Product, owner: Member) -> Criterion:
    return create_criterion(product, by=owner.actor(), name="Joy", scale="own", minimum=0, maximum=10)


def test_a_model_of_ones_own_scores(product: Product, owner: Member, joy: Criterion) -> None:
    model = create_model(
        product, by=owner.actor(), name="Joyful", formula="joy * 2 + weight_joy", weights={"joy": Decimal(3)}
    )
    activate_model(model, by=owner.actor())
    item = make_item(product)
    rate(item, owner, joy=4)
    settle(product)
    assert score(item)[0] == 11.0


@pytest.mark.parametrize(
    ("fields", "values"),
    [
        ({"scale": "fibonacci"}, [1, 2, 3, 5, 8, 13, 20, 40, 100]),
        ({"scale": "fibonacci", "maximum": 8}, [1, 2, 3, 5, 8]),
        ({"scale": "powers_of_two", "minimum": 2, "maximum": 16}, [2, 4, 8, 16]),
        ({"scale": "own", "steps": [["3", "High"], ["1", "Low"]]}, [1, 3]),
        ({"scale": "linear", "minimum": "0,5", "maximum": 9}, []),
    ],
)
def test_a_scale_has_its_values(
    product: Product, owner: Member, fields: dict[str, Any], values: list[int]
) -> None:
    made = Criterion.objects.get(pk=create_criterion(product, by=owner.actor(), name="New", **fields).pk)
    assert [Decimal(step[0]) for step in made.steps] == values
    assert not values or [made.minimum, made.maximum] == [Decimal(values[0]), Decimal(values[-1])]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": "Reach", "key": "new"}, "name"),
        ({"name": "New", "key": "reach"}, "key"),
        ({"name": "New", "key": "min"}, "key"),
        ({"name": "Estimate"}, "key"),
        ({"name": "New", "key": "weight_x"}, "key"),
        ({"name": "☃"}, "key"),
        ({"name": "New", "scale": "odd"}, "scale"),
        ({"name": "New", "scale": "fibonacci", "minimum": 9, "maximum": 12}, "scale"),
        ({"name": "New", "minimum": 5, "maximum": 5}, "maximum"),
        ({"name": "New", "minimum": "NaN"}, "minimum"),
        ({"name": "New", "maximum": "1e30"}, "maximum"),
        ({"name": "New", "scale": "own", "steps": [["1", "a"], ["1.0", "b"]]}, "steps"),
        ({"name": "New", "scale": "own", "steps": [["x", "a"]]}, "steps"),
        ({"name": "New", "scale": "own", "steps": [[n, ""] for n in range(31)]}, "steps"),
    ],
)
def test_what_a_criterion_cannot_be(
    product: Product, owner: Member, fields: dict[str, Any], field: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        create_criterion(product, by=owner.actor(), **fields)
    assert list(refused.value.message_dict) == [field]


def test_a_scale_that_leaves_ratings_out_is_refused(product: Product, owner: Member, joy: Criterion) -> None:
    item = make_item(product)
    rate(item, owner, joy=9)
    with pytest.raises(ValidationError, match=f"1 rating would be outside: {item.key} has 9"):
        update_criterion(joy, by=owner.actor(), maximum=5)
    act = owner.actor()
    assert update_criterion(joy, by=act, name="Delight", maximum=9).version == 2
    undo_action(act.action, by=owner.actor())
    joy.refresh_from_db()
    assert [joy.name, joy.maximum] == ["Joy", Decimal(10)]


def test_a_criterion_comes_back_with_its_ratings(product: Product, owner: Member, joy: Criterion) -> None:
    item, act = make_item(product), owner.actor()
    rate(item, owner, joy=9)
    delete_criterion(joy, by=act)
    assert not Rating.objects.exists()
    assert undo_action(act.action, by=owner.actor()).message() == "Undone."
    assert Rating.objects.get(criterion__key="joy").value == 9


def test_it_comes_back_without_the_items_that_are_gone_for_good(
    product: Product, owner: Member, joy: Criterion
) -> None:
    for item in (gone := make_item(product), make_item(product)):
        rate(item, owner, joy=9)
    act = owner.actor()
    delete_criterion(joy, by=act)
    Item.all_objects.filter(pk=gone.pk).delete()
    assert undo_action(act.action, by=owner.actor()).message() == "Undone."
    assert Rating.objects.filter(criterion__key="joy").count() == 1


def test_a_preset_beside_a_model_of_ones_own_of_its_name(product: Product, owner: Member) -> None:
    for name in ("Weighted", "weighted 2"):
        create_model(product, by=owner.actor(), name=name, formula="reach")
    assert use_preset(product, "weighted", by=owner.actor()).name == "Weighted 3"


@pytest.mark.django_db(transaction=True)
def test_two_who_choose_a_preset_at_once_make_one_model(product: Product, owner: Member) -> None:
    acts = [partial(use_preset, product, "wsjf", by=owner.actor()) for _each in range(2)]
    with ThreadPoolExecutor(2) as pool:
        one, other = pool.map(attempt, acts)
    assert one == other


def test_a_criterion_in_a_formula_stays(product: Product, owner: Member) -> None:
    with pytest.raises(Conflict, match="The formula of RICE uses reach"):
        delete_criterion(product.criteria.get(key="reach"), by=owner.actor())


def test_a_model_in_use_stays_and_another_comes_back(product: Product, owner: Member, joy: Criterion) -> None:
    with pytest.raises(Conflict, match="is in use"):
        delete_model(product.scoring_models.get(), by=owner.actor())
    model = create_model(product, by=owner.actor(), name="Joyful", formula="joy", kinds=["bug"])
    act = owner.actor()
    delete_model(model, by=act)
    assert undo_action(act.action, by=owner.actor()).message() == "Undone."
    assert ScoringModel.objects.get(pk=model.pk).kinds == ["bug"]


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"name": "rice"}, "name"), ({"formula": "jo"}, "formula"), ({"kinds": ["x"]}, "kinds")],
)
def test_what_a_model_cannot_be(product: Product, owner: Member, fields: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        create_model(product, by=owner.actor(), **{"name": "New", "formula": "reach", **fields})
    assert list(refused.value.message_dict) == [field]


def test_only_who_manages_plans(product: Product, product_owner: Member, joy: Criterion) -> None:
    by = product_owner.actor()
    for act in (
        lambda: create_criterion(product, by=by, name="New"),
        lambda: update_criterion(joy, by=by, name="New"),
        lambda: delete_criterion(joy, by=by),
        lambda: create_model(product, by=by, name="New", formula="joy"),
        lambda: update_model(product.scoring_models.get(), by=by, name="New"),
    ):
        with pytest.raises(PermissionDenied):
            act()
