"""docker-compose.yml is checked by its shape: nothing here runs containers."""

import re
from typing import Any

import pytest
import yaml

from config.places import ROOT

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
APPLICATION = ["web", "worker", "bulk", "beat", "migrate"]


def test_everything_production_needs_is_there() -> None:
    assert {*APPLICATION, "postgres", "redis"} == set(SERVICES)
    assert SERVICES["postgres"]["image"] == "postgres:18"
    assert SERVICES["redis"]["image"].startswith("valkey/valkey:")


@pytest.mark.parametrize("name", APPLICATION)
def test_secrets_are_asked_for_and_never_have_a_default(name: str) -> None:
    environment = SERVICES[name]["environment"]
    assert environment["SECRET_KEY"].startswith("${SECRET_KEY:?")
    assert "${POSTGRES_PASSWORD:?" in environment["DATABASE_URL"]
    assert environment["DEBUG"] == "0"


@pytest.mark.parametrize("name", ["web", "worker", "bulk", "beat", "postgres", "redis"])
def test_each_service_that_stays_has_a_healthcheck(name: str) -> None:
    check = SERVICES[name]["healthcheck"]
    assert check["test"][0] in ("CMD", "CMD-SHELL")
    assert {"interval", "timeout", "retries"} <= set(check)


@pytest.mark.parametrize("name", ["web", "worker", "bulk", "beat"])
def test_the_application_waits_for_services_and_migrations(name: str) -> None:
    conditions = {other: how["condition"] for other, how in SERVICES[name]["depends_on"].items()}
    assert conditions == {
        "postgres": "service_healthy",
        "redis": "service_healthy",
        "migrate": "service_completed_successfully",
    }


def test_every_queue_has_a_worker_and_bulk_one_of_its_own() -> None:
    queues = {name: re.findall(r"--queues (\S+)", SERVICES[name]["command"]) for name in ("worker", "bulk")}
    assert queues == {"worker": ["interactive,default"], "bulk": ["bulk"]}


def test_data_lives_in_named_volumes() -> None:
    mounted = {volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])}
    assert mounted == set(COMPOSE["volumes"])


def test_the_application_does_not_connect_as_superuser() -> None:
    assert SERVICES["web"]["environment"]["DATABASE_URL"].startswith("postgres://throughline:")
    assert "CREATE ROLE throughline LOGIN" in COMPOSE["configs"]["create-role"]["content"]
    assert "POSTGRES_USER" not in SERVICES["postgres"]["environment"]


def test_the_image_runs_as_an_ordinary_user() -> None:
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    assert "USER throughline" in lines
    assert "config.minified.CompressedStaticFilesStorage" in "\n".join(lines)
