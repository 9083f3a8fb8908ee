"""A client of aiokafka that does what a test says, and the worker's reading half on it."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, cast

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition

from tests.fakes.clock import FakeClock
from worker.engine.engine import Engine
from worker.engine.measures import Uncounted
from worker.engine.record import Record

NOW = datetime(2026, 3, 2, tzinfo=UTC)
TOPIC = "commands"
ZERO, ONE = (TOPIC, 0), (TOPIC, 1)


async def at_once() -> None:
    pass


async def for_ever() -> None:
    await asyncio.Event().wait()


@dataclass
class Membership:
    """What aiokafka knows of its place in the group; below zero: none."""

    generation: int = 1


@dataclass
class FakeClient:
    """Each step ends as its function does."""

    starting: Callable[[], Awaitable[None]] = at_once
    reading: Callable[[], Awaitable[None]] = at_once
    committing: Callable[[], Awaitable[None]] = at_once
    stopping: Callable[[], Awaitable[None]] = at_once
    commits: list[dict[tuple[str, int], int]] = field(default_factory=list)
    """Those that came through."""
    read: list[tuple[TopicPartition, ...]] = field(default_factory=list)
    """What was asked for, each time."""
    stopped: int = 0
    listener: ConsumerRebalanceListener | None = None
    _coordinator: Membership = field(default_factory=Membership)

    async def start(self) -> None:
        await self.starting()

    async def stop(self) -> None:
        await self.stopping()
        self.stopped += 1

    def subscribe(self, _topics: list[str], listener: ConsumerRebalanceListener) -> None:
        self.listener = listener

    async def getmany(self, *partitions: TopicPartition, **_: Any) -> Mapping[TopicPartition, list[Any]]:
        self.read.append(partitions)
        await self.reading()
        return {}

    async def commit(self, offsets: Mapping[TopicPartition, int]) -> None:
        await self.committing()
        self.commits.append({(name.topic, name.partition): offset for name, offset in offsets.items()})

    def as_consumer(self) -> AIOKafkaConsumer:
        return cast("AIOKafkaConsumer", self)


@dataclass
class Counted(Uncounted):
    failed_commits: int = 0

    def commit_failed(self) -> None:
        self.failed_commits += 1


def engine(tasks: asyncio.TaskGroup, work: Callable[..., Awaitable[None]]) -> Engine:
    """An engine that has both partitions."""
    made = Engine(work, FakeClock(NOW), tasks, metrics=Counted())
    made.assign([ZERO, ONE])
    return made


def records(offsets: Iterable[int], partition: int = 0) -> list[Record]:
    return [Record(TOPIC, partition, offset, NOW, b"%d" % offset, b"") for offset in offsets]


async def a_while() -> None:
    """Let everybody go on who can."""
    for _ in range(10):
        await asyncio.sleep(0)
