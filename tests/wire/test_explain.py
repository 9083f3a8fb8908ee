"""`vai-calendar explain` after commands that went through the broker: in words, and to the very bytes."""

import asyncio
import json
import sys

import pytest

from tests.support.agent import Agent
from tests.wire.accounts import connected, disconnect
from tests.wire.meetings import HOUR, meeting, new_person, question
from worker.sandbox.stage import Stage

pytestmark = pytest.mark.real

SAME = "Computed again just now: the same, byte for byte."


async def explained(stage: Stage, *arguments: str) -> tuple[int | None, str, str]:
    """Return the exit code of a process of its own, which knows the database only, and what it says."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "worker", "explain", *arguments),
        env={"VAI_DATABASE__URL": stage.database_url},
        stdout=pipe,
        stderr=pipe,
    )
    async with asyncio.timeout(60):
        out, err = await process.communicate()
    return process.returncode, out.decode(), err.decode()


async def test_a_meeting_is_explained_by_its_id_and_is_the_same_computed_again(
    agent: Agent, served: Stage
) -> None:
    ana, bob = await new_person(served), await new_person(served, "bob")
    asked = meeting(ana, slot=None, window=HOUR, duration_minutes=30, participants=[{"email": bob}])
    result = await agent.ask(asked)

    code, out, err = await explained(served, asked["command_id"])

    assert (code, err) == (0, "")
    assert f"schedule_meeting {asked['command_id']} of {ana}, decided " in out
    assert f"  {bob}: Europe/Bucharest, " in out
    chosen = result["data"]["slot"]
    assert f"Chosen: Monday, 7 January 2030, 10:00, {chosen['score']} of 100 points" in out
    assert f"It ended: succeeded. {result['message']}" in out
    assert out.endswith(f"{SAME}\n")


async def test_a_no_is_explained_in_romanian_with_what_would_help(agent: Agent, served: Stage) -> None:
    ana, bob = await new_person(served), await new_person(served, "bob")
    await agent.ask(meeting(bob))
    asked = meeting(ana, slot=None, window=HOUR, duration_minutes=60, participants=[{"email": bob}])
    result = await agent.ask(asked)

    code, out, _ = await explained(served, asked["command_id"], "--user", ana, "--locale", "ro")

    assert (code, result["error"]["code"]) == (0, "no_slot")
    assert f"Fără {bob}: 1 oră, prima luni, 7 ianuarie 2030, 10:00." in out
    assert "S-a încheiat: rejected, no_slot." in out


async def test_for_programs_it_is_one_object_with_all_that_it_rests_on(agent: Agent, served: Stage) -> None:
    ana = await new_person(served)
    asked = question(ana)
    result = await agent.ask(asked)

    code, out, _ = await explained(served, asked["command_id"], "--json")

    told = json.loads(out)
    assert (code, told["same"], told["status"]) == (0, True, "succeeded")
    assert told["outcome"]["slots"][0]["score"] == result["data"]["slots"][0]["score"]
    assert [one["email"] for one in told["inputs"]["question"]["request"]["people"]] == [ana]


async def test_what_is_forgotten_or_unknown_or_of_several_users_is_said_to_be(
    agent: Agent, served: Stage
) -> None:
    user, _ = await connected(agent, served)
    asked = meeting(user)
    await agent.ask(asked)
    other = meeting(await new_person(served), command_id=asked["command_id"])
    await agent.ask(other)
    command_id = asked["command_id"]

    several = await explained(served, command_id)
    await agent.ask(disconnect(user))
    forgotten = await explained(served, command_id, "--user", user)
    unknown = await explained(served, "no-such\x1b[31m")

    assert (several[0], "Say which with --user" in several[2]) == (2, True)
    assert (forgotten[0], "forgotten together with its user" in forgotten[2]) == (3, True)
    assert (unknown[0], "no-such\\x1b[31m" in unknown[2]) == (3, True)
