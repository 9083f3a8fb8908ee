"""What is not ready when it is asked for, and comes later: a Meet link, and a calendar's turn."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from tests.support.agent import Agent, value_of
from tests.support.chosen_broker import ChosenBroker
from tests.support.patience import until
from tests.wire.asking import news, reading_when_asked, sync, synchronised, times
from tests.wire.changes import kind, told_in_time
from tests.wire.meetings import meeting, new_person
from worker.sandbox.local_google.wire.faults import Fault
from worker.sandbox.postgres import Postgres
from worker.sandbox.stage import Stage

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
async def served(
    broker: ChosenBroker, postgres: Postgres, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Stage]:
    async with reading_when_asked(broker, postgres, tmp_path_factory.mktemp("late")) as stage:
        yield stage


@pytest.fixture
async def ana(served: Stage) -> str:
    return await new_person(served)


async def test_a_pending_meet_link_arrives_as_a_change(agent: Agent, ana: str) -> None:
    control = agent.stage.google.control
    await control.behave(meet_pending_for=timedelta(minutes=1))
    result = await agent.ask(meeting(ana, conference="meet"))
    await control.behave(meet_pending_for=timedelta(0))
    event = result["data"]["event"]
    assert (event["meet_status"], event["meet_url"]) == ("pending", None)
    (created,) = await told_in_time(agent, ana, 1)
    assert value_of(created)["after"]["meet_status"] == "pending"
    await synchronised(agent, ana)

    await control.behave(clock_offset=timedelta(minutes=1))
    (change,) = await news(agent, ana)
    await control.behave(clock_offset=timedelta(0))

    body = value_of(change)
    assert (kind(change), body["origin"], body["event_id"]) == ("updated", "external", event["id"])
    assert body["changed"] == ["meet_url", "meet_status"]
    assert body["after"]["meet_status"] == "ready"
    assert body["after"]["meet_url"].startswith("https://meet.google.com/")


async def test_two_commands_that_meet_at_a_calendar_read_it_one_after_the_other(
    agent: Agent, ana: str
) -> None:
    control = agent.stage.google.control
    await (await control.person(ana)).insert({"summary": "Lunch", **times(12, 13)})
    await control.add_fault(Fault(method="GET", path="/events$", subject=ana, stall=timedelta(seconds=1.5)))

    async def is_being_read() -> bool:
        return bool(await control.log(method="GET", path="/events$", subject=ana, by_hand=False))

    async with asyncio.TaskGroup() as tasks:
        first = tasks.create_task(synchronised(agent, ana))
        await until(is_being_read)
        second = tasks.create_task(agent.ask(sync(ana), key="another"))

    assert first.result()["changed"] == 1
    assert second.result()["status"] == "succeeded"
    assert second.result()["data"]["changed"] == 0
    assert [kind(record) for record in await told_in_time(agent, ana, 1)] == ["created"]
