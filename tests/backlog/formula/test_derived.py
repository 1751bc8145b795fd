"""Formulas over criteria, weights and derived numbers, of random items: PostgreSQL's scores are those worked out in Python."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from backlog.formula import FormulaError, Outcome, check, evaluate, parse
from backlog.inputs import score_inputs
from backlog.models import Item, ItemLink, Product, Rating, Score, ScoringModel
from backlog.models.products import OPEN_CATEGORIES
from backlog.services.recompute import Batch, compute
from backlog.services.scoring import use_preset
from roadmap.models import ItemObjective, Objective
from tests.backlog.formula.strategies import formulas
from tests.factories import actor_in, make_item, make_objective

COUNT = 5
CRITERIA = ("customer_value", "strategic_fit", "feasibility")
DERIVED = (
    "days_to_due", "age_days", "blocked_count", "blocking_count", "child_count", "estimate", "objective_weight",
)  # fmt: skip
NAMES = (*CRITERIA, "weight_customer_value", *DERIVED)
ZONES = ("UTC", "Pacific/Auckland", "America/Los_Angeles", "Asia/Kathmandu")
NOON = datetime(2026, 3, 29, 12, tzinfo=UTC)  # clocks change that day in much of the world


@dataclass(frozen=True)
class Case:
    """One item: what is known of it. `parent` is the place of another item, before it."""

    ratings: Sequence[Decimal | None]
    estimate: Decimal | None
    due: int | None
    age: int
    parent: int | None
    category: str
    deleted: bool
    weight: int | None
    objective: str


_places = st.integers(0, COUNT - 1)
_case = st.builds(
    Case,
    ratings=st.tuples(
        *[st.none() | st.decimals(-(10**11), 10**11, places=6) | st.integers(-3, 3).map(Decimal)] * 3
    ),
    estimate=st.none() | st.decimals(0, 999_999, places=2) | st.integers(0, 3).map(Decimal),
    due=st.none() | st.integers(-400, 400),
    age=st.integers(0, 60 * 24 * 400),  # minutes
    parent=st.none() | _places,
    category=st.sampled_from(["backlog", "ready", "active", "done", "dropped"]),
    deleted=st.sampled_from([False, False, False, True]),
    weight=st.none() | st.integers(1, 10),
    objective=st.sampled_from(["open", "open", "achieved", "dropped"]),
)
_cases = st.lists(_case, min_size=COUNT, max_size=COUNT)
_links = st.sets(
    st.tuples(_places, _places, st.sampled_from(["blocks", "blocks", "relates"])).filter(
        lambda x: x[0] != x[1]
    )
)


class World:
    """Some items of a product with a weighted model, made what a list of cases says."""

    def __init__(self, product: Product) -> None:
        self.product, self.workspace = product, product.workspace
        self.model: ScoringModel = use_preset(product, "weighted", by=actor_in(product.workspace))
        self.model.workspace = product.workspace
        self.items: list[Item] = [make_item(product) for _ in range(COUNT)]
        self.objectives = [make_objective(product.workspace) for _ in range(COUNT)]
        self.criteria = [product.criteria.get(key=key) for key in CRITERIA]

    def become(self, cases: Sequence[Case], links: set[tuple[int, int, str]], zone: str) -> None:
        here: dict[str, Any] = {"workspace": self.workspace}
        self.workspace.timezone = zone
        self.workspace.save(update_fields=["timezone"])
        for place, (item, goal, case) in enumerate(zip(self.items, self.objectives, cases, strict=True)):
            item.estimate, item.category = case.estimate, case.category
            item.due_on = None if case.due is None else today(zone) + timedelta(case.due)
            item.parent = None if case.parent is None or case.parent == place else self.items[case.parent]
            item.created_at, item.deleted_at = (
                NOON - timedelta(minutes=case.age),
                NOON if case.deleted else None,
            )
            goal.weight, goal.state = case.weight or 1, case.objective
        fields = ["estimate", "category", "due_on", "parent", "created_at", "deleted_at"]
        Item.all_objects.bulk_update(self.items, fields)
        Objective.objects.bulk_update(self.objectives, ["weight", "state"])
        for table in (Rating, ItemLink, ItemObjective, Score):
            table.objects.all().delete()
        Rating.objects.bulk_create(
            Rating(item=item, criterion=criterion, value=value, **here)
            for item, case in zip(self.items, cases, strict=True)
            for criterion, value in zip(self.criteria, case.ratings, strict=True)
            if value is not None
        )
        ItemLink.objects.bulk_create(
            ItemLink(source=self.items[one], target=self.items[other], kind=kind, **here)
            for one, other, kind in links
        )
        ItemObjective.objects.bulk_create(
            ItemObjective(item=item, objective=goal, is_primary=True, **here)
            for item, goal, case in zip(self.items, self.objectives, cases, strict=True)
            if case.weight
        )

    def computed(self, text: str) -> dict[int, Outcome]:
        """What the worker's statement writes, by the place of the item."""
        self.model.formula = text
        compute(self.model, Batch(numbers=(1, 1000), cause="test"))
        found = {
            row.item_id: Outcome(row.value, row.reason) for row in Score.objects.filter(model=self.model)
        }
        return {place: found[item.pk] for place, item in enumerate(self.items) if item.pk in found}


