"""Reminders come at their moment, for meetings and follow-ups, and none after a cancellation."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.support.agent import Agent, value_of
from tests.wire.meetings import Json, meeting, new_person
from tests.wire.updating import cancel
from worker.client.change import change_of
from worker.engine.record import Record
from worker.messages.changes.reminder_due import REMINDER_DUE, ReminderDue
from worker.messages.cloud_events import ce_id
from worker.ports.clock import SystemClock

pytestmark = pytest.mark.real

AHEAD = timedelta(seconds=4)
"""Time for the commands."""
PROMPTLY = timedelta(seconds=10)
"""Half a second and what Kafka takes, but on a busy machine."""


def popup(minutes: int) -> Json:
    return {"reminders": [{"method": "popup", "minutes": minutes}]}


def slot(start: datetime) -> Json:
    return {"start": start.isoformat(), "end": (start + timedelta(minutes=5)).isoformat()}


async def made(agent: Agent, body: Json) -> str:
    event_id: str = (await agent.ask(body))["data"]["event"]["id"]
    return event_id


def type_of(record: Record) -> str:
    return dict(record.headers).get("ce_type", b"").decode()


async def test_a_meeting_and_a_follow_up_are_reminded_of_and_a_cancelled_meeting_is_not(agent: Agent) -> None:
    ana = await new_person(agent.stage)
    moment = SystemClock().now().replace(microsecond=0) + AHEAD
    starts = {minutes: moment + timedelta(minutes=minutes) for minutes in (10, 20, 30)}

    def follow_up(due: datetime, **fields: Any) -> Json:
        body = {"type": "create_follow_up", "command_id": uuid4().hex, "user_id": ana, "title": "Call back"}
        return {**body, "due": due.isoformat(), "keep_due": True, **fields}

    def is_due(record: Record) -> bool:
        return type_of(record) == REMINDER_DUE and value_of(record)["user_id"] == ana

    held = await made(agent, meeting(ana, slot=slot(starts[10]), conversation_id="talk-1", **popup(10)))
    called = await made(agent, follow_up(starts[20], **popup(20)))
    given_up = await made(agent, meeting(ana, slot=slot(starts[30]), **popup(30)))
    await agent.ask(cancel(ana, given_up))

    due = await agent.arrived(
        lambda record: is_due(record) and value_of(record)["event_id"] != given_up, 2, 30
    )

    assert sorted(value_of(record)["event_id"] for record in due) == sorted((held, called))
    record = next(one for one in due if value_of(one)["event_id"] == held)
    assert record.key == f"{ana}/{ana}".encode()
    assert moment <= record.timestamp < moment + PROMPTLY
    change = change_of(record)
    start = f"{starts[10]:%Y-%m-%dT%H:%M:%SZ}"
    assert (change.type, change.id) == (REMINDER_DUE, str(ce_id(ana, held, "popup", 10, start)))
    assert isinstance(change.body, ReminderDue)
    assert (change.body.minutes, change.body.conversation_id) == (10, "talk-1")
    changes = [one for one in agent.seen if one.topic == agent.stage.topics.changes]
    last = [type_of(one) for one in changes if value_of(one).get("event_id") == given_up][-1]
    assert last == "vai.calendar.event.cancelled"
