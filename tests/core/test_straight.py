"""The short way of machines, and whose address is logged."""

from collections.abc import Callable
from typing import Any

import pytest
import structlog
from django.test import Client, RequestFactory
from rest_framework.test import APIClient

from accounts.models import Member
from core.middleware import RequestLog

ME = "/api/v1/me/"


def test_a_token_passes_by_what_only_browsers_need(
    api_of: Callable[[Member], APIClient], owner: Member
) -> None:
    answer = api_of(owner).get(ME)
    assert answer.status_code == 200
    assert not {"Content-Security-Policy", "X-Frame-Options", "Set-Cookie"} & set(answer.headers)
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_session_goes_the_long_way(client: Client, owner: Member) -> None:
    assert owner.user is not None
    client.force_login(owner.user)
    answer = client.get(ME, headers={"X-Workspace": owner.workspace.slug})
    assert answer.status_code == 200
    assert "Content-Security-Policy" in answer.headers


@pytest.mark.django_db
def test_a_page_goes_the_long_way_whatever_it_carries(client: Client) -> None:
    answer = client.get("/accounts/login/", headers={"Authorization": "Bearer x"})
    assert "Content-Security-Policy" in answer.headers


@pytest.mark.django_db
def test_an_error_on_the_short_way_is_a_problem_document(client: Client) -> None:
    answer = client.get("/api/v1/nowhere/", headers={"Authorization": "Bearer x"})
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "6.6.6.6", "127.0.0.1"),
        (1, "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        (2, "1.2.3.4, 9.9.9.9", "1.2.3.4"),
        (1, "", "127.0.0.1"),
    ],
)
def test_only_our_own_proxies_say_whose_address_is_logged(
    settings: Any, proxies: int, forwarded: str, address: str
) -> None:
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "NUM_PROXIES": proxies}
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    RequestLog.bind_ip(RequestFactory().get("/", headers=headers))
    assert structlog.contextvars.get_contextvars()["ip"] == address
    structlog.contextvars.clear_contextvars()


def test_a_browser_behind_a_password_of_a_proxy_goes_the_long_way(client: Client, owner: Member) -> None:
    assert owner.user is not None
    client.force_login(owner.user)
    headers = {"X-Workspace": owner.workspace.slug, "Authorization": "Basic eDp5"}
    assert client.get(ME, headers=headers).status_code == 200
