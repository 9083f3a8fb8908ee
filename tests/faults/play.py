"""One run of a scenario: its stage, its replicas, its agents, and everything that is seen of them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any, Self

from aiokafka import AIOKafkaProducer

from tests.faults.options import Options
from tests.faults.replicas.guards.known import program_without
from tests.faults.world.fleet import Fleet
from tests.faults.world.ground import Ground
from tests.faults.world.harvest import Harvest
from tests.faults.world.journal import Journal
from tests.faults.world.load import Load, Order, meeting, meetings, users
from worker.kafka.connection import KafkaConnection
from worker.sandbox.stage import Stage

LATENCY = timedelta(milliseconds=60)
"""Of the local Google; about what the real one takes for a read."""
QUOTAS = {
    "VAI_GOOGLE__REQUESTS_PER_MINUTE": "1000000",
    "VAI_GOOGLE__REQUESTS_PER_MINUTE_PER_USER": "1000000",
}
"""More than can be used: a fault test must not wait for what is tested elsewhere. Who waits for a
quota gives its claim back, so its next try would count as run again.
"""
BACKLOG = 240
"""Commands that wait under load: some seconds' work."""
FEED_EVERY = 0.1
"""Seconds between two looks whether enough are waiting."""
ANSWERED_WITHIN = 300
"""Seconds: a step of a scenario that waits longer for answers has failed."""


@dataclass(slots=True)
class Play:
    options: Options
    ground: Ground
    stage: Stage
    fleet: Fleet
    load: Load
    harvest: Harvest
    journal: Journal
    dice: Random
    notes: dict[str, Any] = field(default_factory=dict)
    """Figures of the scenario's own, for the verdict."""
    quiet_seconds: float = 40
    """So long without a new answer at the end, and what is missing counts as lost."""

    @classmethod
    @asynccontextmanager
    async def on(cls, ground: Ground, options: Options) -> AsyncIterator[Self]:
        """Set everything up but the replicas, and leave none of them behind."""
        async with (
            ground.stage() as stage,
            producing(stage.connection) as producer,
            Harvest.of(stage) as harvest,
        ):
            program = options.program or program_without(options.without)
            fleet = Fleet(stage, options.slots, program, dict(QUOTAS))
            journal = Journal(stage.google.control)
            play = cls(
                options, ground, stage, fleet, Load(stage, producer), harvest, journal, Random(options.seed)
            )
            await play.open_google()
            async with asyncio.TaskGroup() as tasks:
                keeping = tasks.create_task(journal.keep())
                try:
                    yield play
                finally:
                    keeping.cancel()
                    await fleet.end()

    async def open_google(self) -> None:
        """Give every user a calendar, and Google the speed and the patience of a fault test."""
        await self.stage.google.control.behave(
            latency=LATENCY, user_quota_per_minute=None, project_quota_per_minute=None
        )
        for user in users(self.options.commands):
            await self.stage.google.control.add_account(user, time_zone="Europe/Bucharest")

    async def begin(self) -> None:
        """Start the replicas, and send all commands."""
        await self.fleet.start(self.options.replicas)
        await self.load.send(meetings(self.options.commands, self.dice))

    @asynccontextmanager
    async def under_load(self) -> AsyncIterator[None]:
        """Keep commands waiting while the block runs, however fast the machine is.

        In the end at least as many were sent as were asked for.
        """
        ended = asyncio.Event()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._feed(ended))
            try:
                yield
            finally:
                ended.set()
        await self.load.send(self._more(self.options.commands - len(self.load.sent)))

    async def _feed(self, ended: asyncio.Event) -> None:
        while not ended.is_set():
            if self.left_to_do < BACKLOG:
                await self.load.send(self._more(BACKLOG))
            await asyncio.sleep(FEED_EVERY)

    def _more(self, count: int) -> list[Order]:
        people, first = users(self.options.commands), len(self.load.sent)
        return [meeting(first + each, self.dice.choice(people)) for each in range(count)]

    @property
    def left_to_do(self) -> int:
        """How many of the commands that were sent have no answer yet."""
        return len(self._names()) - self.answered_so_far

    async def answered(self, share: float, within: float = ANSWERED_WITHIN) -> None:
        """Wait until so much of what was sent is answered: 1.0 is everything."""
        await self.answers(round(len(self._names()) * share), within)

    async def answers(self, count: int, within: float) -> None:
        """Wait until so many of the commands that were sent are answered or dead."""
        await self.harvest.answers(self._names(), count, within)

    @property
    def answered_so_far(self) -> int:
        """How many of the commands that were sent are answered or dead: not what else is refused."""
        return self.harvest.ended(self._names())

    def _names(self) -> frozenset[str]:
        return frozenset(sent.command_id for sent in self.load.sent)


@asynccontextmanager
async def producing(connection: KafkaConnection) -> AsyncIterator[AIOKafkaProducer]:
    producer = AIOKafkaProducer(**connection.arguments(), acks="all", request_timeout_ms=120_000)
    await producer.start()
    try:
        yield producer
    finally:
        await producer.stop()
