"""Everything that the workers publish, as it arrives."""

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Self

import orjson

from worker.engine.record import Record
from worker.errors import BrokerUnavailable
from worker.kafka.client import following
from worker.sandbox.stage import Stage

ANSWERED_BY = "command_id"
TRIES = 6
"""To begin to read: each takes up to 15 s."""

Place = tuple[str, int]
"""A topic and a partition."""


@dataclass(slots=True)
class Harvest:
    stage: Stage
    tasks: asyncio.TaskGroup
    results: list[Record] = field(default_factory=list)
    """In the order of their partitions."""
    dead_letters: list[Record] = field(default_factory=list)
    answered: dict[str, float] = field(default_factory=dict)
    """When a command's first result was made, by the clock of the worker that sent it."""
    dead: set[str] = field(default_factory=set)
    """Commands that went to the dead letters."""
    _next: dict[Place, int] = field(default_factory=dict)
    """The offset behind the last record that was read."""
    _reading: list["asyncio.Task[None]"] = field(default_factory=list)
    _news: asyncio.Condition = field(default_factory=asyncio.Condition)

    @classmethod
    @asynccontextmanager
    async def of(cls, stage: Stage) -> AsyncIterator[Self]:
        """Read along while the block runs."""
        async with asyncio.TaskGroup() as tasks:
            harvest = cls(stage, tasks)
            harvest.follow(stage.topics.results, stage.topics.dead_letters)
            try:
                yield harvest
            finally:
                for reading in harvest._reading:
                    reading.cancel()

    def follow(self, *topics: str) -> None:
        """Read topics from their beginning. Of one that is made anew nobody learns who read the old one."""
        self._reading.append(self.tasks.create_task(self._read(topics)))

    async def _read(self, topics: Sequence[str]) -> None:
        """A topic that was just made has no leader for a while: for long on a busy machine."""
        for _ in range(TRIES):
            with suppress(BrokerUnavailable):
                await self._read_along(topics)

    async def _read_along(self, topics: Sequence[str]) -> None:
        async with following(self.stage.connection, topics, from_beginning=True) as arriving:
            async for record in arriving:
                if record.offset < self._next.get(record.topic_partition, 0):
                    continue  # where a topic comes or goes, the client reads all of them anew
                self._take(record, is_dead=record.topic == self.stage.topics.dead_letters)
                async with self._news:
                    self._news.notify_all()

    def _take(self, record: Record, *, is_dead: bool) -> None:
        self._next[record.topic_partition] = record.offset + 1
        command_id = command_of(record)
        if is_dead:
            self.dead_letters.append(record)
            self.dead |= {command_id} if command_id else set()
            return
        self.results.append(record)
        if command_id:
            self.answered.setdefault(command_id, record.timestamp.timestamp())

    def ended(self, among: AbstractSet[str]) -> int:
        """Count those of these commands that are answered or dead."""
        return len(among & (self.answered.keys() | self.dead))

    async def answers(self, among: AbstractSet[str], count: int, within: float) -> None:
        """Wait until so many of these commands are answered or dead. Raise `TimeoutError`."""
        async with asyncio.timeout(within), self._news:
            await self._news.wait_for(
                lambda: len(self.answered) + len(self.dead) >= count and self.ended(among) >= count
            )

    async def reach(self, ends: Mapping[Place, int], within: float) -> None:
        """Wait until every partition is read to its end. Raise `TimeoutError`."""
        async with asyncio.timeout(within), self._news:
            await self._news.wait_for(
                lambda: all(self._next.get(place, 0) >= end for place, end in ends.items())
            )

    async def answers_to(self, commands: Collection[str], within: float) -> None:
        """Wait until all of these are answered or dead. Raise `TimeoutError`."""
        async with asyncio.timeout(within), self._news:
            await self._news.wait_for(lambda: self.answered.keys() | self.dead >= set(commands))


def command_of(record: Record) -> str | None:
    """Return the id of the command that a result or a dead letter is about, if it can be read."""
    try:
        body = orjson.loads(record.value or b"")
    except orjson.JSONDecodeError:
        return None
    found = body.get(ANSWERED_BY) if isinstance(body, dict) else None
    return found if isinstance(found, str) else None
