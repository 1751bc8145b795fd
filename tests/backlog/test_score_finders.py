"""What asks for scores goes by index, asks for no more than it must, and once."""

from itertools import pairwise
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import Member, Workspace
from activity.services import record
from activity.tasks import drain
from backlog.formula import SqlExpression
from backlog.models import Item, ItemLink, Product, ScoreRequest, ScoringModel
from backlog.services.recompute import request_scores
from backlog.services.scoring import update_model
from backlog.tasks import refresh_scores
from backlog.weighing import scores_sql, weighing_of
from config.demo.scale import grow
from tests.backlog.statements import counted
from tests.backlog.test_scores import settle
from tests.factories import make_item, make_product


@pytest.fixture
def many(workspace: Workspace, owner: Member) -> Product:
    """A product of so many items that the planner minds which way it goes, some of them linked and below others."""
    product = grow(workspace, 3000)
    items = list(product.items.order_by("number")[:600])
    ItemLink.objects.bulk_create(
        ItemLink(workspace=workspace, source=one, target=other, kind="blocks")
        for one, other in pairwise(items)
    )
    for item in items[1:]:
        item.parent = items[0]
    Item.objects.bulk_update(items, ["parent"])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE backlog_item, backlog_itemlink, backlog_rating")
    return product


def plan(query: SqlExpression) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {query.sql}", query.params)
        return "\n".join(row[0] for row in cursor.fetchall())


def test_derived_numbers_are_found_by_index(many: Product) -> None:
    model = many.scoring_models.get()
    window = "JOIN (VALUES (1)) AS asked (x) ON i.number BETWEEN 1 AND 100"
    model.formula = "child_count + blocked_count + blocking_count"
    found = plan(scores_sql(weighing_of(model), source=window))
    for index in ("item_number_once", "item_by_parent", "backlog_itemlink_target", "itemlink_once"):
        assert index in found, found


def test_a_new_day_asks_for_those_that_depend_on_it(owner: Member) -> None:
    products = [make_product(owner.workspace) for _ in range(4)]
    for product in products[1:]:
        update_model(product.scoring_models.get(), by=owner.actor(), formula="age_days")
    ScoringModel.objects.filter(product=products[1]).update(scored_on=timezone.localdate())
    with counted() as statements:
        assert refresh_scores() == 2
    assert len(statements) == 1 + 3 * 2
    asked = ScoreRequest.objects.filter(cause="day").values_list("product_id", flat=True)
    assert set(asked) == {product.pk for product in products[2:]}
    assert refresh_scores() == 0


@pytest.mark.parametrize("verb", ["import.finished", "import.cancelled"])
def test_what_an_import_brought_in_is_scored_however_it_ended(
    product: Product, owner: Member, verb: str
) -> None:
    settle(product)
    record(verb, product, by=owner.actor(), data={"product": str(product.pk)})
    drain(str(product.workspace_id))
    assert ScoreRequest.objects.filter(product=product, item_id=None, cause=verb).exists()


def test_what_was_asked_for_is_asked_for_once(product: Product) -> None:
    items: list[Item] = [make_item(product) for _ in range(3)]
    settle(product)
    news: dict[str, Any] = {"workspace_id": product.workspace_id, "cause": "test"}
    for _ in range(2):
        request_scores(product.pk, [item.pk for item in items], **news)
        request_scores(product.pk, None, **news)
    assert ScoreRequest.objects.count() == 4
