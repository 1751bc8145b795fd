"""Why a score moved: who did what, and how far that is in the order."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Member
from backlog.models import Item, Product, ScoringModel
from backlog.queries.why import score_moves
from backlog.services.items import update_item
from backlog.services.links import link_items
from backlog.services.scoring import update_model
from tests.backlog.test_scores import rate, settle
from tests.factories import make_item


@pytest.fixture
def model(product: Product) -> ScoringModel:
    return product.scoring_models.get()


def rated(product: Product, by: Member, *reaches: int) -> list[Item]:
    items = [make_item(product) for _ in reaches]
    for item, reach in zip(items, reaches, strict=True):
        rate(item, by, reach=reach, impact=1, confidence=1, effort=1)
    settle(product)
    return items


def test_a_rating_is_told_with_its_author_and_the_places(
    product: Product, product_owner: Member, model: ScoringModel
) -> None:
    _first, _second, last = rated(product, product_owner, 300, 200, 100)
    rate(last, product_owner, reach=250)
    settle(product)
    move = score_moves(last, model)[0]
    assert (move.before, move.after, move.place_before, move.place_after, move.places) == (100, 250, 3, 2, 1)
    assert move.why == [f"<strong>{product_owner.name}</strong> changed Reach from 100 to 250"]


def test_a_formula_is_told_with_its_author(
    product: Product, product_owner: Member, owner: Member, model: ScoringModel
) -> None:
    (item,) = rated(product, product_owner, 300)
    update_model(model, by=owner.actor(), formula="reach * 2")
    settle(product)
    assert score_moves(item, model)[0].why == [
        f"<strong>{owner.name}</strong> changed the formula from (reach * impact * confidence) / effort to reach * 2"
    ]


def test_another_item_is_named(product: Product, owner: Member, model: ScoringModel) -> None:
    item, blocker = make_item(product), make_item(product)
    update_model(model, by=owner.actor(), formula="10 - blocked_count")
    link_items(blocker, target=item, kind="blocks", by=owner.actor())
    settle(product)
    update_item(blocker, by=owner.actor(), fields={"status": product.statuses.get(name="Done")})
    settle(product)
    (said,) = score_moves(item, model)[0].why
    assert said == f"{blocker.key}: <strong>{owner.name}</strong> moved it from Backlog to Done"


def test_four_statements(product: Product, product_owner: Member, model: ScoringModel) -> None:
    (item,) = rated(product, product_owner, 1)
    for reach in range(2, 12):
        rate(item, product_owner, reach=Decimal(reach))
        settle(product)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert len(score_moves(item, model)) == 11
    assert len(asked) <= 5


def test_the_page_and_its_part(client: Client, product: Product, product_owner: Member) -> None:
    assert product_owner.user is not None
    (item,) = rated(product, product_owner, 300)
    client.force_login(product_owner.user)
    address = f"/w/{product.workspace.slug}/items/{item.key}/score/"
    assert "<html" in client.get(address).text
    part = client.get(address, headers={"HX-Request": "true"}).text
    assert "<html" not in part
    assert "rated Reach 300" in part
