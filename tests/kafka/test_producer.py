import asyncio
import time
from uuid import uuid4

import pytest
from aiokafka import AIOKafkaConsumer

from tests.kafka.bench import Bench
from worker.errors import BrokerUnavailable, FatalError, RecordRejected, RecordTooLarge, TopicMissing
from worker.kafka.client import following
from worker.kafka.connection import KafkaConnection
from worker.kafka.producer import KafkaPublisher
from worker.kafka.topics import DEAD_LETTER_BYTES, TopicPlan, create_topics
from worker.ports.publisher import Outgoing
from worker.sandbox.tansu import tansu

pytestmark = pytest.mark.real


async def test_what_is_published_arrives_as_it_was(bench: Bench) -> None:
    sent = Outgoing(bench.topic, b"\xff", b"value", (("ce_id", b"1"), ("correlation-id", b"\x00\xff")), 2)
    async with following(bench.connection, [bench.topic]) as records:
        await bench.publisher.publish(sent)
        async with asyncio.timeout(30):
            record = await anext(records)

    assert (record.topic, record.partition) == (bench.topic, 2)
    assert (record.key, record.value, record.headers) == (sent.key, sent.value, sent.headers)


async def test_a_record_without_value_and_key_can_be_published(bench: Bench) -> None:
    await bench.publisher.publish(Outgoing(bench.topic, None, None))


@pytest.mark.apache_kafka  # Tansu makes every topic that somebody asks about
@pytest.mark.parametrize("topic", [f"nowhere-{uuid4().hex}", "not a topic's name!"])
async def test_a_topic_that_is_not_there_costs_at_most_five_seconds(
    publisher: KafkaPublisher, topic: str
) -> None:
    began = time.monotonic()

    with pytest.raises(TopicMissing):
        await publisher.publish(Outgoing(topic, b"k", b"v"))

    assert time.monotonic() - began < 5


async def test_a_partition_that_is_not_there_costs_at_most_five_seconds(bench: Bench) -> None:
    began = time.monotonic()

    with pytest.raises(TopicMissing):
        await bench.publisher.publish(Outgoing(bench.topic, b"k", b"v", (), 99))

    assert time.monotonic() - began < 5


@pytest.mark.apache_kafka  # see above
async def test_a_topic_is_found_as_soon_as_it_is_made(publisher: KafkaPublisher) -> None:
    topic = f"late-{uuid4().hex}"
    with pytest.raises(TopicMissing):
        await publisher.publish(Outgoing(topic, b"k", b"v"))

    await create_topics(KafkaConnection((broker_of(publisher),)), [TopicPlan(topic, 1, 1)])

    await publisher.publish(Outgoing(topic, b"k", b"v"))


def broker_of(publisher: KafkaPublisher) -> str:
    host, port = publisher.producer.client.hosts[0][:2]
    return f"{host}:{port}"


@pytest.mark.apache_kafka
async def test_a_record_that_the_topic_does_not_take_is_too_large(bench: Bench) -> None:
    with pytest.raises(RecordTooLarge):
        await bench.publisher.publish(Outgoing(bench.topic, b"k", b"x" * 1_500_000))


@pytest.mark.apache_kafka  # see above
async def test_topics_that_are_not_there_are_not_asked_for_from_then_on(bench: Bench) -> None:
    await bench.publisher.publish(Outgoing(bench.topic, b"k", b"v"))

    with pytest.raises(TopicMissing):
        await bench.publisher.publish(Outgoing(f"nowhere-{uuid4().hex}", b"k", b"v"))

    assert bench.publisher.producer.client._topics == {bench.topic}


async def test_a_client_whose_metadata_task_died_stops_the_worker(bench: Bench) -> None:
    await bench.publisher.publish(Outgoing(bench.topic, b"k", b"v"))
    task: asyncio.Task[None] | None = bench.publisher.producer.client._sync_task
    assert task
    task.cancel()
    await asyncio.wait({task})

    with pytest.raises(FatalError, match="metadata"):
        await bench.publisher.publish(Outgoing(bench.topic, b"k", b"v"))


async def test_a_record_that_no_topic_takes_is_too_large(bench: Bench) -> None:
    with pytest.raises(RecordTooLarge):
        await bench.publisher.publish(Outgoing(bench.topic, b"k", b"x" * 3_000_000))


@pytest.mark.apache_kafka
async def test_a_compacted_topic_rejects_a_record_without_a_key(
    connection: KafkaConnection, publisher: KafkaPublisher
) -> None:
    topic = f"compacted-{uuid4().hex}"
    await create_topics(connection, [TopicPlan(topic, 1, 1, {"cleanup.policy": "compact"})])

    with pytest.raises(RecordRejected):
        await publisher.publish(Outgoing(topic, None, b"v"))


async def test_dead_letters_take_whatever_a_command_topic_took(
    connection: KafkaConnection, publisher: KafkaPublisher
) -> None:
    topic = f"letters-{uuid4().hex}"
    await create_topics(connection, [TopicPlan(topic, 1, 1, {"max.message.bytes": str(DEAD_LETTER_BYTES)})])

    await publisher.publish(Outgoing(topic, b"k", b"x" * 1_048_000, tuple([("h", b"y" * 1000)] * 20)))


async def test_a_broker_that_stands_still_is_unavailable_and_back_when_it_goes_on() -> None:
    async with tansu() as server:
        connection = KafkaConnection((server.bootstrap_servers,))
        await create_topics(connection, [TopicPlan("t", 1, 1)])
        async with KafkaPublisher.to(connection) as publisher:
            await publisher.publish(Outgoing("t", b"k", b"before"))
            server.freeze()
            try:
                with pytest.raises(BrokerUnavailable):
                    await publisher.publish(Outgoing("t", b"k", b"during"))
            finally:
                server.thaw()
            await publisher.publish(Outgoing("t", b"k", b"after"))


async def test_no_broker_at_all_is_unavailable() -> None:
    with pytest.raises(BrokerUnavailable):
        async with KafkaPublisher.to(KafkaConnection(("127.0.0.1:1",))):
            pass


async def test_sends_side_by_side_keep_the_order_in_which_they_were_begun(bench: Bench) -> None:
    async with asyncio.TaskGroup() as tasks:
        for number in range(500):
            tasks.create_task(bench.send(b"key", [b"%d" % number]))

    consumer = AIOKafkaConsumer(
        bench.topic, **bench.connection.arguments(), enable_auto_commit=False, auto_offset_reset="earliest"
    )
    await consumer.start()
    try:
        async with asyncio.timeout(30):
            values = [int((await consumer.getone()).value or b"") for _ in range(500)]
    finally:
        await consumer.stop()
    assert values == list(range(500))
