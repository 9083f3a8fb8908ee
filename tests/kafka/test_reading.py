"""What reading makes of the client's errors and of its silence, on a client that does what the test says."""

import asyncio
from dataclasses import dataclass
from typing import cast

import pytest
from aiokafka import ConsumerRecord, TopicPartition
from aiokafka.errors import CorruptRecordException, KafkaConnectionError, RecordTooLargeError

from tests.kafka.fake_client import ONE, ZERO, FakeClient
from tests.kafka.running import SHORT, WITHIN, Running, listener_of, until_subscribed, worker
from worker.engine.engine import Engine
from worker.engine.record import Record
from worker.errors import FatalError
from worker.kafka.reader import NOWHERE

pytestmark = pytest.mark.usefixtures("quickly")


async def test_a_listener_that_failed_ends_the_worker() -> None:
    made: list[Running] = []

    async def fail() -> None:
        async with worker(FakeClient()) as running:
            made.append(running)
            await until_subscribed(running.client)
            listener_of(running).failure = KeyError("bug")

    with pytest.raises(BaseExceptionGroup) as ended:
        await fail()

    assert ended.group_contains(FatalError, match="hand-over")
    assert made[0].engine.draining
    assert made[0].client.stopped == 1


@pytest.mark.parametrize(
    "error",
    [RecordTooLargeError("skipped"), CorruptRecordException("torn"), AssertionError("?"), ValueError("?")],
    ids=["record too large", "torn record", "assertion", "value"],
)
async def test_an_error_of_reading_that_does_not_pass_ends_the_worker_and_lets_nothing_begin(
    error: Exception,
) -> None:
    async def fail() -> None:
        raise error

    with pytest.raises(BaseExceptionGroup) as ended:
        async with worker(FakeClient(reading=fail)) as running:
            await asyncio.wait({running.task}, timeout=WITHIN)

    assert ended.group_contains((FatalError, type(error)))
    assert running.engine.draining
    assert running.client.stopped == 1


async def test_an_error_of_reading_that_passes_is_sat_out() -> None:
    failures = [KafkaConnectionError("gone")] * 3

    async def at_first_not() -> None:
        if failures:
            raise failures.pop()

    async with worker(FakeClient(reading=at_first_not)) as running:
        async with asyncio.timeout(WITHIN):
            while len(running.client.read) < 10:  # noqa: ASYNC110  (the client has no bell)
                await asyncio.sleep(0)
        await running.stop()

    assert not failures


async def test_a_worker_without_partitions_asks_for_none_instead_of_all() -> None:
    """To aiokafka an empty list means every partition that it has."""
    async with worker(FakeClient()) as running:
        await until_subscribed(running.client)
        running.engine.forget([ZERO, ONE])
        running.client.read.clear()
        await asyncio.sleep(SHORT.total_seconds())
        asked = set(running.client.read)
        await running.stop()

    assert asked == {(NOWHERE,)}


async def test_no_partition_can_go_between_the_reading_of_a_record_and_its_receipt() -> None:
    """What aiokafka has handed over it will not hand over again: it must not meet a closed door."""
    happened: list[str] = []

    @dataclass
    class Telling(FakeClient):
        async def getmany(
            self, *partitions: TopicPartition, **_: object
        ) -> dict[TopicPartition, list[ConsumerRecord[bytes, bytes]]]:
            if happened or partitions == (NOWHERE,):
                return {}
            asyncio.get_running_loop().call_soon(happened.append, "something else")
            happened.append("read")
            (partition,) = partitions
            return {partition: [ConsumerRecord(*partition, 3, 0, 0, None, b"", None, 0, 0, ())]}

    async with worker(Telling()) as running:
        running.consumer.engine = cast("Engine", Watched(running.engine, happened))
        async with asyncio.timeout(WITHIN):
            while len(happened) < 3:  # noqa: ASYNC110  (the client has no bell)
                await asyncio.sleep(0)
        await running.stop()

    assert happened[:2] == ["read", "received"]


@dataclass
class Watched:
    """An engine that says when it is given records."""

    engine: Engine
    happened: list[str]

    def receive(self, items: list[Record]) -> None:
        if items:
            self.happened.append("received")
        self.engine.receive(items)

    def __getattr__(self, name: str) -> object:
        return getattr(self.engine, name)
