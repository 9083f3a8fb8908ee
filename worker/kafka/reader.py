"""Takes records out of the client, whatever bytes they are made of.

aiokafka decodes the names of headers itself. At one that is not UTF-8 it throws away a whole
read, of other partitions too, and stops at that place for good. Then this reader goes back to
where the read began and on in small steps, past the bad record: a stand-in without a value
takes its place and ends in the dead letters, which say where the original lies. What comes
after it in its batch cannot be read either.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition

from worker.engine.record import Record
from worker.engine.room import Room
from worker.kafka.connection import milliseconds
from worker.kafka.internals import positions
from worker.kafka.records import as_kafka, from_kafka
from worker.ports.clock import Clock

NOWHERE = TopicPartition("-", 0)
"""No partition of ours: asking for it reads nothing."""
POLL = timedelta(milliseconds=200)
SMALL_STEP = timedelta(milliseconds=10)
CAREFUL_READS = 500
"""How many small steps without trouble until it reads as usual again."""


@dataclass(slots=True)
class Reader:
    consumer: AIOKafkaConsumer
    clock: Clock
    _careful: int = 0

    async def read(self, room: Room) -> list[Record]:
        """Return what there is, at most as much as there is room for. Raise what the client raises.

        Without partitions aiokafka would read all of them, so there must be room.
        """
        partitions = sorted(as_kafka(name) for name in room.partitions)
        if self._careful:
            # One partition at a time: what was read of one is lost if the next one's read fails.
            self._careful -= 1
            return await self._read_one(partitions[self._careful % len(partitions)])
        return await self._read_many(partitions, room.records)

    async def stay_alive(self) -> None:
        """Show that reading goes on, where there is no room to read anything."""
        await self.consumer.getmany(NOWHERE, timeout_ms=0)

    async def _read_many(self, partitions: Collection[TopicPartition], records: int) -> list[Record]:
        before = positions(self.consumer, partitions)
        try:
            return await self._take(partitions, POLL, records)
        except UnicodeDecodeError:
            for partition, offset in before.items():
                self.consumer.seek(partition, offset)
            self._careful = CAREFUL_READS
            return []

    async def _read_one(self, partition: TopicPartition) -> list[Record]:
        try:
            return await self._take([partition], SMALL_STEP, 1)
        except UnicodeDecodeError:
            return [await self._skip(partition)]

    async def _take(
        self, partitions: Collection[TopicPartition], wait: timedelta, records: int
    ) -> list[Record]:
        found = await self.consumer.getmany(*partitions, timeout_ms=milliseconds(wait), max_records=records)
        return [from_kafka(item) for batch in found.values() for item in batch]

    async def _skip(self, partition: TopicPartition) -> Record:
        self._careful = CAREFUL_READS
        offset = await self.consumer.position(partition)
        self.consumer.seek(partition, offset + 1)
        structlog.get_logger().error(
            "unreadable record", topic=partition.topic, partition=partition.partition, offset=offset
        )
        return Record(
            topic=partition.topic,
            partition=partition.partition,
            offset=offset,
            timestamp=self.clock.now(),
            key=None,
            value=None,
        )
