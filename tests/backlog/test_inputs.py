"""Derived numbers in formulas: what they are, and when scores follow them."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import Member
from backlog.formula import reason_text
from backlog.inputs import OWN, ScoreInput, score_inputs
from backlog.models import Item, Product, ScoreRequest
from backlog.queries.score import derived_values, score_panel
from backlog.services.items import create_item, delete_item, update_item
from backlog.services.links import link_items, unlink_items
from backlog.services.recompute import request_using
from backlog.services.scoring import update_model
from backlog.tasks import refresh_scores
from tests.backlog.test_scores import score, settle
from tests.factories import make_item, make_product

TODAY = date(2026, 3, 10)


@pytest.fixture
def by_formula(product: Product, owner: Member) -> Any:
    def use(formula: str) -> None:
        update_model(product.scoring_models.get(), by=owner.actor(), formula=formula)
        settle(product)

    return use


def test_each_is_computed_by_postgresql(product: Product, owner: Member) -> None:
    item, other = (
        make_item(product, due_on=timezone.localdate() + timedelta(9), estimate=3),
        make_item(product),
    )
    make_item(product, parent=item)
    link_items(other, target=item, kind="blocks", by=owner.actor())
    model = product.scoring_models.get()
    values = derived_values([item.pk], model, " + ".join(one.key for one in OWN))[item.pk]
    assert values == {
        "days_to_due": 9, "age_days": 0, "blocked_count": 1, "blocking_count": 0, "child_count": 1, "estimate": 3,
    }  # fmt: skip


def test_a_missing_one_is_a_reason(product: Product, by_formula: Any) -> None:
    item = make_item(product)
    by_formula("estimate / days_to_due")
    assert score(item) == (None, "missing:estimate,days_to_due")
    panel = score_panel(item)
    assert panel is not None
    assert panel.reason == "missing: Estimate, Days to due"
    assert reason_text("missing:x") == "missing: x"


@pytest.mark.parametrize(
    ("formula", "fields", "after"),
    [("estimate * 2", {"estimate": Decimal(4)}, 8.0), ("0 - days_to_due", {"due_on": TODAY}, 0.0)],
)
def test_a_change_of_the_item_moves_its_score(
    product: Product,
    owner: Member,
    by_formula: Any,
    time_machine: Any,
    formula: str,
    fields: Any,
    after: float,
) -> None:
    time_machine.move_to(f"{TODAY}T12:00Z")
    item = make_item(product)
    by_formula(formula)
    update_item(item, by=owner.actor(), fields=fields)
    settle(product)
    assert score(item)[0] == after


def test_links_and_the_end_of_a_blocker_move_scores(product: Product, owner: Member, by_formula: Any) -> None:
    item, other = make_item(product), make_item(product)
    by_formula("blocking_count - blocked_count")
    link = link_items(other, target=item, kind="blocks", by=owner.actor())
    settle(product)
    assert (score(item)[0], score(other)[0]) == (-1.0, 1.0)
    update_item(other, by=owner.actor(), fields={"status": product.statuses.get(name="Done")})
    settle(product)
    assert score(item)[0] == 0.0
    unlink_items(link, by=owner.actor())
    settle(product)
    assert score(item)[0] == 0.0


def test_children_move_the_score_of_their_parent(product: Product, owner: Member, by_formula: Any) -> None:
    old, new = make_item(product), make_item(product)
    by_formula("child_count")
    child = create_item(product, by=owner.actor(), title="Child", parent=old)
    settle(product)
    assert (score(old)[0], score(new)[0]) == (1.0, 0.0)
    update_item(child, by=owner.actor(), fields={"parent": new})
    settle(product)
    assert (score(old)[0], score(new)[0]) == (0.0, 1.0)
    delete_item(child, by=owner.actor())
    settle(product)
    assert score(new)[0] == 0.0


def test_who_uses_none_is_not_asked(product: Product, owner: Member) -> None:
    item = make_item(product)
    settle(product)
    keys = ["estimate"]
    request_using(keys, [item.pk], workspace_id=product.workspace_id, cause="item.updated")
    assert not ScoreRequest.objects.exists()


def test_across_products_the_other_products_model_decides(
    product: Product, owner: Member, by_formula: Any
) -> None:
    far = make_item(make_product(product.workspace))
    by_formula("blocked_count")
    here = make_item(product)
    settle(product)
    link_items(far, target=here, kind="blocks", by=owner.actor())
    settle(product)
    assert score(here)[0] == 1.0


def test_a_new_day_in_the_zone_of_the_workspace(product: Product, by_formula: Any, time_machine: Any) -> None:
    product.workspace.timezone = "Pacific/Auckland"
    product.workspace.save()
    time_machine.move_to("2026-03-09T10:00Z")  # the 9th, 23:00 there
    item: Item = make_item(product, due_on=TODAY)
    by_formula("days_to_due")
    refresh_scores()
    settle(product)
    assert score(item)[0] == 1.0
    time_machine.move_to("2026-03-09T12:00Z")
    assert refresh_scores() == 1
    assert refresh_scores() == 0
    settle(product)
    assert score(item)[0] == 0.0


@pytest.fixture
def read_anew() -> Iterator[None]:
    """The inputs are read from the settings for this test alone."""
    score_inputs.cache_clear()
    yield
    score_inputs.cache_clear()


@pytest.mark.usefixtures("read_anew")
def test_the_apps_above_add_theirs(product: Product, by_formula: Any, settings: Any) -> None:
    settings.SCORE_INPUTS = ["tests.backlog.test_inputs.VOTES"]
    item = make_item(product)
    by_formula("votes * 2")
    assert score(item)[0] == 14.0
    settings.SCORE_INPUTS = []
    score_inputs.cache_clear()
    assert len(score_inputs()) == len(OWN)


VOTES = (ScoreInput("votes", "Votes", "How many want it.", "7"),)


def test_a_name_that_is_nearly_one_is_said(product: Product, by_formula: Any) -> None:
    with pytest.raises(ValidationError, match="Did you mean “days_to_due”"):
        by_formula("day_to_due")
