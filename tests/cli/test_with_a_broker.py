"""The command line as a process, against a broker and whoever answers on it."""

import asyncio
import json
import sys
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.chosen_broker import ChosenBroker
from worker.kafka.client import following
from worker.kafka.connection import KafkaConnection
from worker.kafka.producer import KafkaPublisher
from worker.messages.topics import Topics
from worker.ports.publisher import Outgoing

pytestmark = pytest.mark.real

WITHIN = 60


@dataclass(frozen=True, slots=True)
class Done:
    code: int | None
    out: str
    err: str


@dataclass(frozen=True, slots=True)
class CommandLine:
    environment: dict[str, str]

    async def start(self, *arguments: str) -> asyncio.subprocess.Process:
        pipe = asyncio.subprocess.PIPE
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "worker",
            *arguments,
            env=self.environment,
            stdin=pipe,
            stdout=pipe,
            stderr=pipe,
        )

    async def __call__(self, *arguments: str, stdin: str = "") -> Done:
        process = await self.start(*arguments)
        async with asyncio.timeout(WITHIN):
            out, err = await process.communicate(stdin.encode())
        return Done(process.returncode, out.decode(), err.decode())


@pytest.fixture(scope="module")
def topics() -> Topics:
    return Topics(f"cli-{uuid.uuid4().hex[:8]}")


@pytest.fixture(scope="module")
def connection(broker: ChosenBroker) -> KafkaConnection:
    return KafkaConnection((broker.bootstrap_servers,))


@pytest.fixture(scope="module")
async def vai_calendar(broker: ChosenBroker, topics: Topics) -> CommandLine:
    settings = {
        "BOOTSTRAP_SERVERS": broker.bootstrap_servers,
        "TOPIC_PREFIX": topics.prefix,
        "PARTITIONS": "2",
    }
    run = CommandLine({f"VAI_KAFKA__{name}": value for name, value in settings.items()})
    made = await run("topics", "create")
    assert made.code == 0, made.err
    assert made.out.splitlines()[0] == f"made {topics.commands[0]} with 2 partitions"
    return run


@pytest.fixture
async def answering(connection: KafkaConnection, topics: Topics) -> AsyncIterator[None]:
    """A worker that answers each command with the status that its title asks for."""
    async with (
        following(connection, topics.commands) as commands,
        KafkaPublisher.to(connection) as publisher,
        asyncio.TaskGroup() as tasks,
    ):

        async def answer() -> None:
            async for record in commands:
                body = json.loads(record.value or b"")
                told = {"status": body["title"], "message": "Gata.", "body": body}
                result = {"command_id": body["command_id"], **told}
                value = json.dumps(result).encode()
                await publisher.publish(Outgoing(topics.results, record.key, value, record.headers))

        task = tasks.create_task(answer())
        yield
        task.cancel()


async def test_making_topics_again_changes_nothing(vai_calendar: CommandLine, topics: Topics) -> None:
    done = await vai_calendar("topics", "create")

    assert (done.code, done.err) == (0, "")
    assert f"kept {topics.results} as it is" in done.out
    assert "made" not in done.out


@pytest.mark.usefixtures("answering")
@pytest.mark.parametrize(("status", "code"), [("succeeded", 0), ("rejected", 1), ("failed", 1)])
async def test_the_exit_code_tells_how_a_command_went(
    vai_calendar: CommandLine, tmp_path: Path, status: str, code: int
) -> None:
    file = tmp_path / "command.json"
    file.write_text('{"type": "schedule_meeting", "title": "?"}')

    done = await vai_calendar("send", str(file), "--user", "ana@example.com", "--set", f"title={status}")

    assert (done.code, done.err) == (code, "")
    result = json.loads(done.out)
    assert result["status"] == status
    assert result["body"]["user_id"] == "ana@example.com"


@pytest.mark.usefixtures("answering")
async def test_sends_what_it_reads_from_standard_input(vai_calendar: CommandLine) -> None:
    text = '{"type": "cancel_meeting", "user_id": "u", "command_id": "c-1", "title": "succeeded"}'

    done = await vai_calendar("send", "-", stdin=text)

    assert json.loads(done.out)["body"] == json.loads(text)


async def test_a_result_that_does_not_come_in_time_has_an_exit_code_of_its_own(
    vai_calendar: CommandLine,
) -> None:
    done = await vai_calendar(
        "send", "--type", "check_availability", "--set", "command_id=c-2", "--timeout", "2"
    )

    assert (done.code, done.out) == (3, "")
    assert done.err == "vai-calendar: no result of c-2 within 2 s\n"


async def test_a_type_that_nobody_knows_is_not_sent(vai_calendar: CommandLine) -> None:
    done = await vai_calendar("send", "--type", "book")

    assert done.code == 2
    assert done.err.startswith("vai-calendar: unknown type book; known are schedule_meeting, ")


async def test_a_mistyped_option_is_named(vai_calendar: CommandLine) -> None:
    done = await vai_calendar("send", "--tpye", "check_availability")

    assert (done.code, "--tpye" in done.err) == (2, True)


async def test_topics_that_are_not_there_are_told_with_the_way_out(vai_calendar: CommandLine) -> None:
    elsewhere = CommandLine(vai_calendar.environment | {"VAI_KAFKA__TOPIC_PREFIX": "nowhere"})

    done = await elsewhere("send", "--type", "check_availability")

    assert done.code == 2
    assert "`vai-calendar topics create`" in done.err


async def test_follows_a_topic_from_its_beginning(
    vai_calendar: CommandLine, connection: KafkaConnection, topics: Topics
) -> None:
    async with KafkaPublisher.to(connection) as publisher:
        await publisher.publish(
            Outgoing(topics.changes, b"ana/primary", '{"ă": 1}'.encode(), (("ce_id", b"1"),))
        )

    process = await vai_calendar.start("tail", "changes", "--from-beginning")
    assert process.stdout is not None
    async with asyncio.timeout(WITHIN):
        line = json.loads(await process.stdout.readline())
    process.terminate()
    await process.communicate()

    assert line["value"] == {"ă": 1}
    assert (line["topic"], line["key"], line["headers"]) == (topics.changes, "ana/primary", {"ce_id": "1"})
