"""Goals by the API."""

import pytest
from rest_framework.test import APIClient

from accounts.models import Member, Workspace
from activity.actors import Actor
from backlog.models import Item, Product
from roadmap.models import Objective
from roadmap.services.objective_items import add_items
from tests.backlog.statements import counted
from tests.conftest import ApiOf
from tests.factories import make_item, make_key_result, make_objective

V1 = "/api/v1/objectives/"
RESULTS = "/api/v1/key-results/"
ITEMS = "/api/v1/items/"


@pytest.fixture
def api(api_of: ApiOf, product_manager: Member) -> APIClient:
    return api_of(product_manager)


@pytest.fixture
def objective(workspace: Workspace) -> Objective:
    return make_objective(workspace, "Buy in a minute")


@pytest.fixture
def url(objective: Objective) -> str:
    return f"{V1}{objective.pk}/"


def test_a_goal_from_nothing_to_its_end(api: APIClient, items: list[Item], product_owner: Member) -> None:
    made = api.post(V1, {"name": "Buy in a minute", "owner": str(product_owner.pk), "end_on": "2027-03-31"})
    url, owner = made["Location"], made.json()["owner"]
    assert (made.status_code, made.json()["outcome"], owner["name"]) == (201, None, product_owner.name)
    body = {"objective": made.json()["id"], "name": "Paid at once", "start": 40, "target": 60, "unit": "%"}
    result = api.post(RESULTS, body)
    assert (result.status_code, result.json()["current"], result.json()["progress"]) == (201, 40, 0)
    said = api.post(f"{result['Location']}check-ins/", {"value": 45.5, "confidence": "at_risk"}).json()
    assert (said["current"], said["version"]) == (45.5, 2)
    put = api.post(f"{url}items/", {"items": ["WEB-1", "WEB-2"]}).json()
    assert (put["item_count"], put["done_count"], put["version"]) == (2, 0, 1)
    assert put["outcome"] == pytest.approx(0.275)
    assert api.patch(url, {"state": "achieved", "weight": 9}).json()["version"] == 2
    assert (api.delete(url).status_code, api.get(url).status_code) == (204, 404)
    assert api.get(result["Location"]).status_code == 404
    assert api.get(f"{ITEMS}WEB-1/").json()["objective"] is None


def test_check_ins_are_listed_and_taken_back(api: APIClient, objective: Objective) -> None:
    url = f"{RESULTS}{make_key_result(objective).pk}/"
    for value in (3, 7):
        api.post(f"{url}check-ins/", {"value": value, "comment": f"Saw {value}"})
    newest, first = api.get(f"{url}check-ins/").json()["results"]
    assert (newest["value"], first["comment"], newest["confidence"]) == (7, "Saw 3", "on_track")
    old = {"If-Match": '"1"'}
    assert api.delete(f"{url}check-ins/{newest['id']}/", headers=old).status_code == 412
    assert api.delete(f"{url}check-ins/{newest['id']}/").status_code == 204
    assert api.get(url).json()["current"] == 3
    assert api.delete(f"{url}check-ins/{newest['id']}/").status_code == 404
    late = api.post(f"{url}check-ins/", {"value": 4}, headers=old)
    assert (late.status_code, late.json()["current"]["current"]) == (412, 3)


def test_the_owner_of_a_key_result_checks_in(
    api_of: ApiOf, contributor: Member, objective: Objective
) -> None:
    mine, other = make_key_result(objective, owner=contributor), make_key_result(objective)
    answers = [
        api_of(contributor).post(f"{RESULTS}{row.pk}/check-ins/", {"value": 1}) for row in (mine, other)
    ]
    assert [answer.status_code for answer in answers] == [200, 403]


