"""What a stop and a moving partition do to commands under way: nothing that anybody could see."""

import asyncio
from collections import Counter, defaultdict
from datetime import timedelta

import pytest

from tests.support.agent import Agent, Json, is_result, value_of
from tests.support.group_offsets import committed_offsets
from tests.wire.meetings import meeting, new_person
from worker.engine.record import Record
from worker.sandbox.child_process import running
from worker.sandbox.local_google.wire.request_log import LogEntry
from worker.sandbox.stage import Stage

pytestmark = pytest.mark.real

LATENCY = timedelta(milliseconds=80)
"""Of the local Google, twice a command: so there is always something under way."""
PEOPLE = 8
FEW_AT_ONCE = {"VAI_WORKER__MAX_IN_FLIGHT": "4"}


async def people_of(stage: Stage) -> list[str]:
    await stage.google.control.behave(latency=LATENCY)
    return [await new_person(stage, f"p{number}") for number in range(PEOPLE)]


def commands(people: list[str], first: int, each: int) -> list[Json]:
    """Return so many commands for each person, in turn; the title says which of the person's it is."""
    return [
        meeting(person, command_id=f"{person}/{number}", title=str(number), slot=hour(number))
        for number in range(first, first + each)
        for person in people
    ]


def hour(number: int) -> Json:
    """Return an hour of its own for each number, so that nobody's meetings are in each other's way."""
    day, start = 7 + number // 8, 9 + number % 8
    return {"start": f"2030-01-{day:02}T{start:02}:00:00Z", "end": f"2030-01-{day:02}T{start + 1:02}:00:00Z"}


async def send_all(agent: Agent, bodies: list[Json]) -> None:
    """Send in order: the records of one person keep theirs."""
    for body in bodies:
        await agent.send(body)


async def answered(agent: Agent, bodies: list[Json], within: float) -> list[Record]:
    """Wait until every command has a result, and return all results, repeats too."""
    async with asyncio.timeout(within):
        for body in bodies:
            await agent.results(body["command_id"], within=within)
    return results_of(agent)


def results_of(agent: Agent) -> list[Record]:
    return [record for record in agent.seen if is_result(record)]


async def inserts(stage: Stage) -> list[LogEntry]:
    """Return the inserts that took effect, in order."""
    log = await stage.google.control.log(method="POST", path="/events$")
    return [entry for entry in log if entry.event_id and entry.status != 409]


def told(record: Record) -> tuple[bytes | None, bytes]:
    return record.value, dict(record.headers)["ce_id"]


def titles_by_person(entries: list[LogEntry]) -> dict[str, list[int]]:
    titles = defaultdict(list)
    for entry in entries:
        titles[str(entry.subject)].append(int(entry.body["summary"]))
    return titles


def assert_one_effect_and_one_answer(bodies: list[Json], done: list[LogEntry], results: list[Record]) -> None:
    assert len({entry.event_id for entry in done}) == len(done) == len(bodies)
    assert {value_of(record)["status"] for record in results} == {"succeeded"}
    answers = Counter(value_of(record)["command_id"] for record in results)
    assert len(set(map(told, results))) == len(answers) == len(bodies), "repeats are equal, byte for byte"


async def test_a_stop_under_load_finishes_what_runs_and_leaves_the_rest(stage: Stage) -> None:
    bodies = commands(await people_of(stage), first=0, each=6)
    async with Agent.on(stage) as agent:
        await send_all(agent, bodies)
        first = stage.worker("first", **FEW_AT_ONCE)
        async with running(first):
            await agent.on_topic(stage.topics.results, 12)
            await first.stop()
            exit_code = await first.ended()
        before = await inserts(stage)
        finished = await answered(agent, [bodies_of(entry, bodies) for entry in before], within=5)
        committed = await committed_offsets(stage)

        await stage.google.control.clear_log()
        async with running(stage.worker("second")):
            results = await answered(agent, bodies, within=30)
        after = await inserts(stage)

    assert exit_code == 0
    assert 12 <= len(before) < len(bodies), "it was stopped in the middle"
    assert len(finished) == len(before), "whatever was begun was answered before the end"
    assert 0 < sum(committed.values()) <= len(finished)
    calls_again = {entry.event_id for entry in before} & {entry.event_id for entry in after}
    assert not calls_again, "nothing that had finished was done again"
    assert_one_effect_and_one_answer(bodies, [*before, *after], results)


def bodies_of(entry: LogEntry, bodies: list[Json]) -> Json:
    """Return the command that made an event."""
    wanted = (entry.subject, entry.body["summary"])
    return next(body for body in bodies if (body["user_id"], body["title"]) == wanted)


async def test_a_replica_that_joins_and_leaves_keeps_order_and_effects(stage: Stage) -> None:
    people = await people_of(stage)
    waves = [commands(people, first, 4) for first in (0, 4, 8)]
    async with running(stage.worker("stays", **FEW_AT_ONCE)), Agent.on(stage) as agent:
        await send_all(agent, waves[0])
        async with running(stage.worker("joins", **FEW_AT_ONCE)) as guest:
            await send_all(agent, waves[1])
            await agent.on_topic(stage.topics.results, len(waves[0]))
            await send_all(agent, waves[2])
            unanswered = len(people) * 12 - len(results_of(agent))
            await guest.stop()
            exit_code = await guest.ended()
        bodies = [body for wave in waves for body in wave]
        results = await answered(agent, bodies, within=60)
        done = await inserts(stage)

    assert exit_code == 0
    assert unanswered > 0, "there was work left when it went"
    assert_one_effect_and_one_answer(bodies, done, results)
    assert set(titles_by_person(done)) == set(people)
    for titles in titles_by_person(done).values():
        assert titles == sorted(titles), "the commands of one key took effect in their order"
    firsts = dict.fromkeys(value_of(record)["command_id"] for record in results)
    for person in people:
        own = [name for name in firsts if name.startswith(person)]
        assert own == sorted(own, key=lambda name: int(name.partition("/")[2])), "and were answered in it"
