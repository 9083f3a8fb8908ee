"""How far the committed offsets are behind the ends of the partitions.

The ends are asked for now and then, by a task of its own that no command waits for. What a
fetch tells by the way (`highwater`) is only as fresh as the last fetch, and there is none while
there is no room. An answer that does not come is a line in the log, and ends that are too old
are no longer shown: no figure is better than one that stands still.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

import structlog
from aiokafka import AIOKafkaConsumer

from worker.engine.engine import Engine
from worker.engine.record import TopicPartition
from worker.kafka.records import as_kafka
from worker.ports.clock import Clock

EVERY = timedelta(seconds=15)
UNTIL_ASSIGNED = timedelta(seconds=1)
WITHIN = timedelta(seconds=10)
SHOWN_FOR = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Look:
    """What Kafka said last."""

    at: float
    """Seconds of the monotonic clock."""
    ends: Mapping[TopicPartition, int] = field(default_factory=dict)
    positions: Mapping[TopicPartition, int] = field(default_factory=dict)
    """Where reading begins, for partitions of which nothing was read yet."""


@dataclass(slots=True)
class Lag:
    consumer: AIOKafkaConsumer
    engine: Engine
    clock: Clock
    _last: Look = field(init=False)

    def __post_init__(self) -> None:
        self._last = Look(self.clock.monotonic())

    def records(self) -> Mapping[TopicPartition, int]:
        """Return how many offsets lie between the committed one and the end, for what is ours now."""
        last = self._last
        if self.clock.monotonic() - last.at > SHOWN_FOR.total_seconds():
            return {}
        known = {
            name: last.positions.get(name) if watermark is None else watermark
            for name, watermark in self.engine.watermarks().items()
        }
        return {
            name: max(0, last.ends[name] - watermark)  # a watermark may have passed the end meanwhile
            for name, watermark in known.items()
            if watermark is not None and name in last.ends
        }

    async def watch(self) -> None:
        """Ask for the ends, until cancelled."""
        while True:
            await self.look()
            await self.clock.sleep(EVERY if self._last.ends else UNTIL_ASSIGNED)

    async def look(self) -> None:
        """Ask once. Whatever goes wrong, only the figure is older for it."""
        try:
            async with asyncio.timeout(WITHIN.total_seconds()):
                self._last = await self._look()
        except Exception as error:  # noqa: BLE001  (a figure is no reason to stop a worker)
            structlog.get_logger().warning("lag not measured", error=repr(error))

    async def _look(self) -> Look:
        watermarks = self.engine.watermarks()
        if not watermarks:  # before the first assignment the client is not even started
            return Look(self.clock.monotonic())
        unread = [name for name, watermark in watermarks.items() if watermark is None]
        ends = await self.consumer.end_offsets([as_kafka(name) for name in watermarks])
        positions = {name: await self.consumer.position(as_kafka(name)) for name in unread}
        found = {(each.topic, each.partition): end for each, end in ends.items()}
        return Look(self.clock.monotonic(), found, positions)
