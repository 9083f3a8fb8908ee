from uuid import uuid4

import pytest
from aiokafka import AIOKafkaConsumer
from aiokafka.structs import TopicPartition

from tests.support.chosen_broker import ChosenBroker
from worker.errors import BrokerUnavailable
from worker.kafka.connection import KafkaConnection
from worker.kafka.inspection import brokers, group_state, topic_states
from worker.kafka.producer import KafkaPublisher
from worker.kafka.topics import TopicPlan, create_topics
from worker.ports.publisher import Outgoing

pytestmark = pytest.mark.real


@pytest.fixture
def connection(broker: ChosenBroker) -> KafkaConnection:
    return KafkaConnection((broker.bootstrap_servers,))


@pytest.fixture
async def topic(connection: KafkaConnection) -> str:
    name = f"t{uuid4().hex[:12]}"
    await create_topics(connection, [TopicPlan(name, 2, 1, {"retention.ms": "86400000"})])
    return name


async def test_counts_the_brokers(connection: KafkaConnection) -> None:
    assert await brokers(connection) >= 1


@pytest.mark.apache_kafka
async def test_tells_a_topic_as_it_is_and_leaves_out_what_is_not_there(
    connection: KafkaConnection, topic: str
) -> None:
    states = await topic_states(connection, [topic, f"{topic}.missing"])

    assert list(states) == [topic]
    assert (states[topic].partitions, states[topic].copies) == (2, 1)
    assert (states[topic].settings or {})["retention.ms"] == "86400000"


async def test_a_group_that_never_was_is_none(connection: KafkaConnection, topic: str) -> None:
    assert await group_state(connection, f"nobody-{uuid4().hex}", {topic: 2}) is None


async def test_counts_what_waits_for_a_group(connection: KafkaConnection, topic: str) -> None:
    group = f"g{uuid4().hex[:12]}"
    async with KafkaPublisher.to(connection) as publisher:
        for _ in range(5):
            await publisher.publish(Outgoing(topic, b"k", b"{}", (), 1))
    consumer = AIOKafkaConsumer(**connection.arguments(), group_id=group, enable_auto_commit=False)
    await consumer.start()
    consumer.assign([TopicPartition(topic, 1)])
    await consumer.commit({TopicPartition(topic, 1): 2})
    await consumer.stop()

    state = await group_state(connection, group, {topic: 2})

    assert state is not None
    assert (state.members, state.waiting, state.lost) == (0, 3, 0)


async def test_no_broker_is_told_as_such() -> None:
    with pytest.raises(BrokerUnavailable):
        await brokers(KafkaConnection(("127.0.0.1:1",)))
