"""Times that are held, and meetings that are moved."""

from typing import Any
from uuid import uuid4

import asyncpg

from tests.support.agent import Agent, Json
from tests.wire.meetings import HOUR
from worker.sandbox.stage import Stage

LATER = {"start": "2030-01-07T14:00:00+02:00", "end": "2030-01-07T15:00:00+02:00"}
"""Another hour of the same Monday."""


def hold(user_id: str, *guests: str, **fields: Any) -> Json:
    people = [{"email": guest} for guest in guests]
    named = {"type": "hold_slot", "command_id": uuid4().hex, "user_id": user_id}
    return {**named, "slot": HOUR, "participants": people, **fields}


def release(user_id: str, hold_id: str, **fields: Any) -> Json:
    named = {"type": "release_hold", "command_id": uuid4().hex, "user_id": user_id}
    return {**named, "hold_id": hold_id, **fields}


def reschedule(user_id: str, event_id: str, **fields: Any) -> Json:
    """Return a command that moves a meeting to the later hour, unless it says otherwise."""
    named = {"type": "reschedule_meeting", "command_id": uuid4().hex, "user_id": user_id}
    anywhen = {"window", "hold_id", "preferred_time"} & fields.keys()
    return {**named, "event_id": event_id, **({} if anywhen else {"slot": LATER}), **fields}


async def held(agent: Agent, user_id: str, *guests: str, **fields: Any) -> str:
    """Hold a time, and return the hold's name."""
    result = await agent.ask(hold(user_id, *guests, **fields))
    return str(result["data"]["hold_id"])


async def let_expire(stage: Stage, hold_id: str) -> None:
    """Let the time of a hold come, without waiting for it."""
    connection = await asyncpg.connect(stage.database_url)
    try:
        for table in ("holds", "reservations"):
            await connection.execute(
                f"UPDATE {table} SET expires_at = clock_timestamp() WHERE hold_id = $1",  # noqa: S608  (ours)
                hold_id,
            )
    finally:
        await connection.close()
