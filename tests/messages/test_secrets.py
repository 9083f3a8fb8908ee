"""The code of a consent and its verifier show nowhere but where they are asked for by name."""

import pickle
import traceback
from typing import Any

import orjson
import pytest
from pydantic import SecretStr

from tests.messages.example_commands import COMMANDS
from tests.messages.samples.people import BUCHAREST, Json
from tests.messages.wrong_commands import wrong
from worker.errors import Refused
from worker.messages.commands.command import Command
from worker.messages.commands.connect_account import ConnectAccount
from worker.messages.commands.known import SERVED
from worker.messages.envelope import Envelope, open_envelope, read_as

SECRET = "s3cr3t-" * 8
CONSENT: Json = {**COMMANDS["connect_account/smallest"], "code": SECRET, "code_verifier": SECRET}


def envelope(**changes: Any) -> Envelope:
    return open_envelope(orjson.dumps({**CONSENT, **changes}))


def read(opened: Envelope) -> ConnectAccount:
    return read_as(ConnectAccount, opened, BUCHAREST)


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


@pytest.mark.parametrize("model", SERVED.values())
def test_no_command_that_is_carried_out_holds_a_secret(model: type[Command]) -> None:
    """The store keeps a body as it was sent; before `connect_account` is served, its code has to stay out."""
    assert [name for name, field in model.model_fields.items() if field.annotation is SecretStr] == []
    assert [name for name, field in ConnectAccount.model_fields.items() if field.annotation is SecretStr]
