"""A record of every type that a worker publishes by itself, whatever else a run has made before."""

from typing import Any, Final
from uuid import uuid4

import orjson

from tests.consumer.generated import SCHEMAS
from tests.support.agent import Agent
from tests.wire.meetings import meeting, new_person, question
from worker.messages.commands.known import COMMANDS
from worker.sandbox.child_process import running
from worker.sandbox.stage import Stage

Json = dict[str, Any]

KNOWN: Final = ("schedule_meeting", "check_availability", "cancel_meeting")


async def handful(stage: Stage) -> None:
    """Let a worker answer every command that it carries out, and give up one record."""
    user = await new_person(stage)
    async with running(stage.worker()), Agent.on(stage) as agent:
        made = await agent.ask(meeting(user))
        await agent.ask(question(user))
        await agent.ask(command("cancel_meeting", user, event_id=made["data"]["event"]["id"]))
        await agent.on_topic(stage.topics.changes, 2)  # a user who leaves takes along what is not published
        for name in sorted(COMMANDS.keys() - set(KNOWN)):
            await agent.ask(command(name, user))
        await agent.send_raw(stage.topics.commands[0], orjson.dumps({"command_id": uuid4().hex}), b"?")
        await agent.send_raw(stage.topics.commands[0], b"no JSON", b"?")
        await agent.on_topic(stage.topics.dead_letters, 1)


def command(name: str, user: str, **changes: Any) -> Json:
    """Return the smallest example of a command, as this user's."""
    example = SCHEMAS / "examples" / "commands" / name / "smallest.json"
    return {**orjson.loads(example.read_bytes()), "command_id": uuid4().hex, "user_id": user, **changes}
