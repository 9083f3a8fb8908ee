"""Meeting types of a worker's own, from its file to Google; the file is that of `conftest.py`."""

import pytest

from tests.support.agent import Agent, Json
from tests.wire.meetings import confirmed, meeting, new_person, question
from worker.domain.event_ids import event_id, follow_up_step
from worker.domain.meeting_types import BUILT_IN

pytestmark = pytest.mark.real

MONDAY = {"start": "2030-01-07T00:00:00+02:00", "end": "2030-01-08T00:00:00+02:00"}


def hours(slot: Json) -> tuple[str, str]:
    return slot["start"]["local"][11:16], slot["end"]["local"][11:16]


async def test_a_type_of_the_file_is_booked_as_the_file_says(agent: Agent) -> None:
    ana, bob = await new_person(agent.stage), await new_person(agent.stage, "bob")
    lunch = {"start": "2030-01-07T11:00:00+02:00", "end": "2030-01-07T15:00:00+02:00"}
    await agent.ask(meeting(bob, slot=lunch))
    body = meeting(
        ana,
        title="Acme",
        slot=None,
        window=MONDAY,
        meeting_type="product_demo",
        participants=[{"email": bob}],
    )
    result = await agent.ask(body)

    assert hours(result["data"]["slot"]) == ("10:00", "10:40")  # the only time with room around it
    events = {event["id"]: event for event in await confirmed(agent.stage, ana)}
    event = events[result["data"]["event"]["id"]]
    assert event["summary"] == "Demonstrație: Acme"
    assert event["description"].startswith("&lt;b&gt;Acme&lt;/b&gt;")
    assert ":</b> Prezentare" in event["description"]
    assert event["reminders"]["overrides"] == [{"method": "popup", "minutes": 15}]
    assert event["extendedProperties"]["private"]["vai_meeting_type"] == "product_demo"
    offer = events[event_id(ana, body["command_id"], follow_up_step(0))]
    assert (offer["summary"], offer["start"]["dateTime"]) == (
        "Follow-up: Ofertă",
        "2030-01-08T10:40:00+02:00",
    )
    assert offer["extendedProperties"]["private"]["vai_follow_up_type"] == "offer"


async def test_a_type_that_is_built_in_has_what_the_file_changes(agent: Agent) -> None:
    ana = await new_person(agent.stage)

    changed = await agent.ask(question(ana, window=MONDAY, meeting_type="team_check_in"))
    unchanged = await agent.ask(question(ana, window=MONDAY, meeting_type="follow_up_call"))

    (slot,), (other,) = changed["data"]["slots"], unchanged["data"]["slots"]
    assert hours(slot)[1][3:] in {"25", "55"}
    assert hours(other)[1][3:] in {"20", "50"}


async def test_an_unknown_type_is_answered_with_those_that_there_are(agent: Agent) -> None:
    result = await agent.ask(question(await new_person(agent.stage), meeting_type="demo"))

    (problem,) = result["error"]["fields"]
    assert (result["error"]["code"], problem["path"]) == ("invalid_command", "meeting_type")
    assert problem["choices"] == [*BUILT_IN, "product_demo"]
