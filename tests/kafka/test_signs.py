"""What `worker.kafka.internals` finds out of the clients, on clients that run."""

import asyncio
from datetime import timedelta
from typing import Any, cast

import pytest
from aiokafka import AIOKafkaConsumer

from tests.kafka.bench import Bench, Running, until
from worker.errors import FatalError
from worker.kafka.producer import KafkaPublisher
from worker.kafka.signs import Signs
from worker.ports.clock import SystemClock

pytestmark = pytest.mark.real


def signs_of(worker: Running, publisher: KafkaPublisher) -> Signs:
    return Signs(worker.consumer.consumer, publisher.producer)


async def ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.wait({task}, timeout=10)


async def test_before_the_start_there_is_nothing_to_tell_of(bench: Bench, publisher: KafkaPublisher) -> None:
    consumer = AIOKafkaConsumer(**bench.connection.arguments(), group_id="nobody")
    signs = Signs(consumer, publisher.producer)

    assert signs.dead_tasks() == []
    assert not signs.is_rejoining()
    assert signs.silent_for(SystemClock().now()) == timedelta(0)
    await consumer.stop()


async def test_a_member_that_is_told_to_join_anew_shows_it_until_it_has(
    bench: Bench, publisher: KafkaPublisher
) -> None:
    async with bench.worker() as worker:
        await until(lambda: worker.engine.has_joined)
        signs = signs_of(worker, publisher)
        await until(lambda: not signs.is_rejoining())
        assert signs.dead_tasks() == []
        assert signs.silent_for(SystemClock().now()) < timedelta(seconds=45)

        cast("Any", worker.consumer.consumer)._coordinator.request_rejoin()

        assert signs.is_rejoining()
        await until(lambda: not signs.is_rejoining())
        await worker.stop()


async def test_brokers_that_stopped_answering_show_by_the_time(
    bench: Bench, publisher: KafkaPublisher
) -> None:
    async with bench.worker() as worker:
        await until(lambda: worker.engine.has_joined)
        later = SystemClock().now() + timedelta(minutes=5)

        assert signs_of(worker, publisher).silent_for(later) > timedelta(minutes=4)
        await worker.stop()


async def dead_tasks_without_a_fetcher(bench: Bench, publisher: KafkaPublisher, found: list[str]) -> None:
    async with bench.worker() as worker:
        await until(lambda: worker.engine.has_joined)
        await ended(cast("Any", worker.consumer.consumer)._fetcher._fetch_task)
        found += signs_of(worker, publisher).dead_tasks()
        await worker.has_ended()


async def test_a_fetch_task_that_died_is_named(bench: Bench, publisher: KafkaPublisher) -> None:
    found: list[str] = []

    with pytest.raises(BaseExceptionGroup) as stopped:
        await dead_tasks_without_a_fetcher(bench, publisher, found)

    assert stopped.group_contains(FatalError, match="fetch")
    assert found == ["the fetch task of the Kafka client has ended (consumer)"]


async def test_a_sender_that_died_is_named(bench: Bench, publisher: KafkaPublisher) -> None:
    async with bench.worker() as worker:
        await until(lambda: worker.engine.has_joined)
        async with KafkaPublisher.to(bench.connection) as other:
            await ended(cast("Any", other.producer)._sender.sender_task)

            assert signs_of(worker, other).dead_tasks() == [
                "the sender task of the Kafka client has ended (producer)"
            ]
        await worker.stop()
