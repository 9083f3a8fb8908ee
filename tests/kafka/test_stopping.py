"""How a worker comes to its end, whatever hangs meanwhile, on a client that does what the test says."""

import asyncio
from datetime import timedelta

import pytest
from aiokafka import TopicPartition
from aiokafka.errors import KafkaConnectionError

from tests.kafka.fake_client import ONE, ZERO, FakeClient, a_while, for_ever, records
from tests.kafka.running import SHORT, WITHIN, Desk, listener_of, until_subscribed, worker
from worker.errors import BrokerUnavailable

pytestmark = pytest.mark.usefixtures("quickly")

BOTH = {TopicPartition(*ZERO), TopicPartition(*ONE)}


async def test_a_stop_during_a_start_that_hangs_ends_it_and_leaves_nothing_open() -> None:
    async with worker(FakeClient(starting=for_ever)) as running:
        await a_while()
        await running.stop()

    assert running.client.stopped == 1
    assert running.client.listener is None


async def test_a_start_that_fails_says_so_and_leaves_nothing_open() -> None:
    async def refused() -> None:
        raise KafkaConnectionError("nobody there")

    client = FakeClient(starting=refused)
    with pytest.raises(BaseExceptionGroup) as failed:
        async with worker(client):
            pass

    assert failed.group_contains(BrokerUnavailable)
    assert client.stopped == 1


async def test_a_stop_during_a_rebalance_waits_no_longer_for_a_read() -> None:
    """A read of aiokafka's waits for the other members' part in it, whatever time-out it is given."""
    async with worker(FakeClient(reading=for_ever)) as running:
        await a_while()
        await running.stop()

    assert running.client.stopped == 1


async def test_a_stop_ends_where_neither_commits_nor_the_clients_own_stop_do() -> None:
    desk = Desk()
    async with worker(FakeClient(committing=for_ever, stopping=for_ever), desk) as running:
        running.engine.receive(records([3]))
        await a_while()
        await running.stop()

    assert running.client.commits == []
    assert desk.cancelled == [3]


async def test_a_stop_waits_no_longer_than_it_may_for_work_that_will_not_be_cancelled() -> None:
    desk = Desk(stubborn=True)
    async with worker(FakeClient(), desk) as running:
        running.engine.receive(records([3]))
        await a_while()
        await running.stop()
        assert desk.cancelled == [3]

    assert running.client.stopped == 1
    assert running.client.commits == []


async def test_a_stop_while_partitions_go_drains_once_and_commits_what_ended() -> None:
    desk = Desk()
    async with worker(FakeClient(), desk, drain=timedelta(seconds=WITHIN)) as running:
        running.engine.receive(records([3]))
        await until_subscribed(running.client)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(listener_of(running).on_partitions_revoked(BOTH))
            await a_while()
            running.consumer.stop()
            await asyncio.sleep(2 * SHORT.total_seconds())
            assert not running.task.done()
            desk.gate.set()
        await running.stop()

    assert (desk.ended, desk.cancelled) == ([3], [])
    assert running.client.commits == [{ZERO: 4}]
    assert running.client.stopped == 1


async def test_a_stop_while_partitions_go_and_commits_hang_has_its_end_too() -> None:
    desk = Desk()
    async with worker(FakeClient(committing=for_ever), desk) as running:
        running.engine.receive(records([3]))
        await until_subscribed(running.client)
        async with asyncio.timeout(WITHIN), asyncio.TaskGroup() as tasks:
            tasks.create_task(listener_of(running).on_partitions_revoked(BOTH))
            await a_while()
            await running.stop()

    assert desk.cancelled == [3]
    assert running.client.commits == []
