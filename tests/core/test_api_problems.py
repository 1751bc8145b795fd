"""Every error of the API is a problem document."""

import pytest

from accounts.models import Member, Team
from tests.conftest import ApiOf
from tests.factories import make_team

pytestmark = pytest.mark.urls("tests.core.api_probe")
TEAMS = "/api/v1/teams/"


def test_a_wrong_body_names_each_place(api_of: ApiOf, product_manager: Member) -> None:
    body = {"name": "", "colour": 1, "a/b": 2, "parts": [{"word": "ok"}, {"word": "far too long"}]}
    answer = api_of(product_manager).post(TEAMS, body)
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert {error["pointer"] for error in answer.json()["errors"]} == {"/colour", "/a~1b"}
    del body["colour"], body["a/b"]
    errors = api_of(product_manager).post(TEAMS, body).json()["errors"]
    assert [error["pointer"] for error in errors] == ["/name", "/parts/1/word"]


def test_a_service_error_points_too(api_of: ApiOf, product_manager: Member) -> None:
    make_team(product_manager.workspace, "Core")
    answer = api_of(product_manager).post(TEAMS, {"name": "core"})
    assert answer.status_code == 422
    assert answer.json()["errors"] == [
        {"pointer": "/name", "detail": "There is a team of this name already."}
    ]


def test_the_document_has_the_members_of_rfc_9457(api_of: ApiOf, owner: Member) -> None:
    body = api_of(owner).get("/api/v1/no/such/").json()
    assert body == {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": "There is nothing at this address.",
        "errors": [],
    }


def test_nobody_is_401_with_a_challenge(api_of: ApiOf, db: None) -> None:
    answer = api_of(None).get(TEAMS)
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, 'Bearer realm="api"')
    assert answer.json()["status"] == 401


def test_a_missing_right_names_the_role(api_of: ApiOf, product_owner: Member) -> None:
    answer = api_of(product_owner).post(TEAMS, {"name": "X"})
    assert answer.status_code == 403
    assert answer.json()["detail"] == "Only a product manager or above may manage teams."


def test_a_view_without_a_right_is_closed(api_of: ApiOf, owner: Member) -> None:
    assert api_of(owner).get("/api/v1/closed/").status_code == 403


def test_a_method_that_is_not_there(api_of: ApiOf, owner: Member) -> None:
    answer = api_of(owner).delete(TEAMS)
    assert answer.status_code == 405
    assert {"GET", "POST"} <= set(answer["Allow"].split(", "))
    assert api_of(owner).options(TEAMS).status_code == 405


@pytest.mark.parametrize(
    ("content_type", "body", "status"),
    [("application/json", "{", 400), ("text/csv", "a,b", 415), ("application/json", "[]", 422)],
)
def test_bodies_that_cannot_be_read(
    api_of: ApiOf, owner: Member, content_type: str, body: str, status: int
) -> None:
    answer = api_of(owner).generic("POST", TEAMS, body, content_type=content_type)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")


def test_only_json_is_spoken(api_of: ApiOf, owner: Member) -> None:
    assert api_of(owner).get(TEAMS, HTTP_ACCEPT="text/csv").status_code == 406


def test_a_body_that_is_too_large(api_of: ApiOf, owner: Member, settings: object) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10  # type: ignore[attr-defined]
    assert api_of(owner).post(TEAMS, {"name": "a long name"}).status_code == 413


def test_nul_is_refused_before_the_database_sees_it(api_of: ApiOf, owner: Member) -> None:
    assert api_of(owner).get(f"{TEAMS}?name=%00").status_code == 422
    assert api_of(owner).post(TEAMS, {"name": "a\x00b"}).status_code == 422


def test_an_unknown_parameter_is_named(api_of: ApiOf, owner: Member) -> None:
    answer = api_of(owner).get(f"{TEAMS}?colour=red")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["parameter"] == "colour"


def test_a_conflict_undoes_what_was_written(api_of: ApiOf, owner: Member) -> None:
    answer = api_of(owner).post(TEAMS, {"name": "Unlucky"})
    assert (answer.status_code, answer.json()["detail"]) == (409, "not this one")
    assert not Team.objects.exists()


def test_out_of_date_carries_the_current_object(api_of: ApiOf, owner: Member) -> None:
    team = make_team(owner.workspace, "Core", version=3)
    answer = api_of(owner).patch(f"{TEAMS}{team.pk}/", {"name": "New"}, HTTP_IF_MATCH='"2"')
    assert answer.status_code == 412
    assert answer.json()["current"]["version"] == 3


def test_a_crash_is_a_problem_without_details(api_of: ApiOf, owner: Member) -> None:
    client = api_of(owner)
    client.raise_request_exception = False
    answer = client.post(TEAMS, {"name": "Crash"})
    assert answer.status_code == 500


def test_a_write_has_no_unknown_parameter_either(api_of: ApiOf, owner: Member) -> None:
    answer = api_of(owner).post(f"{TEAMS}?fields=name", {"name": "Core"})
    assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (422, "fields")


def test_a_parameter_that_comes_twice_is_not_half_obeyed(api_of: ApiOf, owner: Member) -> None:
    answer = api_of(owner).get(f"{TEAMS}?name=Core&name=Web")
    assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (422, "name")


def test_an_address_without_its_last_slash_says_so(api_of: ApiOf, owner: Member) -> None:
    answer = api_of(owner).post(TEAMS.rstrip("/"), {"name": "Core"})
    assert (answer.status_code, "those of the API end in “/”" in answer.json()["detail"]) == (404, True)
    assert "end in" not in api_of(owner).get("/api/v1/nothing").json()["detail"]
