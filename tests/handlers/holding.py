"""Commands about holds, as an agent sends them."""

from typing import Any

import orjson

from tests.handlers.world import ANA, BOB, TEN, Json, World, command, wire
from worker.handlers.answer import Answer
from worker.messages.defaults import Defaults
from worker.messages.envelope import open_envelope
from worker.ports.commands import Claim, Request


def hold(**fields: Any) -> Json:
    """Return a command that holds ten o'clock for Bob, unless it says otherwise."""
    asked: Json = {"type": "hold_slot", "command_id": "h-1", "participants": [{"email": BOB}]}
    return command({**asked, "slot": wire(TEN), **fields})


def release(hold_id: str, **fields: Any) -> Json:
    return command({"type": "release_hold", "command_id": "r-1", "hold_id": hold_id, **fields})


async def begun(world: World, body: Json) -> Answer:
    """Let a replica carry a command out, and die before it can say so."""
    parsed = open_envelope(orjson.dumps(body)).command(Defaults())
    request = Request(ANA, parsed.command.command_id, body["type"], parsed.body, parsed.body_hash)
    claim = await world.commands.claim(request)
    assert isinstance(claim, Claim)
    answer = await world.handle(parsed.command, claim)
    await world.commands.release(claim)
    return answer
