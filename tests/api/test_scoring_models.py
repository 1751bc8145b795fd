"""Models of one's own, comparing, what if."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import Member
from backlog.models import Item, Product, Score, ScoringModel
from tests.api.test_costs import cost
from tests.api.test_scoring import MODELS, pointers
from tests.backlog.test_scores import rate, settle

OWN = {"product": "WEB", "name": "Ours", "formula": "reach * weight_reach"}


@pytest.fixture
def rice(product: Product) -> str:
    return f"{MODELS}{product.scoring_models.get().pk}/"


@pytest.fixture
def rated(items: list[Item], owner: Member) -> list[Item]:
    """Reach 300, 200; effort 6, 1: by RICE the second is first."""
    for item, reach, effort in zip(items, (300, 200), (6, 1), strict=False):
        rate(item, owner, reach=reach, impact=1, confidence=1, effort=effort)
    settle(items[0].product)
    return items


def test_a_model_of_ones_own_is_made_and_taken_away(manager: APIClient, product: Product) -> None:
    made = manager.post(MODELS, {**OWN, "kinds": ["bug"], "weights": {"reach": 2}})
    shown = made.json()
    assert (made.status_code, made["Location"]) == (201, f"{MODELS}{shown['id']}/")
    assert (shown["is_active"], shown["is_tried"], shown["kinds"]) == (False, False, ["bug"])
    assert shown["criteria"] == [{"key": "reach", "name": "Reach", "weight": 2}]
    late = manager.delete(made["Location"], HTTP_IF_MATCH='"9"')
    assert (late.status_code, late.json()["current"]) == (412, shown)
    assert manager.delete(made["Location"], HTTP_IF_MATCH=made["ETag"]).status_code == 204
    assert not ScoringModel.objects.filter(name="Ours").exists()


def test_a_retry_makes_no_second_model(manager: APIClient, product: Product) -> None:
    first, again = (manager.post(MODELS, OWN, HTTP_IDEMPOTENCY_KEY="once") for _ in range(2))
    assert (again.status_code, again["Idempotent-Replayed"], again.json()) == (201, "true", first.json())


def test_what_is_new_has_no_version(manager: APIClient, product: Product) -> None:
    late = manager.post(MODELS, OWN, HTTP_IF_MATCH='"1"')
    assert (late.status_code, late.json()["current"]) == (412, None)


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, ""), ({"preset": "rice", "name": "Ours"}, ""), ({"preset": "rice", "kinds": []}, ""), ({"name": "Ours"}, ""),
        ({"formula": "reach", "weights": {}}, ""), ({**OWN, "preset": "rice"}, ""), ({**OWN, "name": "rice"}, "/name"),
        ({**OWN, "formula": "1 + raech"}, "/formula"), ({**OWN, "weights": {"beauty": 1}}, "/weights/beauty"),
        ({**OWN, "kinds": ["saga"]}, "/kinds/0"), ({"preset": "luck"}, "/preset"), ({**OWN, "product": "X"}, "/product"),
    ],
)  # fmt: skip
def test_what_cannot_be_made(
    manager: APIClient, product: Product, body: dict[str, Any], pointer: str
) -> None:
    answer = manager.post(MODELS, {"product": "WEB", **body})
    assert (answer.status_code, pointers(answer)) == (422, [pointer])


def test_a_wrong_formula_says_the_column_and_the_nearest_name(
    manager: APIClient, product: Product, rice: str
) -> None:
    said = "Column 5: There is no “raech”. Did you mean “reach”?"
    wrong, checking = {"formula": "1 + raech"}, f"{MODELS}check-formula/"
    answers = [
        manager.patch(rice, wrong), manager.post(MODELS, {**OWN, **wrong}), manager.post(f"{rice}what-if/", wrong),
        manager.post(checking, {"product": "WEB", **wrong}),
    ]  # fmt: skip
    assert [(one.status_code, one.json()["detail"], pointers(one)) for one in answers] == [
        (422, said, ["/formula"])
    ] * 4


def test_a_formula_is_checked(api: APIClient, product: Product) -> None:
    body = {"product": "web", "formula": "reach + reach * weight_effort - age_days"}
    answer = api.post(f"{MODELS}check-formula/", body)
    assert answer.json() == {"ok": True, "names": ["age_days", "reach", "weight_effort"]}


def test_a_model_is_compared_with_the_active_one(manager: APIClient, product: Product, rice: str) -> None:
    made = manager.post(MODELS, OWN)
    tried = manager.patch(made["Location"], {"is_tried": True}, HTTP_IF_MATCH=made["ETag"])
    assert (tried.json()["is_tried"], manager.get(made["Location"]).json()["is_tried"]) == (True, True)
    assert manager.patch(made["Location"], {"is_tried": False}, HTTP_IF_MATCH=made["ETag"]).status_code == 412
    assert manager.delete(made["Location"]).status_code == 409
    assert manager.patch(rice, {"is_tried": True}).status_code == 409
    assert manager.patch(made["Location"], {"is_tried": True, "is_active": True}).status_code == 409
    assert manager.patch(rice, {"is_tried": False}).json()["is_tried"] is False
    assert manager.get(made["Location"]).json()["is_tried"] is True
    assert manager.patch(made["Location"], {"is_tried": False}).json()["is_tried"] is False
    assert manager.delete(rice).status_code == 409


def test_what_another_formula_would_do(api: APIClient, rated: list[Item], rice: str) -> None:
    before = list(Score.objects.order_by("id").values())
    answer = api.post(f"{rice}what-if/", {"formula": "reach", "limit": 1}).json()
    assert answer == {
        "moved": 2, "gained": 0, "lost": 0, "of": 5,
        "items": [{
            "item": "WEB-1", "title": "Item 1", "before": 50, "after": 300, "reason": "",
            "place_before": 2, "place_after": 1,
        }],
    }  # fmt: skip
    assert list(Score.objects.order_by("id").values()) == before


def test_what_other_weights_would_do(manager: APIClient, rated: list[Item]) -> None:
    model = manager.post(MODELS, OWN)["Location"]
    rows = manager.post(f"{model}what-if/", {"weights": {"reach": 3}}).json()["items"]
    assert [(row["after"], row["reason"]) for row in rows[1:3]] == [(600, ""), (None, "missing: reach")]
    other = {"weights": {"effort": 1}}
    assert pointers(manager.post(f"{model}what-if/", other)) == ["/weights/effort"]
    assert manager.post(f"{model}what-if/", {**other, "formula": "reach * weight_effort"}).status_code == 200
    assert [pointers(manager.post(f"{model}what-if/", {"limit": limit})) for limit in (0, 1001)] == [
        ["/limit"]
    ] * 2


def test_what_it_costs(manager: APIClient, rated: list[Item], rice: str) -> None:
    body = {"formula": "reach * weight_reach", "weights": {"reach": 2}}
    few, many = (cost(manager, "post", f"{rice}what-if/", {**body, "limit": limit}) for limit in (1, 200))
    assert few == many <= 8
    assert cost(manager, "post", f"{MODELS}check-formula/", {"product": "WEB", "formula": "reach"}) <= 3


def test_models_of_another_workspace_are_404(manager: APIClient, elsewhere: Item) -> None:
    other = f"{MODELS}{elsewhere.product.scoring_models.get().pk}/"
    assert [manager.post(f"{other}what-if/").status_code, manager.delete(other).status_code] == [404, 404]
