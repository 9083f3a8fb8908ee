"""Tells Kafka how far the partitions are done.

Every commit names its offsets: without them aiokafka commits what was fetched, done or not.
One commit runs at a time, so the last one before a partition goes away cannot be overtaken
by an older one.
"""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta

import structlog
from aiokafka import AIOKafkaConsumer
from aiokafka.errors import CommitFailedError, IllegalStateError, KafkaError

from worker.engine.engine import Engine
from worker.engine.record import TopicPartition
from worker.kafka.records import as_kafka

COMMIT_WITHIN = timedelta(seconds=4)
"""aiokafka itself would go on for ever while the broker is away."""


@dataclass(slots=True)
class Committer:
    consumer: AIOKafkaConsumer
    engine: Engine
    _one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def commit(self) -> None:
        """Commit what is done. A failure is not one for the caller: the next call tries again."""
        async with self._one_at_a_time:
            offsets = dict(self.engine.uncommitted())
            if offsets and await self._is_committed(offsets):
                self.engine.committed(offsets)

    async def _is_committed(self, offsets: dict[TopicPartition, int]) -> bool:
        try:
            async with asyncio.timeout(COMMIT_WITHIN.total_seconds()):
                await self.consumer.commit({as_kafka(name): offset for name, offset in offsets.items()})
        except (CommitFailedError, IllegalStateError) as error:
            self._failed(error)  # the partitions are going: their next owner reads these records again
            return False
        except (KafkaError, OSError) as error:
            self._failed(error)
            return False
        return True

    def _failed(self, error: Exception) -> None:
        self.engine.metrics.commit_failed()
        structlog.get_logger().warning("offsets not committed", error=repr(error))
