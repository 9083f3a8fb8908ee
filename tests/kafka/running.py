"""A worker's reading half on a client that does what the test says, and work that ends at a word."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from tests.kafka.fake_client import TOPIC, FakeClient, engine
from worker.engine import engine as engine_module
from worker.engine.engine import Engine
from worker.engine.record import Record
from worker.engine.slots import Slot
from worker.kafka import bounded, committer, consumer, reader
from worker.kafka.consumer import CommandConsumer, ConsumerPlan
from worker.kafka.rebalance import RebalanceListener

SHORT = timedelta(milliseconds=20)
WITHIN = 10
"""Seconds, in which everything must have ended; it takes a fraction of one."""


@dataclass
class Desk:
    """Work that ends at a word, and says what became of it."""

    gate: asyncio.Event = field(default_factory=asyncio.Event)
    ended: list[int] = field(default_factory=list)
    cancelled: list[int] = field(default_factory=list)
    stubborn: bool = False

    async def __call__(self, item: Record, _slot: Slot) -> None:
        try:
            await self.gate.wait()
        except asyncio.CancelledError:
            self.cancelled.append(item.offset)
            if not self.stubborn:
                raise
            await self.gate.wait()
            return
        self.ended.append(item.offset)


@dataclass
class Running:
    desk: Desk
    client: FakeClient
    engine: Engine
    consumer: CommandConsumer
    task: asyncio.Task[None]

    async def stop(self) -> None:
        self.consumer.stop()
        async with asyncio.timeout(WITHIN):
            await self.task


@pytest.fixture
def quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no wait be long, and let a client pass for alive that is none."""

    async def nothing_arrives(*_: object) -> None:
        await asyncio.sleep(0.001)

    monkeypatch.setattr(consumer, "STOP_POLLING_WITHIN", SHORT)
    monkeypatch.setattr(committer, "COMMIT_WITHIN", SHORT)
    monkeypatch.setattr(engine_module, "CLEAN_UP_WITHIN", SHORT)
    monkeypatch.setattr(bounded.stop, "__defaults__", (SHORT,))
    monkeypatch.setattr(consumer, "ensure_alive", lambda _: None)
    monkeypatch.setattr(reader, "arrival", nothing_arrives)


@asynccontextmanager
async def worker(
    client: FakeClient, desk: Desk | None = None, drain: timedelta = SHORT
) -> AsyncIterator[Running]:
    desk = desk or Desk()
    plan = ConsumerPlan((TOPIC,), "workers", drain_budget=drain)
    async with asyncio.TaskGroup() as tasks:
        made = engine(tasks, desk)
        reading = CommandConsumer(client.as_consumer(), made, made.clock, plan)
        yield Running(desk, client, made, reading, tasks.create_task(reading.run()))
        desk.gate.set()


def listener_of(running: Running) -> RebalanceListener:
    return running.consumer._listener


async def until_subscribed(client: FakeClient) -> None:
    async with asyncio.timeout(WITHIN):
        while client.listener is None:  # noqa: ASYNC110  (the client has no bell)
            await asyncio.sleep(0)
