"""The keys of grants: each is looked at, none is shown, and a file of them is read again."""

import base64
from pathlib import Path

import pytest

from worker.errors import Misconfigured
from worker.settings.environment import read
from worker.settings.model import Settings

KEYS, FILE = "VAI_SECRETS__ENCRYPTION_KEYS", "VAI_SECRETS__ENCRYPTION_KEYS_FILE"
ONE, TWO = (base64.urlsafe_b64encode(letter * 32).decode() for letter in (b"1", b"2"))
CLIENT = {"VAI_GOOGLE__CLIENT_ID": "client", "VAI_GOOGLE__CLIENT_SECRET": "secret"}


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "key.json").write_text("{}")
    return {
        "VAI_KAFKA__BOOTSTRAP_SERVERS": "one:9092",
        "VAI_DATABASE__URL": "postgresql://vai@db/vai",
        "VAI_GOOGLE__SERVICE_ACCOUNT_FILE": str(tmp_path / "key.json"),
    }


def keys(environment: dict[str, str]) -> list[str]:
    return [key.get_secret_value() for key in read(Settings, environment).secrets.reader()]


def complaint(environment: dict[str, str]) -> str:
    with pytest.raises(Misconfigured) as misconfigured:
        read(Settings, environment)
    return str(misconfigured.value)


def test_keys_stand_in_a_variable_the_newest_first(environment: dict[str, str]) -> None:
    assert keys(environment | {KEYS: f"{TWO}, {ONE}"}) == [TWO, ONE]


@pytest.mark.parametrize("content", [f"{TWO}\n{ONE}\n", f"{TWO},{ONE}", f"{TWO},\r\n{ONE}\r\n"], ids=repr)
def test_or_in_a_file(environment: dict[str, str], tmp_path: Path, content: str) -> None:
    (tmp_path / "keys").write_text(content)

    assert keys(environment | {FILE: str(tmp_path / "keys")}) == [TWO, ONE]


def test_a_file_is_read_again(environment: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "keys"
    file.write_text(ONE)
    reader = read(Settings, environment | {FILE: str(file)}).secrets.reader

    file.write_text(f"{TWO}\n{ONE}")

    assert [key.get_secret_value() for key in reader()] == [TWO, ONE]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (f"{ONE},{TWO[:-4]}", "key 2 of 2 is no Fernet key"),
        (f"{ONE},geheim-4711", "key 2 of 2 is no Fernet key"),
        (f"gehëim-4711,{ONE}", "key 1 of 2 is no Fernet key"),
    ],
    ids=["too short", "no base64", "not ASCII"],
)
def test_a_key_that_is_none_is_named_by_its_place(
    environment: dict[str, str], tmp_path: Path, content: str, says: str
) -> None:
    (tmp_path / "keys").write_text(content)
    reader = read(Settings, environment | {FILE: str(tmp_path / "keys")}).secrets.reader
    with pytest.raises(Misconfigured) as of_the_file:
        reader()

    for name, told in ((KEYS, complaint(environment | {KEYS: content})), (FILE, str(of_the_file.value))):
        assert told.startswith(name)
        assert says in told
        assert not [secret for secret in (ONE, TWO[:-4], "geheim", "gehëim") if secret in told]


@pytest.mark.parametrize("content", ["", "\n", b"\xff\xfe".decode("latin-1")], ids=repr)
def test_a_file_without_keys_is_a_mistake(environment: dict[str, str], tmp_path: Path, content: str) -> None:
    file = tmp_path / "keys"
    file.write_bytes(content.encode("latin-1"))
    reader = read(Settings, environment | {FILE: str(file)}).secrets.reader

    with pytest.raises(Misconfigured, match=FILE):
        reader()
    file.unlink()
    with pytest.raises(Misconfigured, match="cannot be read"):
        reader()


def test_a_variable_and_a_file_exclude_each_other(environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "keys").write_text(ONE)

    told = complaint(environment | {KEYS: ONE, FILE: str(tmp_path / "keys")})
    assert told == f"{KEYS} and {FILE} are both set: one must go"


def test_accounts_cannot_be_connected_without_a_key(environment: dict[str, str], tmp_path: Path) -> None:
    assert complaint(environment | CLIENT).startswith(f"{KEYS} is missing")
    (tmp_path / "keys").write_text(ONE)

    for given in ({KEYS: ONE}, {FILE: str(tmp_path / "keys")}):
        assert keys(environment | CLIENT | given) == [ONE]


def test_delegation_alone_needs_none(environment: dict[str, str]) -> None:
    assert keys(environment) == []


def test_no_key_shows_in_the_settings(environment: dict[str, str]) -> None:
    settings = read(Settings, environment | {KEYS: f"{TWO},{ONE}"})

    shown = f"{settings!r} {settings} {settings.model_dump_json()} {settings.model_dump()}"
    assert ONE not in shown
    assert TWO not in shown
