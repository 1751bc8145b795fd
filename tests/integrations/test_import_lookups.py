"""Looking up what came in before takes one probe of an index a row, whatever the planner knows of the tables."""

import re
from typing import Any

import pytest
from django.db import connection

from accounts.models import Member
from accounts.permissions import Role
from backlog.models import Product
from integrations.services import batch, known, tree
from integrations.services.running import PLANNING
from tests.factories import make_member, make_product, make_workspace
from tests.integrations.bringing import brought
from tests.integrations.jira_files import Shape, jira_csv

CONTENT = jira_csv(Shape(issues=1200))
STATISTICS = ["none", "of a dry run", "of all rows"]


@pytest.fixture(params=STATISTICS)
def names(request: pytest.FixtureRequest, product: Product, product_owner: Member) -> dict[str, Any]:
    """What to look for, among rows that the planner's statistics may not know of."""
    if request.param == "of a dry run":
        brought(CONTENT, product, product_owner, dry_run=True)
        analyze()
    brought(CONTENT, product, product_owner)
    if request.param == "of all rows":
        analyze()
    sites = {"workspace": product.workspace_id, "source": "jira", "sites": ["", "a"]}
    return {**sites, "ids": '["1"]', "keys": '["A-1"]', "product": product.pk}


def analyze() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE integrations_importedrow")
        cursor.execute("ANALYZE backlog_item")


def asked_of(statement: str, params: Any) -> list[str]:
    """What the plan asks of indexes."""
    with connection.cursor() as cursor:
        cursor.execute(PLANNING)
        cursor.execute(f"EXPLAIN {statement}", params)
        return re.findall(r"Index Cond: .*", "\n".join(line for (line,) in cursor.fetchall()))


def test_rows_are_found_by_id_and_by_key(names: dict[str, Any]) -> None:
    by_id, by_key = asked_of(known._FIND, names)
    assert "(external_id)::text >= wanted" in by_id
    assert "(external_key)::text >= wanted" in by_key


def test_parents_are_found_by_id_and_by_key(names: dict[str, Any]) -> None:
    by_id, by_key, items = asked_of(tree._FIND, names)
    assert "(external_id)::text >= wanted" in by_id
    assert "(external_key)::text >= wanted" in by_key
    assert items.startswith("Index Cond: ((id >= ")


def test_taken_ranks_are_found_one_by_one(names: dict[str, Any]) -> None:
    (asked,) = asked_of(batch._TAKEN, [names["ids"], names["product"]])
    assert "rank >= wanted" in asked


@pytest.mark.django_db(transaction=True)  # settings of one batch end with it
def test_rows_that_wait_for_parents_are_sought_in_their_workspace_alone(
    product: Product, product_owner: Member
) -> None:
    """Not among the items of all workspaces, in the order of an index that saves sorting the few."""
    elsewhere = make_workspace("Elsewhere")
    brought(CONTENT, make_product(elsewhere), make_member(elsewhere, Role.OWNER))
    analyze()
    plans = []

    def explained(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if "waits" in str(params) and sql.startswith("SELECT"):
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN {sql}", params)
                plans.append("\n".join(line for (line,) in cursor.fetchall()))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explained):
        brought(jira_csv(Shape(issues=30)), product, product_owner)
    (plan,) = plans
    assert "Sort Key" in plan
    assert re.search(r"Index Cond: \(+workspace_id = ", plan)
