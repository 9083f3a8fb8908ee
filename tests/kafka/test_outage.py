"""What happens to a worker when the broker stands still. Each test has a broker of its own."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import Any, cast

import pytest
from aiokafka import AIOKafkaConsumer

from tests.kafka.bench import Bench, until
from worker.engine.record import Record
from worker.engine.slots import Slot
from worker.errors import BrokerUnavailable
from worker.kafka import bounded, committer, topics
from worker.kafka.connection import KafkaConnection
from worker.kafka.consumer import ConsumerPlan
from worker.kafka.internals import left_running
from worker.kafka.producer import KafkaPublisher
from worker.kafka.topics import TopicPlan, create_topics, missing_topics
from worker.sandbox.broker import Broker
from worker.sandbox.tansu import tansu

pytestmark = pytest.mark.real

SLACK = 10
"""Seconds that a busy machine may add."""
Asking = Callable[[KafkaConnection], Awaitable[object]]
ASKING: dict[str, Asking] = {
    "a consumer": lambda connection: bounded.start(
        AIOKafkaConsumer(**connection.arguments(), **ConsumerPlan(("commands",), "workers").arguments())
    ),
    "a producer": lambda connection: bounded.start(KafkaPublisher.to(connection).producer),
    "making topics": lambda connection: create_topics(connection, [TopicPlan("more", 1, 1)]),
    "listing topics": lambda connection: missing_topics(connection, ["commands"]),
}


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


async def test_a_stop_ends_even_while_the_broker_stands_still_and_leaves_nothing_running(
    monkeypatch: pytest.MonkeyPatch, own_broker: Broker, own_bench: Bench
) -> None:
    monkeypatch.setattr(bounded.stop, "__defaults__", (timedelta(seconds=1),))
    monkeypatch.setattr(committer, "COMMIT_WITHIN", timedelta(seconds=1))
    await own_bench.send(b"key", [b"1"])

    async with own_bench.worker(drain=timedelta(seconds=1)) as worker:
        await own_bench.have_done(1)
        own_broker.freeze()
        try:
            began = time.monotonic()
            await worker.stop()
            took = time.monotonic() - began
        finally:
            await own_broker.kill()

    assert took < worker.consumer.plan.stop_within.total_seconds() + SLACK
    assert left_running(worker.consumer.consumer) == []


@pytest.mark.parametrize("asking", ASKING.values(), ids=list(ASKING))
async def test_whatever_is_asked_of_a_broker_that_stands_still_is_given_up(
    own_broker: Broker,
    monkeypatch: pytest.MonkeyPatch,
    asking: Callable[[KafkaConnection], Awaitable[object]],
) -> None:
    monkeypatch.setattr(bounded.start, "__defaults__", (timedelta(milliseconds=300),))
    monkeypatch.setattr(topics, "WITHIN", timedelta(milliseconds=300))
    own_broker.freeze()
    try:
        async with asyncio.timeout(SLACK):
            with pytest.raises(BrokerUnavailable):
                await asking(KafkaConnection((own_broker.bootstrap_servers,)))
    finally:
        own_broker.thaw()


async def test_a_stop_during_a_start_need_not_wait_for_a_broker_that_stands_still(
    own_broker: Broker, own_bench: Bench
) -> None:
    own_broker.freeze()
    try:
        async with own_bench.worker() as worker:
            await asyncio.sleep(0.1)
            async with asyncio.timeout(SLACK):
                await worker.stop()
    finally:
        own_broker.thaw()

    assert not worker.engine.has_joined


async def test_a_stop_during_a_rebalance_ends_even_while_the_broker_stands_still(
    monkeypatch: pytest.MonkeyPatch, own_broker: Broker, own_bench: Bench
) -> None:
    monkeypatch.setattr(bounded.stop, "__defaults__", (timedelta(seconds=1),))
    begun = asyncio.Event()

    async def stuck(_item: Record, _slot: Slot) -> None:
        begun.set()
        await asyncio.Event().wait()

    await own_bench.send(b"key", [b"1"])
    async with own_bench.worker(work=stuck, drain=timedelta(seconds=1)) as worker:
        await begun.wait()
        cast("Any", worker.consumer.consumer)._coordinator.request_rejoin()
        await until(lambda: not worker.engine.room())  # its partitions go, and it drains
        own_broker.freeze()
        try:
            began = time.monotonic()
            await worker.stop()
            took = time.monotonic() - began
        finally:
            await own_broker.kill()

    assert took < worker.consumer.plan.stop_within.total_seconds() + SLACK
    assert left_running(worker.consumer.consumer) == []
    assert own_bench.values() == []


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
