"""Scoring models, criteria, ratings."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from activity.tasks import drain
from backlog.models import Item, Product, Rating
from backlog.services.recompute import recompute

MODELS, CRITERIA, RATINGS = "/api/v1/scoring-models/", "/api/v1/criteria/", "/api/v1/ratings/"


def pointers(answer: Any) -> list[str]:
    return [error["pointer"] for error in answer.json()["errors"]]


@pytest.fixture
def model(product: Product) -> str:
    """The address of the active model, RICE."""
    return f"{MODELS}{product.scoring_models.get().pk}/"


def rate(api: APIClient, criterion: str, value: float, item: str = "WEB-1") -> Any:
    return api.post(RATINGS, {"item": item, "criterion": criterion, "value": value})


def test_ratings_become_a_score(api: APIClient, items: list[Item], product: Product) -> None:
    for criterion, value in (("reach", 500), ("impact", 2), ("confidence", 0.8), ("effort", 2)):
        assert rate(api, criterion, value).status_code == 200
    drain(str(product.workspace_id))
    recompute(product)
    item = api.get("/api/v1/items/WEB-1/")
    assert item.json()["score"] == pytest.approx(400)
    assert item.json()["version"] == 1
    assert api.get("/api/v1/items/WEB-2/").json()["score_reason"]


def test_a_rating_is_set_again_changed_and_cleared(api: APIClient, items: list[Item]) -> None:
    first, second = rate(api, "reach", 5).json(), rate(api, "reach", 7).json()
    assert (second["id"], second["value"], second["version"]) == (first["id"], 7, 2)
    assert second["rated_by"]["name"] == "Paul Owner"
    assert rate(api, "reach", 7).json() == second
    url = f"{RATINGS}{first['id']}/"
    late = api.patch(url, {"value": 9}, HTTP_IF_MATCH='"1"')
    assert (late.status_code, late.json()["current"]) == (412, second)
    assert api.patch(url, {"value": 9}, HTTP_IF_MATCH='"2"').json()["value"] == 9
    assert [api.delete(url).status_code, api.get(url).status_code] == [204, 404]
    assert not Rating.objects.exists()


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"criterion": "impact", "value": 99}, "/value"), ({"criterion": "beauty", "value": 1}, "/criterion"),
        ({"item": "OTHER-1", "criterion": "reach", "value": 1}, "/item"), ({"criterion": "reach"}, "/value"),
        ({"criterion": "reach", "value": "many"}, "/value"), ({"criterion": "reach", "value": None}, "/value"),
    ],
)  # fmt: skip
def test_a_rating_that_cannot_be(
    api: APIClient, items: list[Item], elsewhere: Item, body: dict[str, Any], pointer: str
) -> None:
    answer = api.post(RATINGS, {"item": "WEB-1", **body})
    assert (answer.status_code, pointers(answer)) == (422, [pointer])


def test_ratings_are_listed_by_item_product_and_criterion(api: APIClient, items: list[Item]) -> None:
    for item, criterion in (("WEB-1", "reach"), ("WEB-1", "effort"), ("WEB-2", "reach")):
        assert rate(api, criterion, 1, item).status_code == 200

    def found(**params: str) -> list[str]:
        rows = api.get(RATINGS, params).json()["results"]
        return [f"{row['item']} {row['criterion']}" for row in rows]

    assert found(item="WEB-1") == ["WEB-1 reach", "WEB-1 effort"]
    assert found(criterion="reach", product="web") == ["WEB-1 reach", "WEB-2 reach"]
    assert found(item="WEB-3") == []
    assert [api.get(RATINGS, wrong).status_code for wrong in ({"product": "OTHER"}, {"item": "WEB-99"})] == [
        422
    ] * 2


def test_criteria_say_their_scale(api: APIClient, product: Product) -> None:
    rows = {row["key"]: row for row in api.get(CRITERIA, {"product": "WEB"}).json()["results"]}
    assert list(rows) == ["reach", "impact", "confidence", "effort"]
    assert {"value", "meaning"} == rows["impact"]["steps"][0].keys()
    assert api.get(f"{CRITERIA}{rows['reach']['id']}/").json() == rows["reach"]


def test_a_model_changes(manager: APIClient, model: str) -> None:
    before = manager.get(model)
    body = {"name": "Ours", "formula": "reach * impact / effort", "kinds": ["story"], "weights": {"reach": 2}}
    shown = manager.patch(model, body, HTTP_IF_MATCH=before["ETag"]).json()
    assert (shown["name"], shown["formula"], shown["kinds"]) == ("Ours", "reach * impact / effort", ["story"])
    assert (shown["revision"], shown["criteria"][0]["weight"]) == (before.json()["revision"] + 1, 2)
    assert manager.patch(model, {"name": "Late"}, HTTP_IF_MATCH=before["ETag"]).json()["current"] == shown


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"formula": "reech * 2"}, "/formula"), ({"formula": ""}, "/formula"), ({"weights": {"beauty": 1}}, "/weights/beauty"),
        ({"weights": {"reach": "x"}}, "/weights/reach"), ({"kinds": ["saga"]}, "/kinds/0"), ({"is_active": False}, "/is_active"),
    ],
)  # fmt: skip
def test_a_model_that_cannot_be(manager: APIClient, model: str, body: dict[str, Any], pointer: str) -> None:
    answer = manager.patch(model, body)
    assert (answer.status_code, pointers(answer)) == (422, [pointer])


def test_presets_take_turns(manager: APIClient, model: str) -> None:
    wsjf = manager.post(MODELS, {"product": "WEB", "preset": "wsjf"})
    assert (wsjf.status_code, wsjf.json()["is_active"]) == (200, True)
    assert manager.post(MODELS, {"product": "WEB", "preset": "wsjf"}).json() == wsjf.json()
    assert manager.get(model).json()["is_active"] is False
    assert manager.patch(model, {"is_active": True}).json()["is_active"] is True
    assert [row["preset"] for row in manager.get(MODELS, {"product": "WEB"}).json()["results"]] == [
        "rice",
        "wsjf",
    ]
    assert pointers(manager.post(MODELS, {"product": "OTHER", "preset": "wsjf"})) == ["/product"]


def test_ids_of_another_workspace_are_404(manager: APIClient, elsewhere: Item) -> None:
    model, criterion = elsewhere.product.scoring_models.get(), elsewhere.product.criteria.first()
    rating = Rating.objects.create(
        workspace=elsewhere.workspace, item=elsewhere, criterion=criterion, value=1
    )
    assert criterion is not None
    urls = (f"{MODELS}{model.pk}/", f"{CRITERIA}{criterion.pk}/", f"{RATINGS}{rating.pk}/")
    assert [manager.get(url).status_code for url in urls] == [404] * 3
    assert [
        manager.patch(url, {"value": 1} if url is urls[2] else {}).status_code for url in (urls[0], urls[2])
    ] == [404, 404]
