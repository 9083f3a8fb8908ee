"""Sends every malformed record to one worker, good commands behind them, and keeps what comes of it."""

import asyncio
import struct
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import orjson

from tests.support.agent import Agent, Json, value_of
from tests.support.group_offsets import Offsets, all_committed
from tests.wire.malformed_records import Sent, everything
from worker.engine.record import Record
from worker.sandbox.child_process import running
from worker.sandbox.stage import Stage

ROWS = everything()
MARIA, BOB = "maria@vai.example", "bob@vai.example"
KEYS = (b"maria", None, b"\xff\xfe", b"", b"bob")
NOT_TEXT = ("x-agent", b"\xff\x00\xfe")
"""A header whose bytes are no UTF-8, on every record: it must come back as it was."""


@dataclass(slots=True)
class Outcome:
    source: Record
    """The record as Kafka keeps it."""
    answers: list[Record] = field(default_factory=list)
    """Everything that was published about it."""


@dataclass(frozen=True, slots=True)
class Findings:
    stage: Stage
    outcomes: Mapping[str, Outcome]
    good: Mapping[tuple[str, int], Json]
    """The result of a good command that followed, by the partition it was sent to."""
    committed: Offsets
    ends: Offsets


async def flooded(stage: Stage) -> Findings:
    """Send every row, then a good command to each partition, and keep what came of it."""
    for email in (MARIA, BOB):
        await stage.google.control.add_account(email, time_zone="Europe/Bucharest")
    async with running(stage.worker()), Agent.on(stage, *stage.topics.commands) as agent:
        await send_all(agent)
        outcomes = await outcomes_of(agent)
        good = await good_answers(agent)
        committed, ends = await all_committed(stage, within=5)
    return Findings(stage, outcomes, good, committed, ends)


async def send_all(agent: Agent) -> None:
    async with asyncio.TaskGroup() as tasks:
        for number, sent in enumerate(ROWS):
            tasks.create_task(send(agent, number, sent))


async def send(agent: Agent, number: int, sent: Sent) -> None:
    topic = agent.stage.topics.of_group(sent.row.group)  # type: ignore[arg-type]  # a row's group is one of them
    partition = number % agent.stage.partitions
    key = None if sent.bare else KEYS[number % len(KEYS)]
    headers = () if sent.bare else (("correlation-id", mark(number)), NOT_TEXT, *sent.row.headers)
    await agent.send_raw(topic, sent.row.value, key, headers, partition)


def mark(number: int) -> bytes:
    """Return the correlation id of a row: sixteen raw bytes, as Spring makes them."""
    return struct.pack(">qq", -1, number)


async def outcomes_of(agent: Agent) -> dict[str, Outcome]:
    """Wait for an answer to each record, and return what there is when they are in, or time is up."""
    published = {agent.stage.topics.results, agent.stage.topics.dead_letters}
    with suppress(TimeoutError):  # the rows without an answer will say so
        await agent.arrived(lambda record: record.topic in published, len(ROWS), within=60)
    sources = {mark_of(record): record for record in agent.seen if record.topic not in published}
    outcomes = {sent.row.id: Outcome(sources[expected_mark(at, sent)]) for at, sent in enumerate(ROWS)}
    names = {expected_mark(at, sent): sent.row.id for at, sent in enumerate(ROWS)}
    for record in agent.seen:
        if record.topic in published:
            outcomes[names[mark_of(record)]].answers.append(record)
    return outcomes


def expected_mark(number: int, sent: Sent) -> bytes | None:
    return None if sent.bare else mark(number)


def mark_of(record: Record) -> bytes | None:
    return dict(record.headers).get("correlation-id")


async def good_answers(agent: Agent) -> dict[tuple[str, int], Json]:
    """Schedule from each partition, then cancel on each; an answer that takes over 5 s is none."""
    numbers = range(agent.stage.partitions)
    scheduled = await answered(agent, "schedule", [schedule(number) for number in numbers])
    events = [answer["data"]["event"]["id"] for answer in scheduled]
    cancelled = await answered(agent, "update", [cancel(*each) for each in enumerate(events)])
    topics = agent.stage.topics
    return {
        **{(topics.of_group("schedule"), number): scheduled[number] for number in numbers},
        **{(topics.of_group("update"), number): cancelled[number] for number in numbers},
    }


async def answered(agent: Agent, group: str, bodies: Sequence[Json]) -> list[Json]:
    topic = agent.stage.topics.of_group(group)  # type: ignore[arg-type]  # named by the caller above
    for number, body in enumerate(bodies):
        await agent.send_raw(topic, orjson.dumps(body), b"maria", (), number)
    async with asyncio.timeout(5):
        return [value_of((await agent.results(body["command_id"]))[0]) for body in bodies]


def schedule(number: int) -> Json:
    return {
        "type": "schedule_meeting",
        "command_id": f"good-{number}",
        "user_id": MARIA,
        "title": "After the flood",
        "participants": [{"email": BOB}],
    }


def cancel(number: int, event_id: str) -> Json:
    return {"type": "cancel_meeting", "command_id": f"off-{number}", "user_id": MARIA, "event_id": event_id}
