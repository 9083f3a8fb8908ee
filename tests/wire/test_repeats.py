"""One command, however often it is delivered and whoever dies meanwhile: one event, one answer."""

import asyncio
from pathlib import Path

import pytest

from tests.support.agent import Agent
from worker.engine.record import Record
from worker.sandbox.child_process import running
from worker.sandbox.stage import Stage

pytestmark = pytest.mark.real

ANA, BOB = "ana@vai.example", "bob@vai.example"
COMMAND_ID = "sent-often"
COMMAND = {
    "type": "schedule_meeting",
    "command_id": COMMAND_ID,
    "user_id": ANA,
    "title": "Once",
    "participants": [{"email": BOB}],
    "follow_up_actions": [{"title": "Call back", "due": "2030-01-07T10:00:00Z"}],
}


@pytest.fixture
async def people(stage: Stage) -> None:
    for email in (ANA, BOB):
        await stage.google.control.add_account(email, time_zone="Europe/Bucharest")


async def inserts(stage: Stage) -> list[str]:
    """Return the ids that inserts took effect on, in order."""
    log = await stage.google.control.log(method="POST", path="/events$")
    return [entry.event_id for entry in log if entry.event_id and entry.status != 409]


def told(record: Record) -> tuple[bytes | None, list[tuple[str, bytes]]]:
    """Return what has to be the same in every repeat."""
    return record.value, [header for header in record.headers if header[0].startswith("ce_")]


@pytest.mark.usefixtures("people")
async def test_three_at_once_under_three_keys_are_one_event_and_equal_bytes(stage: Stage) -> None:
    async with running(stage.worker()), Agent.on(stage) as agent:
        async with asyncio.TaskGroup() as tasks:
            for key in ("one", "two", "three"):
                tasks.create_task(agent.send(COMMAND, key, {"correlation-id": key.encode()}))
        records = await agent.results(COMMAND_ID, count=3)

    assert len({str(told(record)) for record in records}) == 1
    assert sorted(dict(record.headers)["correlation-id"] for record in records) == [b"one", b"three", b"two"]
    assert len(await inserts(stage)) == 2, "the meeting and its follow-up"
    assert len(await stage.google.control.events(BOB)) == 1


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    "step", ["calendar.insert:after", "commands.finish:after", "publisher.publish:after"]
)
async def test_a_kill_after_the_insert_loses_and_doubles_nothing(
    stage: Stage, tmp_path: Path, step: str
) -> None:
    note = tmp_path / "reached"
    victim = stage.worker("victim", ("-m", "tests.support.dying_worker", step, str(note)))
    async with Agent.on(stage) as agent:
        async with running(victim):
            await agent.send(COMMAND)
            async with asyncio.timeout(30):
                await victim.ended()
        assert note.read_text() == step, "the point was reached"
        first_inserts = await inserts(stage)
        early = [record for record in agent.seen if record.topic == stage.topics.results]

        async with running(stage.worker("heir")):
            await agent.send(COMMAND, headers={"correlation-id": b"again"})
            wanted = 2 + len(early)
            records = await agent.results(COMMAND_ID, count=wanted, within=60)

    assert first_inserts, "the log of the local Google has the insert"
    if step == "calendar.insert:after":
        assert not early, "nothing was answered before the kill"
    assert len({str(told(record)) for record in records}) == 1
    assert len(set(await inserts(stage))) == len(await inserts(stage)) == 2
    meetings = [event for event in await stage.google.control.events(BOB) if event["status"] == "confirmed"]
    assert len(meetings) == 1
