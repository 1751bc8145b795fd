"""What Python and PostgreSQL take for numbers and people do not: refused in words at every door that numbers come in by."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from accounts.models import Member
from backlog.models import Item, Product, Rating, ScoringModel
from backlog.rating_file import read_rating_file
from backlog.services.scoring import use_preset
from tests.backlog.test_scores import rate, settle
from tests.conftest import ApiOf, ClientOf

NO_NUMBERS = (
    "NaN",
    "sNaN",
    "Infinity",
    "-inf",
    "1e400",
    "1e5",
    "0x1F",
    "1_000",
    "٣",
    "１",
    "9" * 60,
)
FETCH = {"X-Requested-With": "fetch", "Accept": "text/html, application/json;q=0.9"}
HOME = "/w/acme/p/WEB/scoring/"


@pytest.fixture
def manager(client_of: ClientOf, owner: Member) -> Client:
    return client_of(owner)


@pytest.fixture
def weighted(product: Product, owner: Member) -> ScoringModel:
    return use_preset(product, "weighted", by=owner.actor())


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_a_cell_refuses_it(client: Client, item: Item, text: str) -> None:
    data = {"items": item.key, "criteria": "reach", "text": text}
    assert client.post(f"{HOME}ratings/", data, headers=FETCH).status_code == 422
    assert not Rating.objects.exists()


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_a_file_refuses_the_row(product: Product, item: Item, product_owner: Member, text: str) -> None:
    read = read_rating_file(product, f"key,reach\nWEB-1,{text}\n".encode(), by=product_owner.actor())
    assert (len(read.changed), len(read.refused)) == (0, 1)


@pytest.mark.parametrize("value", ["NaN", "sNaN", "Infinity", "1e400", "0x1F", "9" * 60, True, [1], {}, 1e30])
def test_the_api_refuses_it(item: Item, product_owner: Member, api_of: ApiOf, value: Any) -> None:
    body = {"item": item.key, "criterion": "reach", "value": value}
    answer = api_of(product_owner).post("/api/v1/ratings/", body, format="json")
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/value")


@pytest.mark.parametrize(("value", "why"), [(1e30, "from 0 to"), (-1, "0 or more"), (0.1234567, "six after")])
@pytest.mark.parametrize("bulk", [False, True])
def test_what_is_too_large_or_fine_is_told_how_far_the_scale_goes(
    item: Item, product_owner: Member, api_of: ApiOf, value: float, why: str, bulk: bool
) -> None:
    body: dict[str, Any] = {"item": item.key, "criterion": "reach", "value": value}
    address = "/api/v1/ratings/bulk/" if bulk else "/api/v1/ratings/"
    answer = api_of(product_owner).post(address, {"ratings": [body]} if bulk else body, format="json")
    assert (answer.status_code, why in answer.json()["detail"]) == (422, True)


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_a_weight_refuses_it(manager: Client, weighted: ScoringModel, text: str) -> None:
    assert manager.get(f"{HOME}what-if/", {"weight_customer_value": text}).status_code == 422
    answer = manager.post(f"{HOME}weights/", {"weight_customer_value": text}, follow=True)
    assert "is not a number" in answer.content.decode()
    assert weighted.model_criteria.get(criterion__key="customer_value").weight == 3


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_a_criterion_refuses_it_as_its_range(manager: Client, product: Product, text: str) -> None:
    data = {"name": "Joy", "scale": "linear", "minimum": "0", "maximum": text}
    assert manager.post(f"{HOME}criteria/new/", data).status_code == 422


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("item.estimate", "NaN"), ("rating.value", "NaN"), ("criterion.maximum", "NaN"), ("modelcriterion.weight", "NaN"),
        ("score.value", "NaN"), ("score.value", "-Infinity"), ("scorehistory.after", "Infinity"),
    ],
)  # fmt: skip
def test_the_database_refuses_it(item: Item, product_owner: Member, column: str, value: str) -> None:
    rate(item, product_owner, reach=800, impact=2, confidence=1, effort=4)
    settle(item.product)
    table, field = column.split(".")
    change = f"UPDATE backlog_{table} SET {field} = %s"
    with connection.cursor() as cursor, pytest.raises(IntegrityError), transaction.atomic():
        cursor.execute(change, [value])
