"""Which times can be had, and where none can: why not, and what else there is."""

import pytest

from tests.support.agent import Agent
from tests.support.patience import until
from tests.wire.meetings import HOUR, confirmed, meeting, new_person, question
from worker.codes import Code

pytestmark = pytest.mark.real

WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONDAY = {"start": "2030-01-07T00:00:00+02:00", "end": "2030-01-08T00:00:00+02:00"}


async def test_an_hour_that_is_taken_is_slot_taken_and_says_by_whom(agent: Agent) -> None:
    ana, bob = await new_person(agent.stage), await new_person(agent.stage, "bob")
    await agent.ask(meeting(bob))

    result = await agent.ask(meeting(ana, participants=[{"email": bob}]))

    assert (result["status"], result["error"]["code"]) == ("rejected", Code.SLOT_TAKEN)
    assert result["data"]["blocked_by"] == [{"email": bob, "reason": "busy"}]
    assert result["data"]["alternatives"]
    assert await confirmed(agent.stage, ana) == []


async def test_a_window_in_which_nothing_fits_is_no_slot_and_explains_itself(agent: Agent) -> None:
    ana = await new_person(agent.stage)
    await agent.ask(meeting(ana))

    result = await agent.ask(meeting(ana, slot=None, window=HOUR, duration_minutes=60))

    assert (result["status"], result["error"]["code"]) == ("rejected", Code.NO_SLOT)
    assert result["data"]["explanation"]["blocked"]["busy"] > 0
    assert result["data"]["suggestions"]
    assert len(await confirmed(agent.stage, ana)) == 1


async def test_a_colleagues_working_hours_and_zone_at_google_count_once_they_are_read(agent: Agent) -> None:
    control = agent.stage.google.control
    await control.assume(others_see_working_hours=True)
    ana, bob = await new_person(agent.stage), "bob-of-london@vai.example"
    await control.add_account(bob, time_zone="Europe/London")
    noon_to_eight = [{"dayOfWeek": day, "periodStart": 720, "periodEnd": 1200} for day in WEEK]
    hours = {"workingHoursEnabled": True, "availableTimes": noon_to_eight}
    await (await control.person(bob)).send("PATCH", "calendars/primary", {"workingHours": hours}, {})

    async def starts() -> list[int]:
        always = {"days": WEEK, "start": "00:00", "end": "00:00"}
        people = [{"email": ana, "working_hours": always}, {"email": bob}]
        asked = question(ana, participants=people, window=MONDAY, step_minutes=60, limit=100)
        result = await agent.ask({**asked, "duration_minutes": 60})
        return sorted(int(slot["start"]["local"][11:13]) for slot in result["data"]["slots"])

    async def others() -> list[int] | None:
        now = await starts()
        return now if now != first else None

    first = await starts()
    assert first == list(range(9, 17))
    assert await until(others, every=0.5) == list(range(14, 22))
