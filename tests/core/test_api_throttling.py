"""How often one may call, and what happens without Valkey."""

from typing import Any
from uuid import uuid4

import pytest
from rest_framework.settings import api_settings
from rest_framework.test import APIClient

from accounts.models import Member
from core.api import throttling
from tests.conftest import ApiOf

pytestmark = pytest.mark.urls("tests.core.api_probe")
TEAMS = "/api/v1/teams/"


@pytest.fixture
def api(api_of: ApiOf, owner: Member, monkeypatch: pytest.MonkeyPatch) -> APIClient:
    monkeypatch.setitem(api_settings.DEFAULT_THROTTLE_RATES, "read", "3/min")
    monkeypatch.setitem(api_settings.DEFAULT_THROTTLE_RATES, "write", "1/min")
    return api_of(owner)


def test_reads_and_writes_are_counted_apart(api: APIClient) -> None:
    assert [api.get(TEAMS).status_code for _ in range(4)] == [200, 200, 200, 429]
    assert [api.post(TEAMS, {"name": f"T{n}"}).status_code for n in range(2)] == [201, 429]


def test_a_refusal_says_when(api: APIClient) -> None:
    for _ in range(3):
        api.get(TEAMS)
    answer = api.get(TEAMS)
    assert answer["Content-Type"] == "application/problem+json"
    assert 1 <= int(answer["Retry-After"]) <= 120


def test_every_token_has_its_own_count(api: APIClient, api_of: ApiOf, owner: Member) -> None:
    for _ in range(4):
        api.get(TEAMS)
    assert api_of(owner).get(TEAMS).status_code == 200


def test_a_throttled_call_is_not_kept_under_its_key(api: APIClient) -> None:
    api.post(TEAMS, {"name": "One"})
    assert api.post(TEAMS, {"name": "Two"}, HTTP_IDEMPOTENCY_KEY="k").status_code == 429


def test_without_valkey_nothing_is_throttled_and_nothing_fails(
    api: APIClient, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.REDIS_URL = "unix:///nowhere/valkey.sock"
    monkeypatch.setitem(throttling._state, "script", None)
    assert {api.get(TEAMS).status_code for _ in range(6)} == {200}


def test_the_window_slides(settings: Any) -> None:
    key = str(uuid4())
    assert [throttling.take(key, 4, 10, 100.0) for _ in range(4)] == [0.0] * 4
    assert throttling.take(key, 4, 10, 105.0) == 7.5
    assert throttling.take(key, 4, 10, 112.0) > 0  # 4 × 0.8 of the last window and this one are more than 4
    assert throttling.take(key, 4, 10, 112.5) == 0.0


def test_an_empty_rate_is_no_limit() -> None:
    assert throttling.parse_rate("") is None
    assert throttling.parse_rate("20/s") == (20, 1)
