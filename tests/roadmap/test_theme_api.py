"""Themes by the API."""

import pytest
from rest_framework.test import APIClient

from accounts.models import Member
from backlog.models import Item
from tests.conftest import ApiOf

V1 = "/api/v1/themes/"


@pytest.fixture
def api(api_of: ApiOf, product_manager: Member) -> APIClient:
    return api_of(product_manager)


def test_a_theme_from_nothing_to_its_end(api: APIClient, items: list[Item]) -> None:
    made = api.post(V1, {"name": "Trust", "hue": 5})
    url = made["Location"]
    assert (made.status_code, made.json()["hue"], made.json()["item_count"]) == (201, 5, 0)
    assert api.post(f"{url}items/", {"items": ["WEB-1", "WEB-2"]}).json()["item_count"] == 2
    assert api.get("/api/v1/items/WEB-1/").json()["theme"]["name"] == "Trust"
    assert api.patch(url, {"name": "Care"}, headers={"If-Match": '"1"'}).json()["version"] == 2
    assert api.patch(url, {"name": "Late"}, headers={"If-Match": '"1"'}).status_code == 412
    assert api.post(f"{url}items/remove/", {"items": ["WEB-1"]}).json()["item_count"] == 1
    assert [row["item"] for row in api.get(f"{url}items/").json()["results"]] == ["WEB-2"]
    assert (api.delete(url).status_code, api.get(url).status_code) == (204, 404)


def test_an_items_theme_is_written_by_name(api: APIClient, items: list[Item]) -> None:
    api.post(V1, {"name": "Trust"})
    assert api.patch("/api/v1/items/WEB-1/", {"theme": "trust"}).json()["theme"]["name"] == "Trust"
    assert api.patch("/api/v1/items/WEB-1/", {"theme": None}).json()["theme"] is None
    assert api.patch("/api/v1/items/WEB-1/", {"theme": "Nope"}).status_code == 422


def test_themes_are_ordered_and_merged(api: APIClient, items: list[Item]) -> None:
    first, second = (api.post(V1, {"name": name}).json()["id"] for name in ("Trust", "Growth"))
    api.post(f"{V1}{first}/items/", {"items": ["WEB-1"]})
    assert api.post(f"{V1}{second}/move/", {"before": first}).json()["position"] == 0
    merged = api.post(f"{V1}{first}/merge/", {"into": second}).json()
    assert (merged["id"], merged["item_count"]) == (second, 1)
    assert api.post(f"{V1}{second}/merge/", {"into": second}).status_code == 422


def test_where_the_effort_goes(api: APIClient, items: list[Item]) -> None:
    theme = api.post(V1, {"name": "Trust"}).json()["id"]
    api.post(f"{V1}{theme}/items/", {"items": ["WEB-1"]})
    body = {"period": "2026-Q4", "targets": [{"theme": theme, "percent": 40}]}
    said = api.post(f"{V1}targets/", body).json()
    assert (said["targets_of"], said["start_on"]) == ("2026-Q4", "2026-10-01")
    mine, free = api.get(f"{V1}investment/?period=2026-Q4&product=WEB").json()["lines"]
    assert (mine["target"], mine["planned"], mine["planned_share"], free["theme"]) == (40, 1, 100, None)


@pytest.mark.parametrize("asked", ["period=soon", "by=feeling", "product=NONE"])
def test_what_cannot_be_asked(api: APIClient, asked: str) -> None:
    assert api.get(f"{V1}investment/?{asked}").status_code == 422


def test_too_much_is_refused(api: APIClient) -> None:
    theme = api.post(V1, {"name": "Trust"}).json()["id"]
    for period, percent in (("2027-Q1", 101), ("2027-Q9", 10)):
        body = {"period": period, "targets": [{"theme": theme, "percent": percent}]}
        assert api.post(f"{V1}targets/", body).status_code == 422
