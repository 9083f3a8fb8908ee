"""What happens to a worker when the broker stands still. Each test has a broker of its own."""

import time
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from tests.kafka.bench import Bench
from worker.kafka.connection import KafkaConnection
from worker.kafka.producer import KafkaPublisher
from worker.kafka.topics import TopicPlan, create_topics
from worker.sandbox.broker import Broker
from worker.sandbox.tansu import tansu

pytestmark = pytest.mark.real


@pytest.fixture
async def own_broker() -> AsyncIterator[Broker]:
    async with tansu() as server:
        yield server


@pytest.fixture
async def own_bench(own_broker: Broker) -> AsyncIterator[Bench]:
    connection = KafkaConnection((own_broker.bootstrap_servers,))
    await create_topics(connection, [TopicPlan("commands", partitions=4, replication_factor=1)])
    async with KafkaPublisher.to(connection) as publisher:
        yield Bench(connection, publisher, "commands")


async def test_a_stop_ends_even_while_the_broker_stands_still(own_broker: Broker, own_bench: Bench) -> None:
    await own_bench.send(b"key", [b"1"])

    async with own_bench.worker(drain=timedelta(seconds=1)) as worker:
        await own_bench.have_done(1)
        own_broker.freeze()
        try:
            began = time.monotonic()
            await worker.stop()
            took = time.monotonic() - began
        finally:
            own_broker.thaw()

    assert took < 2 + 1 + 4 + 10 + 2


async def test_a_worker_goes_on_after_the_broker_stood_still(own_broker: Broker, own_bench: Bench) -> None:
    await own_bench.send(b"key", [b"1"])

    async with own_bench.worker() as worker:
        await own_bench.have_done(1)
        own_broker.freeze()
        await worker.engine.clock.sleep(timedelta(seconds=3))
        own_broker.thaw()
        await own_bench.send(b"key", [b"2"])
        await own_bench.have_done(2)
        await worker.stop()

    assert sum((await own_bench.committed()).values()) == 2
