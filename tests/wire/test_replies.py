"""Where a result goes, and what it carries back to whoever asked."""

import struct
from datetime import timedelta
from uuid import uuid4

import orjson
import pytest
from cloudevents.v1.kafka import KafkaMessage, from_binary

from tests.support.agent import Agent, value_of
from tests.wire.meetings import meeting, new_person, question
from worker.engine.record import Record
from worker.kafka.topics import TopicPlan, create_topics
from worker.messages.cloud_events import result_id
from worker.sandbox.stage import Stage

pytestmark = pytest.mark.real

SPRINGS_CORRELATION = struct.pack(">qq", -2, 7)
"""Sixteen raw bytes, as Spring's template makes them: no UTF-8."""
TRACE = {"traceparent": b"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "tracestate": b"vendor=1"}


async def new_topic(stage: Stage) -> str:
    name = f"replies.{uuid4().hex}"
    await create_topics(stage.connection, [TopicPlan(name, partitions=2, replication_factor=1)])
    return name


def delay(agent: Agent, result: Record) -> timedelta:
    """Return how long the worker took, by the times at which both records were sent."""
    asked = next(
        record
        for record in agent.seen
        if record.topic in agent.stage.topics.commands
        and value_of(record)["command_id"] == value_of(result)["command_id"]
    )
    return result.timestamp - asked.timestamp


@pytest.mark.parametrize("name", ["reply-to", "kafka_replyTopic"])
async def test_a_result_goes_to_the_topic_and_partition_that_were_asked_for(served: Stage, name: str) -> None:
    topic, user = await new_topic(served), await new_person(served)
    headers = {name: topic.encode(), "kafka_replyPartition": struct.pack(">i", 1)}

    async with Agent.on(served, topic) as agent:
        body = question(user)
        await agent.send(body, headers=headers)
        (result,) = await agent.results(body["command_id"])

    assert (result.topic, result.partition) == (topic, 1)
    assert "x-reply-fallback" not in dict(result.headers)


async def test_a_missing_reply_topic_costs_five_seconds_once(agent: Agent) -> None:
    user, missing = await new_person(agent.stage), f"replies.{uuid4().hex}"
    delays = []
    for _ in range(2):
        body = question(user)
        await agent.send(body, headers={"reply-to": missing.encode()})
        (result,) = await agent.results(body["command_id"])
        assert result.topic == agent.stage.topics.results
        assert dict(result.headers)["x-reply-fallback"] == missing.encode()
        delays.append(delay(agent, result))

    assert delays[0] < timedelta(seconds=5)
    assert delays[1] < timedelta(seconds=1), "the miss is remembered"


async def test_a_missing_reply_partition_falls_back_too(served: Stage) -> None:
    topic, user = await new_topic(served), await new_person(served)
    headers = {"reply-to": topic.encode(), "kafka_replyPartition": struct.pack(">i", 7)}

    async with Agent.on(served, topic, *served.topics.commands) as agent:
        body = question(user)
        await agent.send(body, headers=headers)
        (result,) = await agent.results(body["command_id"])

    assert result.topic == served.topics.results
    assert dict(result.headers)["x-reply-fallback"] == topic.encode()
    assert delay(agent, result) < timedelta(seconds=5)


@pytest.mark.parametrize("name", ["correlation-id", "kafka_correlationId"])
async def test_a_correlation_comes_back_byte_for_byte_under_its_name(agent: Agent, name: str) -> None:
    body = question(await new_person(agent.stage))
    await agent.send(body, headers={name: SPRINGS_CORRELATION})
    (result,) = await agent.results(body["command_id"])

    assert dict(result.headers)[name] == SPRINGS_CORRELATION


async def test_a_trace_goes_on_in_the_result(agent: Agent) -> None:
    body = question(await new_person(agent.stage))
    await agent.send(body, headers=TRACE)
    (result,) = await agent.results(body["command_id"])

    assert TRACE.items() <= dict(result.headers).items()


async def test_a_trace_goes_on_in_the_changes(agent: Agent) -> None:
    body = meeting(await new_person(agent.stage))
    await agent.send(body, headers=TRACE)
    change = await change_of(agent, body["command_id"])

    assert TRACE.items() <= dict(change.headers).items()


async def test_results_and_changes_are_cloud_events_for_everybody(agent: Agent) -> None:
    user = await new_person(agent.stage)
    body = meeting(user)
    await agent.send(body)
    (result,) = await agent.results(body["command_id"])
    change = await change_of(agent, body["command_id"])

    event = from_binary(message_of(result), data_unmarshaller=orjson.loads)
    assert event["type"] == "vai.calendar.result.schedule_meeting"
    assert event["id"] == str(result_id(user, body["command_id"]))
    assert event["subject"] == body["command_id"]
    assert event.data["data"]["event"]["title"] == "Demo"
    told = from_binary(message_of(change), data_unmarshaller=orjson.loads)
    assert told["type"] == "vai.calendar.event.created"
    assert told.data["after"]["title"] == "Demo"
    assert change.key == f"{user}/{user}".encode()


async def change_of(agent: Agent, command_id: str) -> Record:
    def is_its(record: Record) -> bool:
        return record.topic == agent.stage.topics.changes and value_of(record).get("command_id") == command_id

    return (await agent.arrived(is_its, 1, within=30))[0]


def message_of(record: Record) -> KafkaMessage:
    return KafkaMessage(headers=dict(record.headers), key=record.key, value=record.value or b"")
