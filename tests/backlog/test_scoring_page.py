"""The scoring page: numbers in a sheet, the formula, the models."""

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Member
from activity.tasks import drain
from backlog.models import Item, Product, Rating, ScoringModel
from backlog.queries.scoring import scoring_page
from backlog.services.recompute import recompute
from backlog.services.scoring import use_preset
from tests.backlog.statements import counted
from tests.conftest import ClientOf
from tests.factories import actor_in, make_item

FETCH = {"X-Requested-With": "fetch"}
JSON = {**FETCH, "Accept": "text/html, application/json;q=0.9"}


@pytest.fixture
def client(client_of: ClientOf, product_manager: Member) -> Client:
    return client_of(product_manager)


def rate(client: Client, criterion: str, value: str) -> int:
    return client.post(
        f"/w/acme/items/WEB-1/ratings/{criterion}/", {"value": value}, headers=JSON
    ).status_code


def test_a_number_becomes_a_score(client: Client, item: Item, product: Product) -> None:
    assert [
        rate(client, *pair)
        for pair in (("reach", "800"), ("impact", "2"), ("confidence", "0,8"), ("effort", "4"))
    ] == [204] * 4
    drain(str(product.workspace_id))
    recompute(product)
    assert "320" in client.get(f"/w/acme/p/WEB/scoring/scores/?ids={item.pk}").content.decode()
    page = client.get("/w/acme/p/WEB/scoring/").content.decode()
    assert "(800 × 2 × 0.8) ÷ 4 = 320" in page
    assert "(800 × 2 × 0.8) ÷ 4 = 320" in client.get("/w/acme/items/WEB-1/").content.decode()


def test_a_range_without_end_is_told_without_it(client: Client, item: Item) -> None:
    page = client.get("/w/acme/p/WEB/scoring/").content.decode()
    assert "0 or more" in page
    assert "1000000000" not in page


@pytest.mark.parametrize(
    ("criterion", "value", "said"),
    [
        ("impact", "7", "Impact is one of 0.25, 0.5, 1, 2, 3."),
        ("effort", "0.1", "Effort goes from 0.5 to 1000."),
        ("reach", "-1", "Reach is 0 or more."),
        ("reach", "many", "“many” is not a number."),
        ("reach", "NaN", "“NaN” is not a number."),
    ],
)
def test_a_refused_number_says_the_range(
    client: Client, item: Item, criterion: str, value: str, said: str
) -> None:
    response = client.post(f"/w/acme/items/WEB-1/ratings/{criterion}/", {"value": value}, headers=JSON)
    assert (response.status_code, response.json()) == (422, {"detail": said})
    assert not Rating.objects.exists()


def test_an_emptied_cell_takes_the_number_away_and_can_be_undone(client: Client, item: Item) -> None:
    rate(client, "reach", "800")
    response = client.post("/w/acme/items/WEB-1/ratings/reach/", {"value": ""}, headers=JSON)
    assert not Rating.objects.exists()
    client.post(response["HX-Trigger"].split('"undoUrl": "')[1].split('"')[0], headers=FETCH)
    assert Rating.objects.get().value == 800


def test_who_may_not_rate_sees_numbers_only(item: Item, client_of: ClientOf, contributor: Member) -> None:
    page = client_of(contributor).get("/w/acme/p/WEB/scoring/").content.decode()
    assert "Pay by bank transfer" in page
    assert "data-rate" not in page
    assert "Edit formula" not in page


@pytest.mark.parametrize("size", [1, 40])
def test_the_sheet_costs_the_same_for_any_size(product: Product, owner: Member, size: int) -> None:
    for _ in range(size):
        make_item(product)
    with counted() as statements:
        scoring_page(product, actor=owner.actor(), query="", today=timezone.localdate())
    assert len(statements) <= 7


def test_another_model_keeps_the_numbers(client: Client, item: Item, product: Product) -> None:
    rate(client, "reach", "800")
    client.post("/w/acme/p/WEB/scoring/model/", {"preset": "wsjf"})
    assert ScoringModel.objects.get(product=product, is_active=True).preset == "wsjf"
    client.post("/w/acme/p/WEB/scoring/model/", {"preset": "rice"})
    assert 'value="800"' in client.get("/w/acme/p/WEB/scoring/").content.decode()


def test_a_formula_is_tried_without_saving(client: Client, item: Item, product: Product) -> None:
    tried = client.post("/w/acme/p/WEB/scoring/formula/try/", {"formula": "reach * effrt"}).content.decode()
    assert "Did you mean “effort”?" in tried
    assert "reach * <mark>effrt</mark>" in tried
    assert product.scoring_models.get(is_active=True).formula == "(reach * impact * confidence) / effort"


def test_a_wrong_formula_is_kept_with_its_place(client: Client, item: Item) -> None:
    response = client.post("/w/acme/p/WEB/scoring/formula/", {"formula": "reach *"})
    assert response.status_code == 422
    assert ">reach *</textarea>" in response.content.decode()


def test_a_new_formula_counts(client: Client, item: Item, product: Product) -> None:
    client.post("/w/acme/p/WEB/scoring/formula/", {"formula": "reach * 2", "version": "2"})
    rate(client, "reach", "21")
    drain(str(product.workspace_id))
    recompute(product)
    assert "42" in client.get(f"/w/acme/p/WEB/scoring/scores/?ids={item.pk}").content.decode()


def test_weights_are_saved(client: Client, item: Item, product: Product) -> None:
    model = use_preset(product, "weighted", by=actor_in(product.workspace))
    client.post("/w/acme/p/WEB/scoring/weights/", {"weight_customer_value": "5,5", "weight_feasibility": "x"})
    weights = dict(model.model_criteria.values_list("criterion__key", "weight"))
    assert float(weights["customer_value"]) == 3
    client.post("/w/acme/p/WEB/scoring/weights/", {"weight_customer_value": "5,5"})
    assert float(model.model_criteria.get(criterion__key="customer_value").weight) == 5.5


def test_a_mistaken_search_is_said(client: Client, item: Item) -> None:
    response = client.get("/w/acme/p/WEB/scoring/?q=statu:ready")
    assert response.status_code == 422
    assert "statu" in response.content.decode()
