"""The code of a consent and its verifier show nowhere but where they are asked for by name."""

import pickle
import traceback
from typing import Any

import orjson
import pytest
from pydantic import SecretStr

from tests.messages.example_commands import COMMANDS as EXAMPLES
from tests.messages.samples.people import Json
from tests.messages.wrong_commands import wrong
from worker.errors import Refused
from worker.messages.commands.command import Command
from worker.messages.commands.connect_account import ConnectAccount
from worker.messages.commands.known import COMMANDS
from worker.messages.defaults import Defaults
from worker.messages.envelope import Envelope, open_envelope, read_as

SECRET = "s3cr3t-" * 8
CONSENT: Json = {**EXAMPLES["connect_account/smallest"], "code": SECRET, "code_verifier": SECRET}


def envelope(**changes: Any) -> Envelope:
    return open_envelope(orjson.dumps({**CONSENT, **changes}))


def read(opened: Envelope) -> ConnectAccount:
    return read_as(ConnectAccount, opened, Defaults())


def test_whoever_asks_for_them_gets_them() -> None:
    command = read(envelope())

    assert command.code.get_secret_value() == SECRET
    assert command.code_verifier.get_secret_value() == SECRET
    assert isinstance(command.code, SecretStr)


def test_no_repr_shows_them() -> None:
    opened = envelope()

    for shown in (opened, read(opened), read(opened).model_dump()):
        assert SECRET not in f"{shown} {shown!r}"
        assert "s3cr3t" not in f"{shown} {shown!r}"


@pytest.mark.parametrize(
    "changes",
    [
        {"code": SECRET * 100},
        {"code": SECRET + " "},
        {"code": [SECRET]},
        {"code": {SECRET: SECRET}},
        {"code_verifier": SECRET * 3},
        {"code_verifier": SECRET + "+"},
        {"redirect_uri": SECRET + " "},
        {"deadline": SECRET, "locale": SECRET},
    ],
    ids=str,
)
def test_no_problem_quotes_them(changes: Json) -> None:
    with pytest.raises(Refused) as refused:
        read(envelope(**changes))

    error = refused.value
    told = pickle.dumps((str(error), error.detail, error.fields)).decode("latin-1")
    assert "s3cr3t" not in told + "".join(traceback.format_exception(error))


@pytest.mark.parametrize("row", [row for row in wrong() if row.type == "connect_account"], ids=str)
def test_no_wrong_consent_is_quoted(row: Any) -> None:
    with pytest.raises(Refused) as refused:
        read(open_envelope(orjson.dumps({**row.body, "conversation_id": 7})))

    assert "x" * 20 not in str(refused.value.fields)


@pytest.mark.parametrize("command_type", COMMANDS)
def test_what_is_kept_of_a_command_holds_none_of_its_secrets(command_type: str) -> None:
    """The store keeps a body for a command that is withheld; a code and its verifier are worth a grant."""
    body = EXAMPLES[f"{command_type}/smallest"]
    secret = secret_fields(COMMANDS[command_type])
    parsed = open_envelope(orjson.dumps({**body, **dict.fromkeys(secret, SECRET)})).command(Defaults())

    kept = orjson.loads(parsed.body)
    assert kept == {name: value for name, value in body.items() if name not in secret}
    assert "s3cr3t" not in f"{parsed.body!r} {parsed!r}"


def test_only_a_consent_holds_secrets() -> None:
    assert {name: secret_fields(model) for name, model in COMMANDS.items() if secret_fields(model)} == {
        "connect_account": {"code", "code_verifier"}
    }


def test_another_code_is_another_command() -> None:
    """The hash is made of the whole body: what is kept cannot be told apart."""
    one, other = (envelope(code=code).command(Defaults()) for code in (SECRET, SECRET + "x"))

    assert one.body == other.body
    assert one.body_hash != other.body_hash


def secret_fields(model: type[Command]) -> set[str]:
    return {name for name, field in model.model_fields.items() if field.annotation is SecretStr}