def test_lists_are_narrowed_and_ordered(api: APIClient, objective: Objective) -> None:
    below = make_objective(objective.workspace, "Pay", parent=objective, state="dropped")
    make_key_result(below, "Time to pay")

    def names(**asked: str) -> list[str]:
        return [row["name"] for row in api.get(V1, asked).json()["results"]]

    assert names(parent="none") == ["Buy in a minute"]
    assert names(parent=str(objective.pk)) == names(state="dropped") == ["Pay"]
    assert names(ordering="-name") == ["Pay", "Buy in a minute"]
    assert api.get(RESULTS, {"objective": str(below.pk)}).json()["results"][0]["name"] == "Time to pay"
    for wrong in ({"state": "soon"}, {"parent": "x"}):
        assert api.get(V1, wrong).status_code == 422
    assert api.get(RESULTS, {"objective": "x"}).status_code == 422


def test_moving_and_its_versions(api: APIClient, objective: Objective, url: str) -> None:
    other = make_objective(objective.workspace, "Trusted")
    moved = api.post(f"{url}move/", {"after": str(other.pk)}).json()
    assert (moved["position"], moved["version"]) == (1, 1)
    assert api.post(f"{V1}{other.pk}/move/", {"to": "bottom"}).json()["position"] == 1
    assert api.post(f"{url}move/", {}).status_code == 422
    assert api.patch(url, {"name": "Buy at once"}, headers={"If-Match": '"1"'}).json()["version"] == 2
    old = {"If-Match": '"1"'}
    assert api.delete(url, headers=old).status_code == 412
    assert api.post(f"{url}move/", {"to": "top"}, headers=old).status_code == 412


@pytest.mark.parametrize(
    ("path", "body", "pointer"),
    [
        (V1, {"name": "x", "weight": 11}, "/weight"),
        (V1, {"name": "x", "parent": "01a205f5-3bfe-7647-828b-eb2436a126cc"}, "/parent"),
        (V1, {"name": "x", "owner": "01a205f5-3bfe-7647-828b-eb2436a126cc"}, "/owner"),
        (V1, {"name": "x", "start_on": "2027-02-01", "end_on": "2027-01-01"}, "/end_on"),
        (V1, {"name": "x", "outcome": 1}, "/outcome"),
        (RESULTS, {"objective": "here", "name": "x", "start": 5, "target": 5}, "/target"),
        (
            RESULTS,
            {"objective": "01a205f5-3bfe-7647-828b-eb2436a126cc", "name": "x", "start": 5, "target": 6},
            "/objective",
        ),
        ("items", {"items": ["WEB-99"]}, "/items"),
        ("items", {"items": []}, "/items"),
    ],
)
def test_what_is_wrong_is_pointed_at(
    api: APIClient, objective: Objective, url: str, path: str, body: dict[str, object], pointer: str
) -> None:
    if body.get("objective") == "here":
        body = {**body, "objective": str(objective.pk)}
    answer = api.post(f"{url}items/" if path == "items" else path, body)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)


def test_an_item_says_and_takes_its_objective(
    api: APIClient, objective: Objective, items: list[Item], by: Actor
) -> None:
    add_items(make_objective(objective.workspace, "Beside"), items[:1], by=by, contributing=True)
    shown = api.patch(f"{ITEMS}WEB-1/", {"objective": "buy in a minute"}).json()
    assert (shown["objective"]["name"], shown["version"]) == ("Buy in a minute", items[0].version)
    rows = [{"key": "WEB-2", "objective": str(objective.pk)}, {"key": "WEB-1", "objective": None}]
    assert api.post(f"{ITEMS}bulk/", {"items": rows}).status_code == 200
    found = api.get(ITEMS, {"q": 'objective:"buy in a minute"'}).json()["results"]
    assert [row["key"] for row in found] == ["WEB-2"]
    assert api.patch(f"{ITEMS}WEB-1/", {"objective": "Nowhere"}).status_code == 422


def test_lists_cost_the_same_for_any_number(
    api: APIClient, web: Product, by: Actor, product_owner: Member
) -> None:
    costs = []
    api.get(V1)  # the token notes its use once
    for count in (1, 9):
        for number in range(count):
            one = make_objective(web.workspace, f"{count}.{number}", owner=product_owner)
            make_key_result(one)
            add_items(one, [make_item(web)], by=by)
        with counted() as statements:
            api.get(V1)
            api.get(RESULTS)
        costs.append(len(statements))
    assert costs[0] == costs[1] <= 10
