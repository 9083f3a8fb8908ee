"""Takes records out of the client, whatever bytes they are made of.

aiokafka decodes the names of headers itself. At one that is not UTF-8 it throws away all that
the same read had found, of other partitions too, and stops at that place for good. So this
reader asks for one record of one partition at a time: what was found is in hand, and what is
wrong is the next record's alone. A stand-in without a value takes its place and ends in the
dead letters, which say where the original lies. What comes after it in its batch cannot be
read either.
"""

import asyncio
from dataclasses import dataclass
from datetime import timedelta

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from worker.engine.record import Record
from worker.engine.room import Room
from worker.kafka.internals import arrival, stopped_at
from worker.kafka.records import NO_TIMESTAMP, as_kafka, from_kafka
from worker.ports.clock import Clock

NOWHERE = TopicPartition("-", 0)
"""No partition of ours: asking for it reads nothing."""
POLL = timedelta(milliseconds=200)
MOST_AT_ONCE = 500
"""Records; to read them takes the client some 10 ms, in which nothing else goes on."""


@dataclass(slots=True)
class Reader:
    consumer: AIOKafkaConsumer
    clock: Clock
    _turn: int = 0
    _failure: KafkaError | None = None
    """Met after something good had been found."""

    async def read(self, room: Room) -> list[Record]:
        """Return what has arrived, at most as much as there is room for; if nothing has, wait a little.

        Raise what the client raises. There must be room.
        """
        await asyncio.sleep(0)  # what has arrived is read without a pause: let others go on
        self._raise_failure()
        records = await self._arrived(room)
        if not records:
            await arrival(self.consumer, POLL)
        return records

    async def stay_alive(self) -> None:
        """Show that reading goes on, where there is no room to read anything."""
        await self.consumer.getmany(NOWHERE, timeout_ms=0)

    async def _arrived(self, room: Room) -> list[Record]:
        records: list[Record] = []
        most = min(room.records, MOST_AT_ONCE)
        try:
            for partition in self._in_turn(room):
                while len(records) < most and (record := await self._next(partition)):
                    records.append(record)
        except KafkaError as error:
            if not records:
                raise
            self._failure = error
        return records

    def _in_turn(self, room: Room) -> list[TopicPartition]:
        """Return the partitions, each time with another at the head: the last ones may come to nothing."""
        partitions = sorted(as_kafka(name) for name in room.partitions)
        self._turn = (self._turn + 1) % len(partitions)
        return partitions[self._turn :] + partitions[: self._turn]

    async def _next(self, partition: TopicPartition) -> Record | None:
        """Return the next record that has arrived, without waiting for one."""
        try:
            found = await self.consumer.getmany(partition, timeout_ms=0, max_records=1)
        except UnicodeDecodeError:
            return self._stand_in(partition)
        return next((from_kafka(item, self.clock.now()) for item in found.get(partition, ())), None)

    def _stand_in(self, partition: TopicPartition) -> Record:
        """Go past what cannot be read. It awaits nothing: the partition must still be ours."""
        offset = stopped_at(self.consumer, partition)
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
            timestamp_type=NO_TIMESTAMP,
        )

    def _raise_failure(self) -> None:
        failure, self._failure = self._failure, None
        if failure:
            raise failure
