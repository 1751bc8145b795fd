"""A formula that was sound when it was written and is no longer: said so everywhere, and no worker stumbles over it."""

import pytest
from django.db import connection
from django.test import Client

from accounts.models import Member
from backlog.models import Item, Product, Score, ScoreRequest, ScoringModel
from backlog.queries.score import score_panel
from backlog.queries.what_if import what_if
from backlog.services.recompute import recompute, request_scores
from tests.backlog.test_scores import rate, score, settle
from tests.conftest import ApiOf


@pytest.fixture
def broken(product: Product, item: Item, product_owner: Member) -> Item:
    """An item with a score, whose model's formula names a criterion that somebody took out of the database by hand."""
    rate(item, product_owner, reach=100, impact=1, confidence=1, effort=1)
    settle(product)
    with connection.cursor() as cursor:
        for table in ("backlog_rating", "backlog_modelcriterion"):
            cursor.execute(
                f"DELETE FROM {table} WHERE criterion_id IN (SELECT id FROM backlog_criterion WHERE key = 'reach')"
            )
        cursor.execute("DELETE FROM backlog_criterion WHERE key = 'reach'")
    request_scores(product.pk, None, workspace_id=product.workspace_id, cause="test")
    return item


def test_the_scores_go_and_say_why(broken: Item, product: Product) -> None:
    assert recompute(product) == 1
    assert score(broken) == (None, "unknown:reach")
    assert not ScoreRequest.objects.exists()
    panel = score_panel(broken)
    assert panel is not None
    assert panel.reason == "the formula names what is not there: reach"


def test_a_single_item_neither_holds_up_the_rest(broken: Item, product: Product) -> None:
    request_scores(product.pk, [broken.pk], workspace_id=product.workspace_id, cause="test")
    recompute(product)
    assert score(broken) == (None, "unknown:reach")


def test_one_that_cannot_be_read_says_so(broken: Item, product: Product) -> None:
    ScoringModel.objects.filter(product=product).update(formula="reach * (")
    recompute(product)
    assert score(broken) == (None, "broken")
    panel = score_panel(broken)
    assert panel is not None
    assert panel.reason == "the formula cannot be computed"


def test_a_sound_formula_brings_them_back(broken: Item, product: Product) -> None:
    recompute(product)
    ScoringModel.objects.filter(product=product).update(formula="impact * 2")
    request_scores(product.pk, None, workspace_id=product.workspace_id, cause="test")
    recompute(product)
    assert score(broken) == (2, None)


@pytest.mark.parametrize("formula", ["(reach * impact * confidence) / effort", "reach * ("])
def test_pages_stand(broken: Item, product: Product, client: Client, formula: str) -> None:
    ScoringModel.objects.filter(product=product).update(formula=formula)
    recompute(product)
    home = "/w/acme/p/WEB/"
    rooms = ("", "models/", "criteria/", "pictures/", "rounds/", "what-if/", "ratings.csv", "import/")
    pages = [*(f"{home}scoring/{page}" for page in rooms), f"{home}backlog/", "/w/acme/items/WEB-1/score/"]
    assert {address: client.get(address).status_code for address in pages} == dict.fromkeys(pages, 200)
    assert "the formula" in client.get("/w/acme/items/WEB-1/").content.decode()
    assert [row.reason.partition(":")[0] for row in what_if(product.scoring_models.get()).rows] != [""]


def test_the_api_says_so(broken: Item, product: Product, product_owner: Member, api_of: ApiOf) -> None:
    recompute(product)
    rows = api_of(product_owner).get("/api/v1/scores/?product=WEB").json()["results"]
    assert [row["reason"] for row in rows] == ["unknown:reach"]
    assert Score.objects.count() == 1
