"""Tells Kafka how far the partitions are done.

Every commit names its offsets: without them aiokafka commits what was fetched, done or not.
aiokafka tries a commit again under whichever membership it then has, without an end. So one
commit runs at a time and not for long: the last one before a partition goes cannot be overtaken
by an older one, and none is still being tried when the partition comes back.

Whom the group has thrown out commits nothing: aiokafka would send it without a membership, and
Kafka takes that where the group is empty by then, however far others had come in between.
"""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta

import structlog
from aiokafka import AIOKafkaConsumer
from aiokafka.errors import KafkaError

from worker.engine.engine import Engine
from worker.engine.record import TopicPartition
from worker.kafka.internals import is_member
from worker.kafka.records import as_kafka

COMMIT_WITHIN = timedelta(seconds=4)
"""With the wait for one that is under way. aiokafka itself would go on for ever while the broker is away."""


@dataclass(slots=True)
class Committer:
    consumer: AIOKafkaConsumer
    engine: Engine
    _one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def commit(self) -> None:
        """Commit what is done. A failure is not one for the caller: the next call tries again.

        Where the partitions were going, there is none: their next owner reads these records again.
        """
        try:
            async with asyncio.timeout(COMMIT_WITHIN.total_seconds()), self._one_at_a_time:
                await self._commit(dict(self.engine.uncommitted()))
        except (KafkaError, OSError) as error:  # TimeoutError is an OSError
            self.engine.metrics.commit_failed()
            structlog.get_logger().warning("offsets not committed", error=repr(error))

    async def _commit(self, offsets: dict[TopicPartition, int]) -> None:
        if offsets and is_member(self.consumer):
            await self.consumer.commit({as_kafka(name): offset for name, offset in offsets.items()})
            self.engine.committed(offsets)