def today(zone: str) -> date:
    return NOON.astimezone(ZoneInfo(zone)).date()


def inputs(
    place: int, cases: Sequence[Case], links: set[tuple[int, int, str]], zone: str
) -> Mapping[str, Any]:
    """The numbers of one item, worked out from the cases alone."""
    case = cases[place]

    def counts(other: int, kind: str) -> bool:
        return kind == "blocks" and not cases[other].deleted and cases[other].category in OPEN_CATEGORIES

    return {
        **dict(zip(CRITERIA, case.ratings, strict=True)),
        "weight_customer_value": Decimal(3),
        "days_to_due": case.due,
        "age_days": (
            today(zone) - (NOON - timedelta(minutes=case.age)).astimezone(ZoneInfo(zone)).date()
        ).days,
        "blocked_count": sum(target == place and counts(source, kind) for source, target, kind in links),
        "blocking_count": sum(source == place and counts(target, kind) for source, target, kind in links),
        "child_count": sum(
            other.parent == place and at != place and not other.deleted for at, other in enumerate(cases)
        ),
        "estimate": case.estimate,
        "objective_weight": case.weight if case.objective == "open" else None,
    }


@pytest.fixture
def world(product: Product, time_machine: Any) -> World:
    made = World(product)
    time_machine.move_to(NOON, tick=False)
    return made


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=formulas(names=NAMES), cases=_cases, links=_links, zone=st.sampled_from(ZONES))
def test_scores_are_those_worked_out_by_hand(
    world: World, text: str, cases: list[Case], links: set[tuple[int, int, str]], zone: str
) -> None:
    try:
        check(parse(text), NAMES)
    except FormulaError:
        assume(False)
    world.become(cases, links, zone)
    expected = {
        place: evaluate(parse(text), inputs(place, cases, links, zone))
        for place, case in enumerate(cases)
        if case.category in OPEN_CATEGORIES and not case.deleted
    }
    assert str(world.computed(text)) == str(expected)


def test_every_derived_number_there_is_takes_part() -> None:
    assert set(DERIVED) == set(score_inputs())


@pytest.mark.parametrize("name", NAMES)
def test_each_alone(world: World, name: str) -> None:
    case = Case(
        (Decimal(5), Decimal("2.5"), None), Decimal(8), 9, 60 * 24 * 3, None, "ready", False, 7, "open"
    )
    cases = [case, Case((None,) * 3, None, None, 0, 0, "done", False, None, "open"), *[case] * (COUNT - 2)]
    links = {(2, 0, "blocks"), (1, 0, "blocks"), (0, 3, "blocks"), (0, 4, "relates")}
    world.become(cases, links, "Pacific/Auckland")
    assert world.computed(name)[0] == evaluate(parse(name), inputs(0, cases, links, "Pacific/Auckland"))
