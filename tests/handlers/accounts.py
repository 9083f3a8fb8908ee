"""Connecting and disconnecting on fakes: what people consented to, and what is told of it."""

from typing import Any

import orjson

from tests.fakes.consents import REDIRECT_URI, VERIFIER, granted
from tests.handlers.world import ANA, Json, World, command
from worker.ports.grants import Grant, Granted

MINE = granted(ANA)
CODE = "4/0code"


def connect(**fields: Any) -> Json:
    return command(
        {
            "type": "connect_account",
            "command_id": "connect-1",
            "code": CODE,
            "code_verifier": VERIFIER,
            "redirect_uri": REDIRECT_URI,
            **fields,
        }
    )


def disconnect(**fields: Any) -> Json:
    return command({"type": "disconnect_account", "command_id": "leave-1", **fields})


def consented(world: World, given: Granted = MINE) -> None:
    """Let a person consent: the code is good for that."""
    world.consents.codes[CODE] = given


def connected(world: World, given: Granted = MINE) -> Grant:
    """Let the user have a grant already."""
    return world.grants.give(ANA, given)


def told(world: World) -> list[Json]:
    """Take what was told of accounts: each body, with its kind."""
    rows, world.outbox.rows = world.outbox.rows, []
    assert {row.key for row in rows} <= {ANA.encode()}
    return [{"kind": kind(row.headers), **orjson.loads(row.value)} for row in rows]


def kind(headers: Any) -> str:
    return str(dict(headers)["ce_type"].decode().rpartition(".")[2])
