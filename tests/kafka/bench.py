"""Workers on a real broker, with work that a test controls, and a ledger of what they did."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from worker.engine.engine import Engine
from worker.engine.record import Record
from worker.engine.slots import Slot
from worker.kafka.connection import KafkaConnection
from worker.kafka.consumer import CommandConsumer, ConsumerPlan
from worker.kafka.producer import KafkaPublisher
from worker.ports.clock import SystemClock
from worker.ports.publisher import Outgoing

WITHIN = 60
"""Seconds; a first join takes some."""

Work = Callable[[Record, Slot], Awaitable[None]]


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(WITHIN):
        while not condition():  # noqa: ASYNC110  (the worker has no bell to ring for a test)
            await asyncio.sleep(0.02)


@dataclass(slots=True)
class Running:
    engine: Engine
    consumer: CommandConsumer
    task: asyncio.Task[None]

    async def stop(self) -> None:
        """Stop in order, as SIGTERM does."""
        self.consumer.stop()
        async with asyncio.timeout(WITHIN):
            await self.task

    async def has_ended(self) -> None:
        await asyncio.wait({self.task}, timeout=WITHIN)

    async def crash(self) -> None:
        """End without committing, as SIGKILL would; only the group hears of it, because it saves time."""
        self.consumer.committer.engine = Engine(self.engine.work, SystemClock(), self.engine.tasks)
        lanes = {lane for each in self.engine._partitions.values() for lane in each.lanes.running()}
        for task in (self.task, *lanes):
            task.cancel()
        await asyncio.wait({self.task, *lanes}, timeout=WITHIN)


@dataclass(slots=True)
class Bench:
    connection: KafkaConnection
    publisher: KafkaPublisher
    topic: str
    done: list[tuple[str, Record]] = field(default_factory=list)
    """By which worker, and what; in order."""

    async def send(self, key: bytes | None, values: Iterable[bytes], partition: int | None = None) -> None:
        for value in values:
            await self.publisher.publish(Outgoing(self.topic, key, value, (), partition))

    async def send_many(self, numbers: range, keys: int) -> None:
        """Send a record for each number, spread over keys by the number and in order for each."""

        async def of_key(key: int) -> None:
            await self.send(b"key-%d" % key, [b"%d" % each for each in numbers if each % keys == key])

        async with asyncio.TaskGroup() as tasks:
            for key in range(keys):
                tasks.create_task(of_key(key))

    def values(self) -> list[bytes | None]:
        return [item.value for _, item in self.done]

    def first_effects(self, key: bytes) -> list[int]:
        """Return the numbers of a key's records in the order in which each was done first."""
        numbers = [int(item.value or b"") for _, item in self.done if item.key == key]
        return list(dict.fromkeys(numbers))

    async def have_done(self, number: int) -> None:
        await until(lambda: len(set(self.values())) >= number)

    @asynccontextmanager
    async def worker(
        self,
        name: str = "one",
        work: Work | None = None,
        drain: timedelta = timedelta(seconds=5),
        instance_id: str | None = None,
    ) -> AsyncIterator[Running]:
        async def note(item: Record, slot: Slot) -> None:
            if work:
                await work(item, slot)
            self.done.append((name, item))

        plan = ConsumerPlan((self.topic,), f"{self.topic}-workers", drain, instance_id)
        async with asyncio.TaskGroup() as tasks:
            engine = Engine(note, SystemClock(), tasks)
            consumer = CommandConsumer.of(self.connection, plan, engine, SystemClock())
            running = Running(engine, consumer, tasks.create_task(consumer.run()))
            try:
                yield running
            finally:
                consumer.stop()

    async def committed(self) -> dict[int, int]:
        """Return the committed offset of each partition that has one."""
        client = AIOKafkaAdminClient(**self.connection.arguments())
        await client.start()
        try:
            partitions = [TopicPartition(self.topic, each) for each in range(4)]
            found = await client.list_consumer_group_offsets(f"{self.topic}-workers", partitions=partitions)
            return {name.partition: each.offset for name, each in found.items() if each.offset >= 0}
        finally:
            await client.close()
