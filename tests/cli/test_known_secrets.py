import base64
import json
from pathlib import Path

import pytest
from pydantic import SecretStr

from worker.cli.known_secrets import parts_of, secrets_of
from worker.settings.encryption import Secrets
from worker.settings.google import Google
from worker.settings.model import Database, Kafka, Settings

LINES = ("MIIEvQIBADANBgkqhkiG9w0BAQEFAASC", "BKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj")
PEM = "\n".join(("-----BEGIN PRIVATE KEY-----", *LINES, "-----END PRIVATE KEY-----", ""))


def settings(key: Path) -> Settings:
    return Settings(
        kafka=Kafka(
            bootstrap_servers=("a:9092",),
            sasl_plain_username="vai",
            sasl_plain_password=SecretStr("of-sasl"),
            ssl_password=SecretStr("of-tls"),
        ),
        database=Database(url=SecretStr("postgresql://vai:of%2Fdb@db/vai")),
        google=Google(service_account_file=key),
    )


def test_every_secret_of_the_settings_is_known(tmp_path: Path) -> None:
    key = tmp_path / "key.json"
    key.write_text(json.dumps({"private_key": PEM, "client_email": "worker@example.com"}))

    known = secrets_of(settings(key))

    assert {"of-sasl", "of-tls", "of%2Fdb", "of/db", *LINES} <= {*known}
    assert not {"vai", "a:9092", "worker@example.com", "-----BEGIN PRIVATE KEY-----"} & {*known}


def test_keys_in_a_file_are_known_if_they_are_keys(tmp_path: Path) -> None:
    (tmp_path / "key.json").write_text("{}")
    keys, key = tmp_path / "keys", base64.urlsafe_b64encode(bytes(32)).decode()
    keys.write_text(key)
    whole = settings(tmp_path / "key.json").model_copy(update={"secrets": Secrets(encryption_keys_file=keys)})

    assert key in secrets_of(whole)
    keys.write_text("none")
    assert "of-sasl" in secrets_of(whole)


@pytest.mark.parametrize("content", [b"", b"\xff", b"[]", b"{}", b'{"private_key": 1}'], ids=repr)
def test_a_key_file_that_is_none_holds_nothing_to_hide(tmp_path: Path, content: bytes) -> None:
    key = tmp_path / "key.json"
    key.write_bytes(content)

    assert "of-sasl" in secrets_of(settings(key))


@pytest.mark.parametrize(
    ("address", "password"),
    [
        ("postgresql://vai:geheim@db/vai", "geheim"),
        ("postgresql:///vai?host=/run&password=ge%21heim", "ge!heim"),
        ("postgresql://db/vai?sslpassword=geheim", "geheim"),
        ("postgresql://[::1/vai:geheim@db", "postgresql://[::1/vai:geheim@db"),
    ],
)
def test_the_password_of_an_address_is_a_secret_of_its_own(address: str, password: str) -> None:
    assert password in parts_of(address)
