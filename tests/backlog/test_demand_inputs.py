"""Derived numbers that an app above brings: how much an item is asked for, from a table of that app's own."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import connection

from accounts.models import Member
from backlog.inputs import OWN, ScoreInput, input_sql, score_inputs
from backlog.models import Item, Product, ScoreRequest
from backlog.queries.score import score_panel
from backlog.services.rating_criteria import create_criterion
from backlog.services.recompute import recompute, request_using
from backlog.services.scoring import update_model
from backlog.tasks import refresh_scores
from tests.backlog.test_scores import rate, score, settle

_ASKED = "FROM asked_for d WHERE d.item_id = i.id"
INPUTS = (
    ScoreInput("demand_people", "People", "Who asked.", f"(SELECT sum(d.people) {_ASKED})"),
    ScoreInput(
        "demand_companies",
        "Companies",
        "",
        f"(SELECT count(DISTINCT d.company) {_ASKED} AND d.company <> '')",
    ),
    ScoreInput("demand_revenue", "Revenue", "", f"(SELECT sum(d.revenue)::numeric(28, 9) {_ASKED})"),
    ScoreInput("votes", "Votes", "", f"(SELECT count(*) {_ASKED} AND d.company LIKE 'A%%')"),
    ScoreInput("fresh", "Fresh", "", f"(SELECT count(*) {_ASKED} AND d.day = {{today}})", dated=True),
    ScoreInput("zone_length", "Zone", "", "length({zone})"),
    ScoreInput("estimate", "Another estimate", "", "42"),
)


@pytest.fixture(autouse=True)
def app(db: None, settings: Any) -> Iterator[None]:
    """The app is installed for the test."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE asked_for (item_id uuid, company text, people integer, revenue numeric(18, 2), day date)"
        )
    settings.SCORE_INPUTS = ["tests.backlog.test_demand_inputs.INPUTS"]
    score_inputs.cache_clear()
    yield
    score_inputs.cache_clear()


def asked(item: Item, company: str, people: int, revenue: str, day: str = "2026-03-10") -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO asked_for VALUES (%s, %s, %s, %s, %s)", [item.pk, company, people, revenue, day]
        )


def use(product: Product, owner: Member, formula: str) -> None:
    update_model(product.scoring_models.get(), by=owner.actor(), formula=formula)
    settle(product)


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("demand_people", 47),
        ("demand_companies", 2),
        ("demand_revenue / 1000", 1.5005),
        ("votes", 2),
        ("demand_people * demand_companies + votes / demand_companies", 95),
        ("if(demand_revenue > 1500 and votes >= 2, demand_people, 0)", 47),
    ],
)
def test_each_is_computed(product: Product, owner: Member, item: Item, formula: str, value: float) -> None:
    asked(item, "Acme", 40, "1000.25")
    asked(item, "Acorn", 7, "500.25")
    use(product, owner, formula)
    assert score(item) == (value, None)


def test_nobody_asking_is_none_or_zero_as_each_says(product: Product, owner: Member, item: Item) -> None:
    use(product, owner, "demand_people + votes")
    assert score(item) == (None, "missing:demand_people")
    panel = score_panel(item)
    assert panel is not None
    assert panel.reason == "missing: People"
    use(product, owner, "coalesce(demand_people, 0) + votes")
    assert score(item) == (0, None)


def test_scores_follow_when_the_app_asks(product: Product, owner: Member, item: Item) -> None:
    asked(item, "Acme", 40, "0")
    use(product, owner, "demand_people")
    asked(item, "Bold", 2, "0")
    news: dict[str, Any] = {"workspace_id": product.workspace_id, "cause": "feedback.linked"}
    request_using(["votes"], [item.pk], **news)
    assert not ScoreRequest.objects.exists()
    request_using(["votes", "demand_people"], [item.pk], **news)
    assert recompute(product) == 1
    assert score(item)[0] == 42


def test_one_that_depends_on_the_day_is_computed_each_day(
    product: Product, owner: Member, item: Item, time_machine: Any
) -> None:
    time_machine.move_to("2026-03-10T12:00Z")
    asked(item, "Acme", 1, "0")
    use(product, owner, "fresh")
    assert score(item)[0] == 1
    time_machine.move_to("2026-03-11T12:00Z")
    assert refresh_scores() == 1
    settle(product)
    assert score(item)[0] == 0


def test_a_criterion_that_was_there_first_keeps_its_name(
    product: Product, owner: Member, item: Item, settings: Any
) -> None:
    settings.SCORE_INPUTS = []
    score_inputs.cache_clear()
    create_criterion(product, by=owner.actor(), name="Votes", minimum=0, maximum=10)
    settings.SCORE_INPUTS = ["tests.backlog.test_demand_inputs.INPUTS"]
    score_inputs.cache_clear()
    use(product, owner, "votes")
    rate(item, owner, votes=9)
    settle(product)
    assert score(item)[0] == 9


def test_nobody_takes_the_name_of_another(product: Product, owner: Member) -> None:
    assert score_inputs()["estimate"] in OWN


@pytest.mark.parametrize(
    "zone", ["Europe/O'Higgins", "100 %s %%", "'; DROP TABLE asked_for; --", "{today}", "\\'"]
)
def test_a_zone_is_only_ever_a_text(item: Item, zone: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {input_sql('zone_length', today=date(2026, 3, 10), zone=zone)} WHERE %s", [True]
        )
        assert cursor.fetchone() == (len(zone),)
