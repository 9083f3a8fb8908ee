"""Reads commands from Kafka into the engine, and commits what is done.

The client hands over raw bytes: a deserializer that raises would stop its partition for good.
A read is never cancelled except at the end, because aiokafka then miscounts who is polling.
"""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Self

from aiokafka import AIOKafkaConsumer
from aiokafka.errors import KafkaError

from worker.engine.complaints import Complaints
from worker.engine.engine import CLEAN_UP_WITHIN, Engine
from worker.engine.record import Record
from worker.engine.room import Room
from worker.errors import FatalError
from worker.kafka import bounded
from worker.kafka.assignor import own_assignor
from worker.kafka.committer import COMMIT_WITHIN, Committer
from worker.kafka.connection import KafkaConnection, milliseconds
from worker.kafka.internals import ensure_alive
from worker.kafka.reader import Reader
from worker.kafka.rebalance import RebalanceListener
from worker.ports.clock import Clock

PAUSE = timedelta(milliseconds=20)
"""How soon to look again where there was no room, or the client found an error."""
COMMIT_EVERY = timedelta(seconds=1)
HEARTBEAT = timedelta(seconds=1)
"""How soon a member learns that others come or go."""
SESSION_TIMEOUT = timedelta(seconds=10)
"""After so long without a heartbeat the group takes a member for dead."""
STOP_POLLING_WITHIN = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class ConsumerPlan:
    topics: tuple[str, ...]
    group_id: str
    drain_budget: timedelta = timedelta(seconds=20)
    """For what runs to end, at a rebalance and at a stop."""
    instance_id: str | None = None
    """A static member's name: a quick restart then moves no partition, but a stop gives none back.

    No two replicas may have the same: they would throw each other out of the group, again and again.
    """

    @property
    def rebalance_wait(self) -> timedelta:
        """How long a rebalance waits for the slowest member."""
        return self.drain_budget + timedelta(seconds=15)

    @property
    def stop_within(self) -> timedelta:
        """How long `CommandConsumer.run` takes at most after `stop`, whatever hangs."""
        drain = self.drain_budget + CLEAN_UP_WITHIN
        leaving = bounded.STOP_WITHIN + bounded.CUT_OFF_WITHIN
        return STOP_POLLING_WITHIN + drain + COMMIT_WITHIN + leaving

    def arguments(self) -> dict[str, Any]:
        """Return aiokafka's settings: drain < rebalance < request, or a slow drain costs the membership."""
        return {
            "group_id": self.group_id,
            "group_instance_id": self.instance_id,
            "enable_auto_commit": False,
            "auto_offset_reset": "earliest",
            "isolation_level": "read_committed",  # what a sender took back was never asked for
            "partition_assignment_strategy": (own_assignor(),),
            "max_partition_fetch_bytes": 512 * 1024,
            "fetch_max_wait_ms": 100,
            "heartbeat_interval_ms": milliseconds(HEARTBEAT),
            "session_timeout_ms": milliseconds(SESSION_TIMEOUT),
            "rebalance_timeout_ms": milliseconds(self.rebalance_wait),
            "request_timeout_ms": milliseconds(self.rebalance_wait + timedelta(seconds=15)),
            "metadata_max_age_ms": 30_000,
        }


@dataclass(slots=True)
class CommandConsumer:
    consumer: AIOKafkaConsumer
    engine: Engine
    clock: Clock
    plan: ConsumerPlan
    committer: Committer = field(init=False)
    _reader: Reader = field(init=False)
    _listener: RebalanceListener = field(init=False)
    _complaints: Complaints = field(init=False)
    _stopping: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.committer = Committer(self.consumer, self.engine)
        self._reader = Reader(self.consumer, self.clock)
        self._complaints = Complaints(self.clock)
        self._listener = RebalanceListener(self.engine, self.committer, self.plan.drain_budget)

    @classmethod
    def of(cls, connection: KafkaConnection, plan: ConsumerPlan, engine: Engine, clock: Clock) -> Self:
        return cls(AIOKafkaConsumer(**connection.arguments(), **plan.arguments()), engine, clock, plan)

    def stop(self) -> None:
        """Ask `run` to come to its end."""
        self._stopping.set()

    async def run(self) -> None:
        """Read until `stop`, then let what runs end, commit, and leave the group.

        aiokafka's own stop tells no listener, so ours has drained and committed before it comes to
        that. Every wait on the way has its end; `ConsumerPlan.stop_within` is their sum.
        """
        if not await self._is_started():
            return
        # Subscribed before its start, it would wait for the whole group, or for a topic to be made.
        self.consumer.subscribe(list(self.plan.topics), listener=self._listener)
        try:
            await self._read_and_commit()
        except BaseException:  # what takes its time below must not be filled with new records
            self.engine.abandon()
            raise
        finally:
            await self.committer.commit()
            await bounded.stop(self.consumer)

    async def _is_started(self) -> bool:
        """Start the client. Return False if `stop` comes first: it need not wait for a broker."""
        async with asyncio.TaskGroup() as tasks:
            starting = tasks.create_task(bounded.start(self.consumer))
            told = tasks.create_task(self._stopping.wait())
            await asyncio.wait({starting, told}, return_when=asyncio.FIRST_COMPLETED)
            starting.cancel()
            told.cancel()
        return not starting.cancelled()

    async def _read_and_commit(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            committing = tasks.create_task(self._commit_regularly())
            polling = tasks.create_task(self._poll())
            await self._stopping.wait()
            # A read ends by itself; only during a rebalance it waits for the others' end of it.
            await asyncio.wait({polling}, timeout=STOP_POLLING_WITHIN.total_seconds())
            polling.cancel()
            # A listener may be draining at the same time: both wait for the same tasks, side by side.
            await self.engine.drain(self.plan.drain_budget)
            committing.cancel()  # and its commit with it: the last one, in `run`, says at least as much

    async def _poll(self) -> None:
        while not self._stopping.is_set():
            records = await self._read(self.engine.room())
            self.engine.receive(records)
            self._ensure_health()

    async def _read(self, room: Room) -> list[Record]:
        try:
            if room:
                return await self._reader.read(room)
            await self._reader.stay_alive()
        except KafkaError as error:
            if not error.retriable:
                raise FatalError(f"the Kafka client cannot read: {error!r}") from error
            self._complaints.warn("kafka could not be read", error, repr(error))
        await self.clock.sleep(PAUSE)
        return []

    async def _commit_regularly(self) -> None:
        while True:
            await self.clock.sleep(COMMIT_EVERY)
            await self.committer.commit()

    def _ensure_health(self) -> None:
        ensure_alive(self.consumer)
        if self._listener.failure:
            raise FatalError("the hand-over of partitions failed") from self._listener.failure
