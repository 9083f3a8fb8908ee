"""Commands from clients that are not ours: compressed, in transactions, with headers that are no text."""

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import orjson
import pytest
from aiokafka import AIOKafkaProducer

import tests.kafka.bad_header
from tests.support.agent import Agent, Json, value_of
from tests.support.group_offsets import all_committed, end_offsets
from tests.wire.meetings import new_person, question
from worker.sandbox.stage import Stage

pytestmark = pytest.mark.real


@pytest.fixture
async def agent(served: Stage) -> AsyncIterator[Agent]:
    """One that does not read the command topics: no client of aiokafka reads all that is there."""
    async with Agent.on(served) as one:
        yield one


@pytest.mark.parametrize("codec", ["gzip", "snappy", "lz4", "zstd"])
async def test_a_compressed_command_is_a_command(agent: Agent, codec: str) -> None:
    bodies = [question(await new_person(agent.stage)) for _ in range(3)]
    async with AIOKafkaProducer(**agent.stage.connection.arguments(), compression_type=codec) as producer:
        for body in bodies:
            await producer.send(agent.stage.topics.of_group("schedule"), orjson.dumps(body), partition=0)

    for body in bodies:
        assert (await answer(agent, body))["status"] == "succeeded"


@pytest.mark.apache_kafka
async def test_the_mark_behind_a_transaction_stops_nothing(agent: Agent) -> None:
    """Kafka writes marks of its own, at offsets that nobody can read."""
    stage, topic = agent.stage, agent.stage.topics.of_group("schedule")
    body = question(await new_person(stage))
    arguments = {**stage.connection.arguments(), "transactional_id": uuid4().hex}
    async with AIOKafkaProducer(**arguments) as producer, producer.transaction():
        await producer.send_and_wait(topic, orjson.dumps(body), partition=1)
    assert (await answer(agent, body))["status"] == "succeeded"
    await reached(stage, topic, 2)
    after = question(body["user_id"])
    await agent.send_raw(topic, orjson.dumps(after), None, (), 1)
    assert (await answer(agent, after))["status"] == "succeeded"

    committed, ends = await all_committed(stage, within=5)
    assert committed == ends
    assert ends[topic, 1] == 3, "two commands and a mark"


async def reached(stage: Stage, topic: str, end: int) -> None:
    """Wait for the broker to write the mark, which it does when it gets round to it."""
    for _ in range(100):
        if (await end_offsets(stage))[topic, 1] >= end:
            return
        await asyncio.sleep(0.1)
    pytest.fail("Kafka never wrote the mark")


@pytest.mark.apache_kafka
async def test_what_a_sender_took_back_is_not_done(agent: Agent) -> None:
    topic, body = agent.stage.topics.of_group("schedule"), question(await new_person(agent.stage))
    arguments = {**agent.stage.connection.arguments(), "transactional_id": uuid4().hex}
    async with AIOKafkaProducer(**arguments) as producer:
        await producer.begin_transaction()
        await producer.send_and_wait(topic, orjson.dumps(body), partition=2)
        await producer.abort_transaction()
    after = question(body["user_id"])
    await agent.send_raw(topic, orjson.dumps(after), None, (), 2)

    assert (await answer(agent, after))["status"] == "succeeded"
    assert body["command_id"] not in {value_of(record).get("command_id") for record in agent.seen}


async def answer(agent: Agent, body: Json) -> Json:
    return value_of((await agent.results(body["command_id"]))[0])


async def test_a_header_whose_name_is_no_text_costs_its_own_record_only(agent: Agent) -> None:
    stage, topic = agent.stage, agent.stage.topics.of_group("update")
    sender = await asyncio.create_subprocess_exec(
        *(sys.executable, str(Path(tests.kafka.bad_header.__file__)), stage.bootstrap_servers, topic, "2"),
        env={"AIOKAFKA_NO_EXTENSIONS": "1"},
    )
    assert await sender.wait() == 0
    letters = await agent.on_topic(stage.topics.dead_letters, 2)

    by_offset = {dict(letter.headers)["x-dlq-original-offset"]: letter.value for letter in letters}
    assert by_offset == {b"0": None, b"1": b"after"}  # without keys they come in any order
    committed, ends = await all_committed(stage, within=5)
    assert committed[topic, 2] == ends[topic, 2] == 2
