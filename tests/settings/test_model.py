import traceback
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr, ValidationError

from worker.settings.google import Google
from worker.settings.model import Database, DatabasePart, Kafka, Settings

SECRET = "geheim-4711"
URL = SecretStr(f"postgresql://vai:{SECRET}@db/vai")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    key = tmp_path / "key.json"
    key.write_text("{}")
    kafka = Kafka(
        bootstrap_servers=("a:9092",),
        security_protocol="SASL_SSL",
        sasl_plain_username="vai",
        sasl_plain_password=SecretStr(SECRET),
        ssl_password=SecretStr(SECRET),
    )
    return Settings(kafka=kafka, database=Database(url=URL), google=Google(service_account_file=key))


def test_a_secret_never_shows(settings: Settings) -> None:
    shown = (repr(settings), str(settings), settings.model_dump_json(), str(settings.model_dump()))

    assert not any(SECRET in text for text in shown)


@pytest.mark.parametrize(
    "values",
    [{"url": f"mysql://{SECRET}@db"}, {"url": URL, "pasword": SECRET}, {"url": URL, "pool_size": SECRET}],
    ids=["bad value", "unknown name", "bad number"],
)
def test_an_error_never_repeats_a_value(values: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as of_group:
        Database(**values)
    with pytest.raises(ValidationError) as of_settings:
        DatabasePart.model_validate({"database": values})

    for error in (of_group.value, of_settings.value):
        assert SECRET not in "".join(traceback.format_exception(error))


def test_settings_do_not_change(settings: Settings) -> None:
    with pytest.raises(ValidationError, match="frozen"):
        settings.__setattr__("kafka", None)
    with pytest.raises(ValidationError, match="frozen"):
        settings.kafka.__setattr__("group_id", "another")


def test_settings_made_in_code_ignore_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VAI_DATABASE__POOL_SIZE", "99")

    assert DatabasePart(database=Database(url=URL)).database.pool_size == 10


@pytest.mark.parametrize("unknown", ["kafak", "group"])
def test_an_unknown_group_is_an_error(settings: Settings, unknown: str) -> None:
    with pytest.raises(ValidationError, match=unknown):
        Settings.model_validate({**dict(settings), unknown: {}})
