"""`create_follow_up` through the broker: its effect in Google, its repeat, and each of its refusals."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from tests.support.agent import Agent, Json, value_of
from tests.wire.meetings import confirmed, meeting, new_person
from worker.domain.event_ids import event_id, follow_up_step

pytestmark = pytest.mark.real

DUE = "2030-01-08T15:00:00+02:00"
UNTIL = "2030-01-08T15:30:00+02:00"
WEEKLY = {
    "summary": "Yoga",
    "start": {"dateTime": DUE, "timeZone": "Europe/Bucharest"},
    "end": {"dateTime": UNTIL, "timeZone": "Europe/Bucharest"},
    "recurrence": ["RRULE:FREQ=WEEKLY;COUNT=3"],
}


def remember(user_id: str, **fields: Any) -> Json:
    return {
        "type": "create_follow_up",
        "command_id": uuid4().hex,
        "user_id": user_id,
        "title": "Call back",
        "due": DUE,
        **fields,
    }


def refusal(result: Json) -> tuple[str, str]:
    return result["status"], result["error"]["code"]


async def test_it_stands_in_the_calendar_field_by_field(agent: Agent) -> None:
    ana = await new_person(agent.stage)
    body = remember(
        ana,
        description="Ask <b>Bob</b>",
        priority="urgent",
        follow_up_type="call",
        conversation_id="conv-1",
        agent_type="sales",
    )
    result = await agent.ask(body)

    (event,) = await confirmed(agent.stage, ana)
    own = event["extendedProperties"]["private"]
    assert event["id"] == event_id(ana, body["command_id"], follow_up_step(0))
    assert event["summary"] == "Follow-up: Call back"
    assert event["description"] == (
        "Ask &lt;b&gt;Bob&lt;/b&gt;<br><br><b>Prioritate:</b> urgentă<br><b>Tip sarcină:</b> call<br>"
        "<b>Programată de agentul:</b> sales<br><b>Conversație:</b> conv-1"
    )
    assert (event["start"]["dateTime"], event["end"]["dateTime"]) == (DUE, UNTIL)
    assert event["start"]["timeZone"] == "Europe/Bucharest"
    assert event["transparency"] == "transparent"
    assert "attendees" not in event
    assert "conferenceData" not in event
    assert event["reminders"]["useDefault"] is False
    assert {(one["method"], one["minutes"]) for one in event["reminders"]["overrides"]} == {
        ("popup", 15),
        ("email", 60),
        ("email", 1440),
        ("popup", 5),
        ("popup", 60),
    }
    stamp = own.pop("vai_write_id")
    assert len(stamp) == 32
    assert own.pop("vai_made_by_write") == stamp
    assert own == {
        "vai_agent_type": "sales",
        "vai_command_id": body["command_id"],
        "vai_conversation_id": "conv-1",
        "vai_created_by": "ai_agent",
        "vai_follow_up_type": "call",
        "vai_reminders": "popup:15,email:60,email:1440,popup:5,popup:60|",
    }
    assert result["message"] == "Follow-up-ul a fost programat pentru marți, 8 ianuarie 2030, 15:00."
    assert result["data"]["event"]["id"] == event["id"]
    assert result["data"]["event"]["html_link"] == event["htmlLink"]


async def test_sent_twice_it_is_made_once_and_answered_in_the_same_bytes(agent: Agent) -> None:
    ana = await new_person(agent.stage)
    body = remember(ana)
    async with asyncio.TaskGroup() as tasks:
        for key in ("one", "two"):
            tasks.create_task(agent.send(body, key))
    first, second = await agent.results(body["command_id"], 2)

    assert first.value == second.value
    assert len(await confirmed(agent.stage, ana)) == 1


async def test_it_goes_with_the_meeting_that_it_follows(agent: Agent) -> None:
    ana = await new_person(agent.stage)
    made = await agent.ask(meeting(ana, title="Demo"))
    meeting_id = made["data"]["event"]["id"]
    await agent.ask(remember(ana, event_id=meeting_id))
    titles = {event["summary"]: event for event in await confirmed(agent.stage, ana)}
    assert "<b>După întâlnirea:</b> Demo" in titles["Follow-up: Call back"]["description"]

    await agent.ask(
        {"type": "cancel_meeting", "command_id": uuid4().hex, "user_id": ana, "event_id": meeting_id}
    )
    assert await confirmed(agent.stage, ana) == []


async def test_a_dry_run_makes_nothing(agent: Agent) -> None:
    ana = await new_person(agent.stage)
    result = await agent.ask(remember(ana, dry_run=True, locale="en"))

    assert result["message"] == "The follow-up would be set for Tuesday, 8 January 2030, 15:00."
    assert await confirmed(agent.stage, ana) == []


async def test_its_refusals_make_nothing(agent: Agent) -> None:
    ana, bob = await new_person(agent.stage), await new_person(agent.stage, "bob")
    person = await agent.stage.google.control.person(bob)
    invitation = await person.insert(
        {**WEEKLY, "recurrence": [], "attendees": [{"email": ana}, {"email": bob}]}
    )
    series = await (await agent.stage.google.control.person(ana)).insert(WEEKLY)
    cancelled = (await agent.ask(meeting(ana)))["data"]["event"]["id"]
    await (await agent.stage.google.control.person(ana)).delete(cancelled)
    before = await agent.stage.google.control.events(ana)
    bodies = {
        "event_not_found": [remember(ana, event_id="neverwas"), remember(ana, event_id=cancelled)],
        "calendar_not_found": [remember(ana, calendar_id="nowhere@group.example")],
        "not_organizer": [remember(ana, event_id=invitation["id"])],
        "invalid_command": [remember(ana, event_id=series["id"]), remember(ana, priority="someday")],
        "expired": [remember(ana, deadline="2026-01-01T00:00:00Z")],
        "account_not_connected": [remember("user-without-an-address")],
    }
    for code, refused in bodies.items():
        for body in refused:
            assert refusal(await agent.ask(body)) == ("rejected", code), body

    assert await agent.stage.google.control.events(ana) == before


async def test_it_is_found_by_the_alias_names_of_the_integration_page(agent: Agent) -> None:
    ana = await new_person(agent.stage)
    body = remember(ana)
    spelt = {{"user_id": "userId", "due": "dueDate"}.get(name, name): body[name] for name in body}
    await agent.send(spelt, key=ana)

    (result,) = await agent.results(body["command_id"])
    assert value_of(result)["status"] == "succeeded"
