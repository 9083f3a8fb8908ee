"""Meetings that are changed, by commands and by hand."""

from typing import Any
from uuid import uuid4

from tests.support.agent import Agent, Json
from tests.wire.meetings import meeting
from worker.sandbox.local_google.control.person import Person

IN_WHOLE_DAYS = {"start": {"date": "2030-01-07"}, "end": {"date": "2030-01-08"}}
TEN_TO_ELEVEN = {
    "start": {"dateTime": "2030-01-07T10:00:00+02:00", "timeZone": "Europe/Bucharest"},
    "end": {"dateTime": "2030-01-07T11:00:00+02:00", "timeZone": "Europe/Bucharest"},
}
WEEKLY = {**TEN_TO_ELEVEN, "summary": "Yoga", "recurrence": ["RRULE:FREQ=WEEKLY;COUNT=3"]}


def status(user_id: str, event_id: str, text: str = "confirmed", **fields: Any) -> Json:
    return _command("update_status", user_id, event_id, status=text, **fields)


def update(user_id: str, event_id: str, **fields: Any) -> Json:
    return _command("update_meeting", user_id, event_id, **fields)


def cancel(user_id: str, event_id: str) -> Json:
    return _command("cancel_meeting", user_id, event_id)


async def scheduled(agent: Agent, user_id: str, *guests: str, **fields: Any) -> str:
    """Schedule a meeting, and return its id."""
    people = [{"email": guest} for guest in guests]
    result = await agent.ask(meeting(user_id, participants=people, **fields))
    return str(result["data"]["event"]["id"])


def refusal(result: Json) -> tuple[str, str]:
    return result["status"], result["error"]["code"]


async def hand(agent: Agent, email: str) -> Person:
    return await agent.stage.google.control.person(email)


async def patches(agent: Agent, email: str) -> int:
    """Return how many changes the worker sent in somebody's name."""
    log = await agent.stage.google.control.log(method="PATCH", subject=email, by_hand=False)
    return len(log)


def _command(kind: str, user_id: str, event_id: str, **fields: Any) -> Json:
    named = {"type": kind, "command_id": uuid4().hex, "user_id": user_id, "event_id": event_id}
    return {**named, **fields}
