"""Keyset pages forwards and backwards in every sort of order."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from accounts.models import Member, Team
from tests.conftest import ApiOf
from tests.factories import make_team

pytestmark = pytest.mark.urls("tests.core.api_probe")
TEAMS = "/api/v1/teams/"


@pytest.fixture
def teams(owner: Member) -> list[Team]:
    capacities = ["3.5", None, "1", "3.5", None, "2", "9.9"]
    return [
        make_team(owner.workspace, f"Team {n % 4}{n}", capacity=c and Decimal(c), version=n % 3 + 1)
        for n, c in enumerate(capacities)
    ]


@pytest.fixture
def api(api_of: ApiOf, owner: Member) -> APIClient:
    return api_of(owner)


def walk(api: APIClient, url: str, way: str) -> list[list[dict[str, Any]]]:
    pages, at = [], url
    while at:
        page = api.get(at).json()
        pages.append(page["results"])
        at = page[way]
    return pages


ORDERINGS = [
    "",
    "name",
    "-name",
    "capacity",
    "-capacity",
    "version,-name",
    "-version,capacity",
    "version,name",
]


@pytest.mark.parametrize("ordering", ORDERINGS)
def test_pages_hold_every_row_once_in_order(api: APIClient, teams: list[Team], ordering: str) -> None:
    whole = api.get(f"{TEAMS}?limit=200&ordering={ordering}").json()["results"]
    pages = walk(api, f"{TEAMS}?limit=2&ordering={ordering}", "next")
    assert [len(page) for page in pages] == [2, 2, 2, 1]
    assert [row["id"] for page in pages for row in page] == [row["id"] for row in whole]


@pytest.mark.parametrize("ordering", ORDERINGS)
def test_previous_leads_back(api: APIClient, teams: list[Team], ordering: str) -> None:
    there, at = [], f"{TEAMS}?limit=2&ordering={ordering}"
    while at:
        page = api.get(at).json()
        there.append(page["results"])
        last, at = at, page["next"]
    assert walk(api, last, "previous")[::-1] == there


def test_nulls_come_last_both_ways(api: APIClient, teams: list[Team]) -> None:
    for ordering in ("capacity", "-capacity"):
        rows = api.get(f"{TEAMS}?ordering={ordering}").json()["results"]
        assert [row["capacity"] for row in rows][-2:] == [None, None]


def test_links_are_absolute_and_keep_the_filters(api: APIClient, teams: list[Team], settings: Any) -> None:
    settings.BASE_URL = "https://plan.example.org"
    page = api.get(f"{TEAMS}?limit=2&ordering=-name").json()
    assert page["next"].startswith("https://plan.example.org/api/v1/teams/?limit=2&ordering=-name&cursor=")
    assert page["previous"] is None


@pytest.mark.parametrize("limit", ["0", "201", "-1", "x", "1.5", "²"])
def test_a_bad_limit_is_named(api: APIClient, limit: str) -> None:
    answer = api.get(TEAMS, {"limit": limit})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["parameter"] == "limit"


def test_a_cursor_holds_for_its_order_and_cannot_be_made(api: APIClient, teams: list[Team]) -> None:
    cursor = api.get(f"{TEAMS}?limit=2").json()["next"].partition("cursor=")[2]
    for query in (f"cursor={cursor}&ordering=-name", f"cursor={cursor[:-3]}AAA", "cursor=x", "cursor=é"):
        answer = api.get(f"{TEAMS}?{query}")
        assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (422, "cursor")


def test_an_order_that_is_not_allowed(api: APIClient) -> None:
    answer = api.get(f"{TEAMS}?ordering=-password")
    assert answer.status_code == 422
    assert "“-password” cannot order this list" in answer.json()["detail"]


def test_two_statements_whatever_the_size(api: APIClient, teams: list[Team]) -> None:
    api.get(TEAMS)
    for url in (f"{TEAMS}?limit=1", TEAMS):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            api.get(url)
        assert len([q for q in queries if "SAVEPOINT" not in q["sql"]]) == 2


def test_a_deep_page_compares_rows(api: APIClient, teams: list[Team]) -> None:
    deep = api.get(f"{TEAMS}?limit=2").json()["next"]
    with CaptureQueriesContext(connection) as queries:
        api.get(deep)
    assert '("accounts_team"."name", "accounts_team"."id") > (' in queries[-2]["sql"] + queries[-1]["sql"]
