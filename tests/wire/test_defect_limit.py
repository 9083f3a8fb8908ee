"""After a bad release the worker stops, instead of moving every command into the dead letters."""

import asyncio
from pathlib import Path

import orjson
import pytest

from tests.support.agent import Agent, Json, is_result, value_of
from tests.wire.meetings import new_person, question
from worker.sandbox.child_process import ChildProcess, running
from worker.sandbox.stage import Stage

pytestmark = pytest.mark.real

LIMIT = 20
KEYS = 6
EACH = 7
"""Commands: so 20 are of three keys at least, however late a partition is read."""
WITHIN = 60
STEP = "calendar.free_busy:before"


def bad_release(stage: Stage, directory: Path) -> ChildProcess:
    """Return a worker that can answer no question."""
    text = directory / "what the defect says"
    text.write_text("a bad release")
    return stage.worker("bad", ("-m", "tests.support.careless_worker", "defect", str(text), STEP))


async def send_questions(agent: Agent) -> list[Json]:
    people = [await new_person(agent.stage, f"p{number}") for number in range(KEYS)]
    questions = [question(people[number % KEYS]) for number in range(EACH * KEYS)]
    for each in questions:
        await agent.send(each)
    return questions


def codes(agent: Agent) -> dict[str, set[str | None]]:
    """Return how each command ended, by its id."""
    found: dict[str, set[str | None]] = {}
    for value in (value_of(record) for record in agent.seen if is_result(record)):
        error = value["error"]
        found.setdefault(value["command_id"], set()).add(error["code"] if error else None)
    return found


async def test_too_many_defects_end_the_process_and_leave_the_rest_to_a_good_release(
    stage: Stage, tmp_path: Path
) -> None:
    bad = bad_release(stage, tmp_path)
    async with Agent.on(stage) as agent:
        async with running(bad), asyncio.timeout(WITHIN):
            questions = await send_questions(agent)
            assert await bad.ended() == 1
        last = orjson.loads(bad.last_lines().splitlines()[-1])
        assert (last["event"], last["reason"]) == (
            "stopped",
            f"{LIMIT} defects in a row: see the log for their causes",
        )

        async with running(stage.worker("good")):
            for each in questions:
                await agent.results(each["command_id"], within=WITHIN)
        buried = await agent.on_topic(stage.topics.dead_letters, LIMIT - KEYS, WITHIN)

    # By their commands: on a slow broker a letter may be sent again that had arrived after all.
    assert len({value_of(record)["command_id"] for record in buried}) < LIMIT
    ends = codes(agent)
    assert ends.keys() == {each["command_id"] for each in questions}
    assert sum(None in end for end in ends.values()) > LIMIT
    assert set().union(*ends.values()) == {None, "internal"}
