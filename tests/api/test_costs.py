"""How many SQL statements each call takes, whatever the size of the data."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from accounts.models import Member
from backlog.models import AcceptanceCriterion, Item, ItemLabel, Product
from tests.factories import make_item, make_label

ITEMS = "/api/v1/items/"
WEB_1 = f"{ITEMS}WEB-1/"
CONTROL = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT", "SET CONSTRAINTS")


@pytest.fixture
def many(product: Product, owner: Member) -> list[Item]:
    """Items with everything that hangs on one."""
    parent, label = make_item(product), make_label(product.workspace)
    items = [make_item(product, parent=parent, assignee=owner, by=owner) for _ in range(30)]
    for item in items:
        ItemLabel.objects.create(workspace=item.workspace, item=item, label=label)
        AcceptanceCriterion.objects.create(workspace=item.workspace, item=item, text="Works")
    return items


def cost(api: APIClient, method: str, url: str, body: Any = None, **headers: str) -> int:
    """SQL statements of one call, transaction control left out."""
    api.get("/api/v1/me/")  # notes the use of the token
    with CaptureQueriesContext(connection) as queries:
        answer = getattr(api, method)(url, body, **headers)
    assert answer.status_code < 300, answer.content
    return sum(not query["sql"].startswith(CONTROL) for query in queries)


@pytest.mark.parametrize(
    ("params", "most"),
    [
        ({}, 2), ({"product": "WEB"}, 3), ({"product": "WEB", "ordering": "-score"}, 4), ({"fields": "key"}, 2),
        ({"product": "WEB", "q": "status:backlog,active item"}, 4), ({"product": "WEB", "q": "status:active itme"}, 5),
        ({"product": "WEB", "status": "ready", "label": "none"}, 4),
        ({"fields": "key,below,ready"}, 2),
    ],
)  # fmt: skip
def test_lists(api: APIClient, many: list[Item], params: dict[str, str], most: int) -> None:
    assert [cost(api, "get", ITEMS, {**params, "limit": limit}) for limit in (1, 200)] == [most, most]


def test_one_item(api: APIClient, many: list[Item]) -> None:
    assert cost(api, "get", f"{ITEMS}{many[-1].key}/") == 2


def test_writes(api: APIClient, many: list[Item]) -> None:
    assert cost(api, "post", ITEMS, {"product": "WEB", "title": "New"}) == 5
    assert cost(api, "post", f"{WEB_1}move/", {"before": "WEB-9"}) == 4
    assert cost(api, "patch", WEB_1, {"status": "Ready"}) == 5
    assert cost(api, "patch", WEB_1, {"status": "Done", "assignee": "me", "title": "New"}) == 5
    leaf = f"{ITEMS}{many[-1].key}/"
    assert cost(api, "delete", leaf) == 6
    assert cost(api, "post", f"{leaf}restore/") == 6


@pytest.mark.parametrize(
    "resource", ["products", "statuses", "labels", "comments", "criteria", "scoring-models", "ratings"]
)
def test_other_lists(api: APIClient, many: list[Item], resource: str) -> None:
    for item in many[:5]:
        item.comments.create(workspace=item.workspace, text="Well", author=item.assignee)
        item.ratings.create(workspace=item.workspace, criterion=item.product.criteria.first(), value=1)
    few, all_of_them = (cost(api, "get", f"/api/v1/{resource}/", {"limit": limit}) for limit in (1, 200))
    assert few == all_of_them <= 4
