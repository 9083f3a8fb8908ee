"""Where no time can be had: why not, and what else there is."""

import pytest

from tests.support.agent import Agent
from tests.wire.meetings import HOUR, confirmed, meeting, new_person
from worker.codes import Code

pytestmark = pytest.mark.real


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
