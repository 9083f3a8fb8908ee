from collections.abc import AsyncIterator
from uuid import uuid4

import pytest

from tests.kafka.bench import Bench
from tests.kafka.running import quickly
from tests.support.chosen_broker import ChosenBroker
from tests.support.topics import until_there
from worker.kafka.connection import KafkaConnection
from worker.kafka.producer import KafkaPublisher
from worker.kafka.topics import TopicPlan, create_topics

__all__ = ["quickly"]


@pytest.fixture
def connection(broker: ChosenBroker) -> KafkaConnection:
    return KafkaConnection((broker.bootstrap_servers,))


@pytest.fixture
async def publisher(connection: KafkaConnection) -> AsyncIterator[KafkaPublisher]:
    async with KafkaPublisher.to(connection) as publisher:
        yield publisher


@pytest.fixture
async def bench(connection: KafkaConnection, publisher: KafkaPublisher) -> Bench:
    """A topic of four partitions, and a group that nobody has used."""
    topic = f"commands-{uuid4().hex}"
    await create_topics(connection, [TopicPlan(topic, partitions=4, replication_factor=1)])
    await until_there(connection, [topic])
    return Bench(connection, publisher, topic)
