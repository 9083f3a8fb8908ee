"""Asking for a calendar to be read, and what a person does there meanwhile."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from tests.support.agent import Agent, value_of
from tests.support.chosen_broker import ChosenBroker
from tests.support.shared_stage import shared_stage
from tests.wire.changes import told, told_in_time
from tests.wire.meetings import Json, meeting
from worker.engine.record import Record
from worker.sandbox.child_process import running
from worker.sandbox.postgres import Postgres
from worker.sandbox.stage import Stage

ONLY_WHEN_ASKED = {"VAI_WORKER__POLL_SECONDS": "0", "VAI_WORKER__PUBLISH_ALL_EVENTS": "true"}
"""Everything that happens in the calendars is told, and none is read by itself."""


@asynccontextmanager
async def reading_when_asked(
    broker: ChosenBroker, postgres: Postgres, directory: Path
) -> AsyncIterator[Stage]:
    """A stage on which a worker runs that reads a calendar only when it is asked to."""
    async with shared_stage(broker, postgres, directory) as stage, running(stage.worker(**ONLY_WHEN_ASKED)):
        yield stage


def sync(user_id: str, **fields: Any) -> Json:
    return {"type": "sync_calendar", "command_id": uuid4().hex, "user_id": user_id, **fields}


async def synchronised(agent: Agent, user_id: str, **fields: Any) -> Json:
    """Synchronise, and return the figures."""
    result = await agent.ask(sync(user_id, **fields))
    assert result["status"] == "succeeded", result
    data: Json = result["data"]
    return data


async def booked(agent: Agent, user_id: str, **fields: Any) -> str:
    """Schedule a meeting, let the calendar be read, and return the event's id."""
    result = await agent.ask(meeting(user_id, **fields))
    await synchronised(agent, user_id)
    await told_in_time(agent, user_id, 1)
    return str(result["data"]["event"]["id"])


async def news(agent: Agent, user_id: str, count: int = 1) -> list[Record]:
    """Synchronise, see that it told so much and told nothing before, and return what was told."""
    before = len(told(agent, user_id))
    after = max((value_of(record)["sequence"] for record in told(agent, user_id)), default=0)
    data = await synchronised(agent, user_id)
    assert (data["changed"], data["published"]) == (count, count)
    found = await told_in_time(agent, user_id, count, after)
    assert len(told(agent, user_id)) == before + count
    return found


def at(hour: int) -> Json:
    return {"dateTime": f"2030-01-08T{hour:02}:00:00+02:00", "timeZone": "Europe/Bucharest"}


def times(start: int, end: int) -> Json:
    return {"start": at(start), "end": at(end)}
