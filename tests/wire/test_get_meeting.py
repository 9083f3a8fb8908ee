"""`get_meeting` through the broker: what it shows of what stands in Google, and its refusals."""

from typing import Any
from uuid import uuid4

import pytest

from tests.support.agent import Agent, Json
from tests.wire.meetings import HOUR, meeting, new_person

pytestmark = pytest.mark.real


def get(user_id: str, event_id: str, **fields: Any) -> Json:
    return {
        "type": "get_meeting",
        "command_id": uuid4().hex,
        "user_id": user_id,
        "event_id": event_id,
        "locale": "en",
        **fields,
    }


async def shown(agent: Agent, body: Json) -> Json:
    result = await agent.ask(body)
    assert result["status"] == "succeeded", result
    event: Json = result["data"]["event"]
    return event


async def test_a_meeting_is_shown_as_google_has_it(agent: Agent) -> None:
    ana, bob = await new_person(agent.stage), await new_person(agent.stage, "bob")
    made = await agent.ask(meeting(ana, participants=[{"email": bob, "name": "Bob"}], conference="meet"))
    event = made["data"]["event"]
    person = await agent.stage.google.control.person(ana)
    await person.patch(event["id"], {"summary": "Renamed"})

    result = await agent.ask(get(ana, event["id"]))

    assert result["message"] == "The meeting was found."
    assert result["data"] == {
        "event": {
            "id": event["id"],
            "calendar_id": ana,
            "status": "confirmed",
            "title": "Renamed",
            "start": {
                "utc": "2030-01-07T08:00:00Z",
                "local": HOUR["start"],
                "time_zone": "Europe/Bucharest",
                "text": "Monday, 7 January 2030, 10:00",
            },
            "end": {
                "utc": "2030-01-07T09:00:00Z",
                "local": HOUR["end"],
                "time_zone": "Europe/Bucharest",
                "text": "Monday, 7 January 2030, 11:00",
            },
            "time_zone": "Europe/Bucharest",
            "meet_url": event["meet_url"],
            "meet_status": "ready",
            "html_link": event["html_link"],
            "attendees": result["data"]["event"]["attendees"],
        }
    }
    assert {(one["email"], one["organizer"]) for one in result["data"]["event"]["attendees"]} == {
        (ana, True),
        (bob, False),
    }


async def test_a_series_its_instances_and_days_are_shown(agent: Agent) -> None:
    ana = await new_person(agent.stage)
    person = await agent.stage.google.control.person(ana)
    weekly = {name: {"dateTime": time, "timeZone": "Europe/Bucharest"} for name, time in HOUR.items()}
    series = await person.insert({"summary": "Yoga", **weekly, "recurrence": ["RRULE:FREQ=WEEKLY;COUNT=3"]})
    day = await person.insert(
        {"summary": "Off", "start": {"date": "2030-01-08"}, "end": {"date": "2030-01-09"}}
    )

    second = await shown(agent, get(ana, f"{series['id']}_20300114T080000Z"))
    assert (await shown(agent, get(ana, series["id"])))["start"]["utc"] == "2030-01-07T08:00:00Z"
    assert second["start"]["text"] == "Monday, 14 January 2030, 10:00"
    assert (await shown(agent, get(ana, day["id"])))["start"]["text"] == "Tuesday, 8 January 2030"


async def test_a_deleted_meeting_is_shown_as_cancelled(agent: Agent) -> None:
    ana = await new_person(agent.stage)
    event = (await agent.ask(meeting(ana)))["data"]["event"]
    await (await agent.stage.google.control.person(ana)).delete(event["id"])

    assert (await shown(agent, get(ana, event["id"])))["status"] == "cancelled"


async def test_a_repeat_is_answered_in_the_same_bytes_whatever_happened_since(agent: Agent) -> None:
    ana = await new_person(agent.stage)
    event = (await agent.ask(meeting(ana)))["data"]["event"]
    body = get(ana, event["id"])
    await agent.ask(body)
    await (await agent.stage.google.control.person(ana)).delete(event["id"])
    await agent.send(body)

    first, second = await agent.results(body["command_id"], 2)
    assert first.value == second.value


async def test_its_refusals(agent: Agent) -> None:
    ana = await new_person(agent.stage)
    bodies = {
        "event_not_found": get(ana, "neverwas"),
        "calendar_not_found": get(ana, "neverwas", calendar_id="nowhere@group.example"),
        "invalid_command": get(ana, "two words"),
        "expired": get(ana, "neverwas", deadline="2026-01-01T00:00:00Z"),
        "account_not_connected": get("user-without-an-address", "neverwas"),
    }
    for code, body in bodies.items():
        result = await agent.ask(body)
        assert (result["status"], result["error"]["code"]) == ("rejected", code)
