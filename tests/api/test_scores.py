"""Scores, how they moved, and what formulas may use."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import Member
from backlog.models import Item, Product
from backlog.services.scoring import update_model
from backlog.services.trying import try_model
from tests.api.test_costs import cost
from tests.api.test_scoring import MODELS
from tests.backlog.test_scores import rate, settle

SCORES, MOVES, INPUTS = "/api/v1/scores/", "/api/v1/score-moves/", "/api/v1/score-inputs/"


@pytest.fixture
def rated(items: list[Item], owner: Member) -> list[Item]:
    """Scored 300, 200 and 100 by RICE; two have no score."""
    for item, reach in zip(items, (100, 300, 200), strict=False):
        rate(item, owner, reach=reach, impact=1, confidence=1, effort=1)
    settle(items[0].product)
    return items


def found(api: APIClient, **params: Any) -> list[tuple[str, float | None]]:
    return [(row["item"], row["value"]) for row in api.get(SCORES, params).json()["results"]]


def test_scores_by_the_active_model(api: APIClient, rated: list[Item], product: Product) -> None:
    model = product.scoring_models.get()
    first, *_others, last = api.get(SCORES).json()["results"]
    assert first.pop("updated_at")
    assert first == {
        "item": "WEB-1", "model": {"id": str(model.pk), "name": "RICE"}, "value": 100, "reason": None,
        "reason_text": None, "revision": 1,
    }  # fmt: skip
    assert (last["reason"], last["reason_text"]) == (
        "missing:reach,impact,confidence,effort",
        "missing: reach, impact, confidence, effort",
    )


def test_they_are_narrowed_and_ordered(api: APIClient, rated: list[Item], elsewhere: Item) -> None:
    best = [("WEB-2", 300), ("WEB-3", 200), ("WEB-1", 100)]
    assert found(api, product="web", ordering="-value", limit=3) == best
    assert found(api, ordering="value")[:3] == best[::-1]
    assert found(api, item="WEB-3") == [("WEB-3", 200)]
    assert api.delete("/api/v1/items/WEB-2/").status_code == 204
    assert "WEB-2" not in dict(found(api))
    other = str(elsewhere.product.scoring_models.get().pk)
    wrong = [
        {"model": other},
        {"model": "x"},
        {"product": "OTHER"},
        {"item": "OTHER-1"},
        {"ordering": "reason"},
    ]
    assert [api.get(SCORES, params).status_code for params in wrong] == [422] * 5


def test_pages_go_on_where_they_ended(api: APIClient, rated: list[Item]) -> None:
    seen, url = [], f"{SCORES}?ordering=-value&limit=2"
    while url:
        page = api.get(url).json()
        seen += [row["item"] for row in page["results"]]
        url = page["next"]
    assert (seen[:3], sorted(seen[3:])) == (["WEB-2", "WEB-3", "WEB-1"], ["WEB-4", "WEB-5"])


def test_scores_by_another_model(manager: APIClient, rated: list[Item], owner: Member) -> None:
    made = manager.post(MODELS, {"product": "WEB", "name": "Ours", "formula": "reach * 2"}).json()
    product = rated[0].product
    try_model(product.scoring_models.get(name="Ours"), by=owner.actor())
    settle(product)
    assert found(manager, model=made["id"], ordering="-value", limit=1) == [("WEB-2", 600)]
    assert found(manager, ordering="-value", limit=1) == [("WEB-2", 300)]


def test_what_scores_cost(api: APIClient, rated: list[Item]) -> None:
    params = {"product": "WEB", "item": "WEB-1", "ordering": "-value"}
    assert [cost(api, "get", SCORES, {**params, "limit": limit}) for limit in (1, 200)] == [5, 5]
    assert [cost(api, "get", SCORES, {"limit": limit}) for limit in (1, 200)] == [3, 3]


def test_why_a_score_moved(api: APIClient, rated: list[Item], owner: Member) -> None:
    rate(rated[0], owner, reach=250)
    settle(rated[0].product)
    move = api.get(MOVES, {"item": "web-1"}).json()["results"][0]
    assert move.pop("at")
    assert move == {
        "before": 100, "after": 250, "place_before": 3, "place_after": 2, "places": 1, "cause": "A rating changed.",
        "who": owner.name, "why": [f"{owner.name} changed Reach from 100 to 250"],
    }  # fmt: skip


def test_sentences_are_plain_text(api: APIClient, rated: list[Item], owner: Member) -> None:
    model = rated[0].product.scoring_models.get()
    update_model(model, by=owner.actor(), formula="if(reach < 99, 1, 0)")
    settle(model.product)
    [said] = api.get(MOVES, {"item": "WEB-1"}).json()["results"][0]["why"]
    assert said.startswith(f"{owner.name} changed the formula from")
    assert said.endswith("to if(reach < 99, 1, 0)")


def test_the_whole_history_is_paged(api: APIClient, rated: list[Item], owner: Member) -> None:
    for reach in (1, 2):
        rate(rated[0], owner, reach=reach)
        settle(rated[0].product)
    first = api.get(MOVES, {"item": "WEB-1", "limit": "2"}).json()
    rest = api.get(first["next"]).json()
    assert [row["after"] for row in first["results"] + rest["results"]] == [2, 1, 100]
    assert (rest["next"], api.get(MOVES, {"item": "WEB-5"}).json()["results"][1:]) == (None, [])
    assert [cost(api, "get", MOVES, {"item": "WEB-1", "limit": limit}) for limit in (1, 200)] == [9, 9]


def test_moves_are_of_an_item_that_is_named(api: APIClient, rated: list[Item], elsewhere: Item) -> None:
    other = str(elsewhere.product.scoring_models.get().pk)
    nowhere, unordered = {"item": "WEB-1", "model": other}, {"item": "WEB-1", "ordering": "at"}
    wrong: list[dict[str, str]] = [{}, {"item": "OTHER-1"}, nowhere, unordered]
    assert [api.get(MOVES, params).status_code for params in wrong] == [422] * 4


def test_what_formulas_may_use(api: APIClient) -> None:
    answer = api.get(INPUTS)
    rows = {row["key"]: row for row in answer.json()["inputs"]}
    assert {
        "days_to_due",
        "age_days",
        "blocked_count",
        "blocking_count",
        "child_count",
        "estimate",
    } <= rows.keys()
    assert rows["age_days"] == {
        "key": "age_days",
        "name": "Age in days",
        "description": "Days since it was created.",
    }
    assert api.get(INPUTS, HTTP_IF_NONE_MATCH=answer["ETag"]).status_code == 304
    assert api.get(INPUTS, {"fields": "names"}).status_code == 422
