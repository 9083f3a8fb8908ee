"""An agent at the other end of the bus: sends records, and keeps everything that is published."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Self

import orjson

from worker.engine.record import Record
from worker.kafka.client import following
from worker.kafka.producer import KafkaPublisher
from worker.messages.commands.known import GROUP_OF
from worker.ports.publisher import Outgoing
from worker.sandbox.stage import Stage

Json = dict[str, Any]


@dataclass(slots=True)
class Agent:
    stage: Stage
    publisher: KafkaPublisher
    seen: list[Record] = field(default_factory=list)
    _news: asyncio.Condition = field(default_factory=asyncio.Condition)

    @classmethod
    @asynccontextmanager
    async def on(cls, stage: Stage, *more_topics: str) -> AsyncIterator[Self]:
        """Read results, changes, dead letters and `more_topics` from their beginning."""
        topics = (stage.topics.results, stage.topics.changes, stage.topics.dead_letters, *more_topics)
        async with (
            KafkaPublisher.to(stage.connection) as publisher,
            following(stage.connection, topics, from_beginning=True) as arriving,
            asyncio.TaskGroup() as tasks,
        ):
            agent = cls(stage, publisher)
            reading = tasks.create_task(agent._read(arriving))
            yield agent
            reading.cancel()

    async def _read(self, arriving: AsyncIterator[Record]) -> None:
        async for record in arriving:
            async with self._news:
                self.seen.append(record)
                self._news.notify_all()

    async def send(self, body: Json, key: str | None = None, headers: Json | None = None) -> None:
        """Send a command to the topic of its type; the key is the user unless given."""
        topic = self.stage.topics.of_group(GROUP_OF[body["type"]])
        raw = tuple((name, value) for name, value in (headers or {}).items())
        await self.send_raw(topic, orjson.dumps(body), (key or body["user_id"]).encode(), raw)

    async def send_raw(
        self,
        topic: str,
        value: bytes | None,
        key: bytes | None,
        headers: tuple[tuple[str, bytes], ...] = (),
        partition: int | None = None,
    ) -> None:
        await self.publisher.publish(Outgoing(topic, key, value, headers, partition))

    async def ask(self, body: Json, key: str | None = None, within: float = 30) -> Json:
        """Send a command, and return the value of its first result."""
        await self.send(body, key)
        return value_of((await self.results(body["command_id"], within=within))[0])

    async def results(self, command_id: str, count: int = 1, within: float = 30) -> list[Record]:
        """Wait for so many results of a command, on whatever topic they arrive, in order of arrival."""
        return await self.arrived(
            lambda record: is_result(record) and value_of(record).get("command_id") == command_id,
            count,
            within,
        )

    async def on_topic(self, topic: str, count: int, within: float = 30) -> list[Record]:
        return await self.arrived(lambda record: record.topic == topic, count, within)

    async def arrived(self, wanted: Callable[[Record], bool], count: int, within: float) -> list[Record]:
        def found() -> list[Record]:
            return [record for record in self.seen if wanted(record)]

        async with asyncio.timeout(within), self._news:
            await self._news.wait_for(lambda: len(found()) >= count)
            return found()


def is_result(record: Record) -> bool:
    return dict(record.headers).get("ce_type", b"").startswith(b"vai.calendar.result.")


def value_of(record: Record) -> Json:
    value: Json = orjson.loads(record.value or b"{}")
    return value
