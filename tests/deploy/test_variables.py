"""What the operators' files set is what the worker reads, and all that it needs."""

from pathlib import Path
from typing import Any

import pytest

from tests.deploy.compose import SECRETS, compose, environment_of, ours
from worker.settings.environment import FROM_FILE, read, variables
from worker.settings.model import DatabasePart, KafkaPart, Part, Settings

BY_DELEGATION = {"SERVICE_ACCOUNT": "./secrets/service_account.json", "ALLOWED_USERS": "@example.com"}
BY_CONSENT = {"CLIENT_ID": "id.apps.googleusercontent.com", "CLIENT_SECRET": "./secrets/client_secret"}
WAYS = [BY_DELEGATION, BY_CONSENT, BY_DELEGATION | BY_CONSENT]
NEEDS: dict[str, type[Part]] = {"topics": KafkaPart, "tables": DatabasePart, "worker": Settings}

pytestmark = pytest.mark.parametrize("way", WAYS, ids=["delegation", "consent", "both"])


def test_every_service_of_ours_is_looked_at(way: dict[str, str]) -> None:
    assert ours(compose(**way)).keys() == NEEDS.keys()


@pytest.mark.parametrize("name", NEEDS)
def test_a_service_can_read_its_settings(way: dict[str, str], name: str, tmp_path: Path) -> None:
    file = compose(**way)

    read(NEEDS[name], environment_of(ours(file)[name], file, tmp_path))


def test_the_worker_reads_what_is_meant(way: dict[str, str], tmp_path: Path) -> None:
    file = compose(**way, PUBLIC_URL="https://calendar.example.com/")
    settings = read(Settings, environment_of(ours(file)["worker"], file, tmp_path))

    assert settings.kafka.bootstrap_servers == ("kafka:9092",)
    assert settings.database.url.get_secret_value() == "postgresql://vai:hidden@postgres/vai"
    assert settings.database.migrate is False
    assert bool(settings.google.client_id) is bool(settings.google.client_secret) is ("CLIENT_ID" in way)
    assert bool(settings.google.service_account_file) is ("SERVICE_ACCOUNT" in way)
    assert settings.http.public_url == "https://calendar.example.com/"


def test_compose_sets_only_variables_that_there_are(way: dict[str, str]) -> None:
    known = {variable.name for variable in variables()}

    assert {
        bare(name, known) for one in ours(compose(**way)).values() for name in one["environment"]
    } <= known


def test_compose_sets_every_variable_that_is_needed(way: dict[str, str]) -> None:
    needed = {variable.name for variable in variables() if variable.field.is_required()}
    known = {variable.name for variable in variables()}

    assert needed <= {bare(name, known) for name in ours(compose(**way))["worker"]["environment"]}


def test_secrets_come_from_files_that_are_mounted(way: dict[str, str]) -> None:
    """No value of a secret stands in the environment, which `docker inspect` shows to everybody."""
    file = compose(**way)
    secret = {variable.name for variable in variables() if "Secret" in str(variable.field.annotation)}
    for service in ours(file).values():
        mounted = {f"{SECRETS}{name}" for name in service["secrets"]}
        given = {name: value for name, value in service["environment"].items() if value.startswith(SECRETS)}
        assert set(given.values()) <= mounted
        assert not secret & service["environment"].keys()
    assert {one for service in file["services"].values() for one in service.get("secrets", ())} == set(
        file["secrets"]
    )


def bare(name: str, known: set[str]) -> Any:
    """Return the variable whose value, or whose file, a name gives."""
    return name if name in known else name.removesuffix(FROM_FILE)
