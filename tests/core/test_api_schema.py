"""The API's description of itself, and its page."""

import io
import re
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from rest_framework.test import APIClient

from accounts.models import Member
from core.api import schema
from tests.conftest import ApiOf


@pytest.fixture(scope="module", autouse=True)
def _made_here() -> None:
    """Not from the addresses of another test's own URLconf."""
    schema.document.cache_clear()


@pytest.fixture
def document(client: Client, db: None) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/api/v1/schema/").json()
    return found


def operations(document: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [(method, one) for path in document["paths"].values() for method, one in path.items()]


def test_it_is_openapi_3_1_and_valid(db: None) -> None:
    call_command("spectacular", validate=True, fail_on_warn=True, format="openapi-json", stdout=io.StringIO())


def test_everybody_may_read_it_once(client: Client, document: dict[str, Any]) -> None:
    answer = client.get("/api/v1/schema/")
    assert document["openapi"].startswith("3.1")
    assert client.get("/api/v1/schema/", headers={"If-None-Match": answer["ETag"]}).status_code == 304


def test_every_operation_tells_its_problems(document: dict[str, Any]) -> None:
    for _method, one in operations(document):
        assert {"401", "403", "404", "429"} <= one["responses"].keys()
        assert "application/problem+json" in one["responses"]["429"]["content"]


def test_every_post_takes_an_idempotency_key(document: dict[str, Any]) -> None:
    for method, one in operations(document):
        headers = {
            parameter["name"] for parameter in one.get("parameters", []) if parameter["in"] == "header"
        }
        assert ("Idempotency-Key" in headers) == (method == "post")


def test_lists_are_cursor_pages(document: dict[str, Any]) -> None:
    pages = document["components"]["schemas"]["PaginatedMemberShapeList"]
    assert pages["required"] == ["next", "previous", "results"]
    members = document["paths"]["/api/v1/members/"]["get"]
    assert {"limit", "cursor", "fields"} <= {parameter["name"] for parameter in members["parameters"]}


def test_a_body_is_not_described_by_the_machinery(document: dict[str, Any]) -> None:
    bodies = document["components"]["schemas"]
    assert not [name for name, one in bodies.items() if "Serializer" in one.get("description", "")]
    assert bodies["MoveBodyRequest"]["description"] == "Exactly one of them."


def test_the_description_says_what_fields_leaves_out(document: dict[str, Any]) -> None:
    asked = document["paths"]["/api/v1/items/"]["get"]["parameters"]
    [fields] = [one for one in asked if one["name"] == "fields"]
    assert "required" in fields["description"]


def test_members_look_as_they_are_described(api_of: ApiOf, owner: Member, document: dict[str, Any]) -> None:
    api: APIClient = api_of(owner)
    shapes = document["components"]["schemas"]
    [member] = api.get("/api/v1/members/").json()["results"]
    assert set(member) == set(shapes["MemberShape"]["properties"])
    assert set(api.get("/api/v1/me/").json()) == set(shapes["MeShape"]["properties"])
    assert api.get("/api/v1/members/?fields=name").json()["results"] == [{"name": "Olive Owner"}]


def test_the_page_runs_nothing_inline(client: Client, db: None) -> None:
    answer = client.get("/api/v1/docs/")
    html = answer.content.decode()
    assert "'unsafe" not in answer["Content-Security-Policy"]
    assert not re.search(r"<style|\sstyle=|\son\w+=", html)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", html))


def test_it_names_what_a_report_needs_and_when_it_is_refused(document: dict[str, Any]) -> None:
    velocity = document["paths"]["/api/v1/reports/velocity/"]["get"]["parameters"]
    assert [one["name"] for one in velocity if one.get("required")] == ["team"]
    assert "409" in document["paths"]["/api/v1/sprints/{id}/report/"]["get"]["responses"]
    assert "409" not in document["paths"]["/api/v1/sprints/{id}/"]["get"]["responses"]
