"""An engine whose work a test ends by a word."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from tests.engine.records import NOW, TOPIC
from tests.fakes.clock import FakeClock
from worker.engine.engine import Engine
from worker.engine.measures import EngineMetrics, Uncounted
from worker.engine.record import Record
from worker.engine.room import Limits
from worker.engine.slots import Slot

ZERO, ONE = (TOPIC, 0), (TOPIC, 1)
AT_ONCE = timedelta(milliseconds=20)
PATIENT = timedelta(seconds=5)


@dataclass
class Desk:
    """Work that ends at a word."""

    gates: dict[int, asyncio.Event] = field(default_factory=dict)
    ended: list[int] = field(default_factory=list)
    cancelled: list[int] = field(default_factory=list)

    async def __call__(self, item: Record, slot: Slot) -> None:
        try:
            await self.gate(item.offset).wait()
        except asyncio.CancelledError:
            self.cancelled.append(item.offset)
            raise
        self.ended.append(item.offset)

    def gate(self, offset: int) -> asyncio.Event:
        return self.gates.setdefault(offset, asyncio.Event())

    async def end(self, *offsets: int) -> None:
        for offset in offsets:
            self.gate(offset).set()
        for _ in range(5):
            await asyncio.sleep(0)


@dataclass
class Counted(Uncounted):
    drains: list[int] = field(default_factory=list)
    """Partitions that went."""
    left: int = 0
    """Records that still ran."""

    def rebalanced(self, partitions: int, drain: timedelta) -> None:
        self.drains.append(partitions)

    def abandoned(self, records: int) -> None:
        self.left += records


@asynccontextmanager
async def engine(
    desk: Desk, limits: Limits | None = None, slots: int = 64, metrics: EngineMetrics | None = None
) -> AsyncIterator[Engine]:
    async with asyncio.TaskGroup() as tasks:
        made = Engine(
            desk,
            FakeClock(NOW),
            tasks,
            max_in_flight=slots,
            limits=limits or Limits(),
            metrics=metrics or Counted(),
        )
        made.assign([ZERO, ONE])
        try:
            yield made
        finally:
            await made.drain(AT_ONCE)
