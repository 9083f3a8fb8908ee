"""Calendars that are followed by themselves: no command asks, and each change is told once."""

import pytest

from tests.support.agent import Agent, value_of
from tests.support.patience import until
from tests.wire.changes import kind, told, told_in_time
from tests.wire.meetings import meeting, new_person
from worker.sandbox.child_process import running
from worker.sandbox.stage import Stage

pytestmark = pytest.mark.real

EVERY_SECOND = {"VAI_WORKER__POLL_SECONDS": "1"}
TITLES = [f"Title {number}" for number in range(3)]


async def test_what_is_done_by_hand_comes_without_a_command_and_once_from_two_replicas(stage: Stage) -> None:
    ana = await new_person(stage)
    hand = await stage.google.control.person(ana)

    async def readings() -> int:
        return len(await stage.google.control.log(method="GET", path="/events$", by_hand=False))

    async def were_two_more() -> bool:
        return await readings() >= known + 2

    async with (
        running(stage.worker("one", **EVERY_SECOND)),
        running(stage.worker("two", **EVERY_SECOND)),
        Agent.on(stage) as agent,
    ):
        event_id = (await agent.ask(meeting(ana)))["data"]["event"]["id"]
        for number, title in enumerate(TITLES):
            await hand.patch(event_id, {"summary": title})
            await told_in_time(agent, ana, number + 2)
        known = await readings()
        await until(were_two_more)

    changes = told(agent, ana)
    assert [kind(change) for change in changes] == ["created"] + ["updated"] * len(TITLES)
    assert [value_of(change)["after"]["title"] for change in changes] == ["Demo", *TITLES]
    assert [value_of(change)["origin"] for change in changes] == ["self"] + ["external"] * len(TITLES)
    records = [record for record in agent.seen if record.topic == stage.topics.changes]
    assert len({dict(record.headers)["ce_id"] for record in records}) == len(changes)
