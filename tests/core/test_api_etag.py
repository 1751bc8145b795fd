"""Versions in headers."""

import pytest
from rest_framework.test import APIClient

from accounts.models import Member, Team
from core.api.etag import etag_of
from tests.conftest import ApiOf
from tests.factories import make_team

pytestmark = pytest.mark.urls("tests.core.api_probe")


@pytest.fixture
def api(api_of: ApiOf, owner: Member) -> APIClient:
    return api_of(owner)


@pytest.fixture
def team(owner: Member) -> Team:
    return make_team(owner.workspace, "Core", version=3)


def test_an_object_carries_its_version_and_a_hash(api: APIClient, team: Team) -> None:
    answer = api.get(f"/api/v1/teams/{team.pk}/")
    assert answer["ETag"] == etag_of(3, answer.content)
    assert answer["ETag"].startswith('"3-')


@pytest.mark.parametrize("wrap", ["{}", "W/{}", '"x", {}', "*"])
def test_a_known_object_is_not_sent_again(api: APIClient, team: Team, wrap: str) -> None:
    url = f"/api/v1/teams/{team.pk}/"
    answer = api.get(url, HTTP_IF_NONE_MATCH=wrap.format(api.get(url)["ETag"]))
    assert (answer.status_code, answer.content) == (304, b"")
    assert "Content-Type" not in answer  # a cache would take it over


def test_a_cut_down_object_has_a_tag_of_its_own(api: APIClient, team: Team) -> None:
    url = f"/api/v1/teams/{team.pk}/"
    part = api.get(f"{url}?fields=name,version")
    assert part.json() == {"name": "Core", "version": 3}
    assert part["ETag"] != api.get(url)["ETag"]
    assert api.get(f"{url}?fields=nome").status_code == 422


@pytest.mark.parametrize(
    ("if_match", "status"),
    [
        ('"3"', 200),
        ('W/"3"', 200),
        ('"3-abc"', 200),
        ("*", 200),
        ('"2"', 412),
        ('"2-abc"', 412),
        ("3", 422),
        ('"a"', 422),
    ],
)
def test_if_match_compares_the_version(api: APIClient, team: Team, if_match: str, status: int) -> None:
    answer = api.patch(f"/api/v1/teams/{team.pk}/", {"name": "New"}, HTTP_IF_MATCH=if_match)
    assert answer.status_code == status
    if status == 422:
        assert answer.json()["errors"][0]["header"] == "If-Match"
    if status == 412:
        assert answer["ETag"] == api.get(f"/api/v1/teams/{team.pk}/")["ETag"]
