"""What follows a meeting goes with it through the broker, to working time, as the command's own change."""

import pytest

from tests.support.agent import Agent, value_of
from tests.wire.changes import kind, told_in_time
from tests.wire.meetings import meeting, new_person
from tests.wire.moving import reschedule

pytestmark = pytest.mark.real

WEDNESDAY = "2030-01-09T10:00:00+02:00"
THURSDAY = {"start": "2030-01-10T10:00:00+02:00", "end": "2030-01-10T11:00:00+02:00"}


async def test_it_waits_for_work_unless_it_keeps_its_due_and_is_told_as_the_commands_own(
    agent: Agent,
) -> None:
    ana = await new_person(agent.stage)
    actions = [{"title": title, "due": WEDNESDAY, "keep_due": title == "kept"} for title in ("free", "kept")]
    scheduled = await agent.ask(meeting(ana, follow_up_actions=actions))
    await told_in_time(agent, ana, 3)
    body = reschedule(ana, scheduled["data"]["event"]["id"], slot=THURSDAY)

    moved = await agent.ask(body)

    starts = [each["start"]["local"] for each in moved["data"]["follow_ups"]]
    assert starts == ["2030-01-14T09:00:00+02:00", "2030-01-12T10:00:00+02:00"]
    records = (await told_in_time(agent, ana, 6))[3:]
    assert [(kind(one), value_of(one)["origin"]) for one in records] == [("moved", "self")] * 3
    assert {value_of(one)["command_id"] for one in records} == {body["command_id"]}
