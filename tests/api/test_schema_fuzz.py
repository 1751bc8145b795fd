"""Every operation of the API against its own description, with bodies and parameters made up from it.

Whatever is sent, the answer is one that the description lists, and looks as described. Each call is undone.
"""

from collections.abc import Iterator
from typing import Any

import orjson
import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, settings
from rest_framework.settings import api_settings
from schemathesis import checks

from accounts.models import Member
from accounts.services import create_token
from core.api.schema import document
from tests.api import access
from tests.factories import make_team
from tests.verdicts import World

CHECKS = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]


schema = schemathesis.openapi.from_dict(orjson.loads(document()))
schema.app = get_wsgi_application()
schema.config.phases.coverage.enabled = False  # thorough, but minutes long: for a run by hand


@pytest.fixture(autouse=True)
def _as_one_client(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No throttle; and the test keeps its connection, as with Django's own test client."""
    for scope in ("read", "write"):
        monkeypatch.setitem(api_settings.DEFAULT_THROTTLE_RATES, scope, "")
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def ids(owner: Member) -> dict[str, dict[str, str]]:
    """For each resource the key or id of something that is there."""
    made = access.make(World(owner.workspace, {"owner": owner}))
    found = {name.removeprefix("api:").removesuffix("-detail"): kwargs for name, kwargs in made.items()}
    found |= {"members": {"pk": owner.pk}, "teams": {"pk": make_team(owner.workspace, "Core").pk}}
    return {name: {word: str(value) for word, value in kwargs.items()} for name, kwargs in found.items()}


@schema.parametrize()
@settings(max_examples=8, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_answers_are_as_described(
    case: Any, ids: dict[str, dict[str, str]], owner: Member, secret: str
) -> None:
    resource = case.operation.path.removeprefix("/api/v1/").partition("/")[0]
    known = list(ids.get(resource, {}).values())
    if known and case.path_parameters:
        case.path_parameters = dict.fromkeys(case.path_parameters, known[0])
    if case.query:
        case.query.pop("fields", None)  # what is left out is not as described
    with transaction.atomic():
        answer = case.call(headers={"Authorization": f"Bearer {secret}"})
        transaction.set_rollback(True)
    case.validate_response(answer, checks=CHECKS)


@pytest.fixture
def secret(owner: Member) -> str:
    return create_token(owner, name="Fuzz", scope="write", by=owner.actor())[1]
