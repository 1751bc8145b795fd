import pytest
from rest_framework.test import APIClient

from accounts.models import Member, Team
from activity.actors import Actor
from backlog.models import Item
from sprints.models import Sprint
from tests.conftest import ApiOf

V1 = "/api/v1/sprints/"


@pytest.fixture
def api(api_of: ApiOf, product_owner: Member) -> APIClient:
    return api_of(product_owner)


@pytest.fixture
def url(sprint: Sprint) -> str:
    return f"{V1}{sprint.pk}/"


def test_a_sprint_from_nothing_to_its_close(api: APIClient, team: Team, items: list[Item]) -> None:
    days = {"start_on": "2026-06-01", "end_on": "2026-06-12"}
    made = api.post(V1, {"team": str(team.pk), "goal": "Pay", **days})
    assert (made.status_code, made.json()["name"], made.json()["state"]) == (201, "Sprint 1", "planned")
    url = made["Location"]
    assert api.post(f"{url}items/", {"items": ["WEB-1", "WEB-2", "WEB-3"]}).json()["points"] == 16
    assert api.post(f"{url}items/remove/", {"items": ["WEB-3"]}).json()["item_count"] == 2
    started = api.post(f"{url}start/").json()
    assert (started["state"], started["committed_points"]) == ("active", 8)
    closed = api.post(f"{url}close/", {"carry": {"WEB-1": "done"}, "otherwise": "backlog"}).json()
    assert (closed["state"], closed["done_points"], closed["done_count"]) == ("closed", 3, 1)
    places = api.get(f"{url}items/").json()["results"]
    assert {row["item"]: row["outcome"] for row in places} == {"WEB-1": "done", "WEB-2": "returned"}


def test_lists_are_narrowed(api: APIClient, sprint: Sprint, team: Team) -> None:
    names = [row["name"] for row in api.get(V1, {"state": "planned", "team": str(team.pk)}).json()["results"]]
    assert names == ["Sprint 7"]
    assert api.get(V1, {"state": "active"}).json()["results"] == []
    assert api.get(V1, {"state": "running"}).status_code == 422
    assert api.get(V1, {"team": "nobody"}).status_code == 422


def test_changes_need_the_current_version(api: APIClient, url: str) -> None:
    assert api.patch(url, {"goal": "Mine"}, headers={"If-Match": '"1"'}).json()["version"] == 2
    late = api.patch(url, {"goal": "Yours"}, headers={"If-Match": '"1"'})
    assert (late.status_code, late.json()["current"]["goal"]) == (412, "Mine")
    assert api.post(f"{url}start/", headers={"If-Match": '"1"'}).status_code == 412


def test_an_empty_plan_can_be_deleted(api: APIClient, url: str, items: list[Item]) -> None:
    api.post(f"{url}items/", {"items": ["WEB-1"]})
    assert api.delete(url).status_code == 409
    api.post(f"{url}items/remove/", {"items": ["WEB-1"]})
    assert (api.delete(url).status_code, api.get(url).status_code) == (204, 404)


def test_capacity_is_read_and_set(api: APIClient, url: str, contributor: Member) -> None:
    body = {"member": str(contributor.pk), "days_off": 5, "focus_percent": 80}
    shown = api.post(f"{url}capacity/", body).json()
    assert (shown["capacity"], shown["working_days"], shown["velocity"]) == (15, 10, None)
    [cora] = [one for one in shown["people"] if one["name"] == "Cora Contributor"]
    assert (cora["days"], cora["capacity"], cora["planned"]) == (4, 5, 0)
    assert api.get(f"{url}capacity/").json() == shown


def test_setting_capacity_needs_the_current_version(api: APIClient, url: str, contributor: Member) -> None:
    url, body = f"{url}capacity/", {"member": str(contributor.pk), "days_off": 1}
    late = api.post(url, body, headers={"If-Match": '"9"'})
    assert (late.status_code, late.json()["current"], late["ETag"]) == (
        412, (now := api.get(url)).json(), now["ETag"],
    )  # fmt: skip
    assert api.post(url, body, headers={"If-Match": late["ETag"]}).json()["version"] == 2
    assert api.post(url, {**body, "days_off": 2}, headers={"If-Match": late["ETag"]}).status_code == 412


@pytest.mark.parametrize(
    ("path", "body", "pointer"),
    [
        ("items/", {"items": ["WEB-99"]}, "/items"),
        ("items/", {"items": []}, "/items"),
        ("items/", {"keys": ["WEB-1"]}, "/keys"),
        ("close/", {"carry": {"WEB-99": "next"}}, "/carry"),
        ("close/", {"into": "0190a0b0-0000-7000-8000-000000000000"}, "/into"),
        ("capacity/", {"member": "0190a0b0-0000-7000-8000-000000000000"}, "/member"),
    ],
)
def test_what_is_wrong_is_pointed_at(
    api: APIClient, url: str, items: list[Item], path: str, body: dict[str, object], pointer: str
) -> None:
    answer = api.post(f"{url}{path}", body)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)


def test_items_are_found_by_their_sprint(api: APIClient, url: str, items: list[Item], by: Actor) -> None:
    api.post(f"{url}items/", {"items": ["WEB-2"]})
    rows = api.get("/api/v1/items/", {"q": 'sprint:"Sprint 7"'}).json()["results"]
    assert [row["key"] for row in rows] == ["WEB-2"]
