"""Takes records from whoever reads them, runs them in their lanes, and says what is done.

It knows no client: the edge calls `assign`, `receive`, `revoke` and `forget` as Kafka does,
asks `room` before it reads on, and `uncommitted` for what to commit.
"""

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from worker.engine.lanes import Work
from worker.engine.load import load_of
from worker.engine.measures import EngineMetrics, Uncounted
from worker.engine.partition import Partition
from worker.engine.record import Record, TopicPartition
from worker.engine.room import Limits, Room, room
from worker.engine.slots import Slot
from worker.engine.turns import Turns
from worker.metrics.load import Load
from worker.ports.clock import Clock

CLEAN_UP_WITHIN = timedelta(seconds=5)
"""For work that was cancelled to give its claim back."""

SLICE = 200
"""Tasks; to end them takes a few milliseconds."""


@dataclass(frozen=True, slots=True)
class EngineHealth:
    since_last_poll: timedelta
    """How long nothing was read or asked for; a rebalance takes its time, a stuck client for ever."""
    has_joined: bool
    """Whether partitions were ever given out to us; with many replicas that may be none at all."""
    partitions: int
    outstanding: int
    draining: bool


@dataclass(slots=True)
class Engine:
    work: Work
    clock: Clock
    tasks: asyncio.TaskGroup
    """Owns the lanes: what goes wrong in the engine itself stops whoever holds the group."""
    max_in_flight: int = 64
    limits: Limits = field(default_factory=Limits)
    metrics: EngineMetrics = field(default_factory=Uncounted)
    draining: bool = False
    has_joined: bool = False
    _turns: Turns = field(init=False)
    _partitions: dict[TopicPartition, Partition] = field(default_factory=dict)
    _leaving: set[TopicPartition] = field(default_factory=set)
    _late: set[asyncio.Task[None]] = field(default_factory=set)
    """What still ran when its partition went."""
    _last_poll: float = field(init=False)

    def __post_init__(self) -> None:
        self._turns = Turns(self.max_in_flight)
        self._last_poll = self.clock.monotonic()
        self.metrics.watch(self.load)

    def assign(self, names: Iterable[TopicPartition]) -> None:
        self.has_joined = True
        for name in names:
            self._leaving.discard(name)
            self._partitions[name] = Partition(self.work, self._new_slot, self.tasks, self.clock)

    def room(self) -> Room:
        """Say how much may be read, and of what. Being asked is the sign that reading goes on."""
        self._last_poll = self.clock.monotonic()
        staying = {name: each for name, each in self._partitions.items() if name not in self._leaving}
        return room(staying, self.limits) if not self.draining else Room(0, frozenset())

    def receive(self, records: Iterable[Record]) -> None:
        """Take records over. Those of partitions that are going are left to their next owner."""
        now = self.clock.monotonic()
        for record in records:
            name = record.topic_partition
            if name in self._partitions and name not in self._leaving and not self.draining:
                self._partitions[name].receive(record, now)

    def uncommitted(self) -> Mapping[TopicPartition, int]:
        """Return the offsets that Kafka does not know of yet."""
        offsets = {name: each.tracker.uncommitted for name, each in self._partitions.items()}
        return {name: offset for name, offset in offsets.items() if offset is not None}

    def watermarks(self) -> Mapping[TopicPartition, int | None]:
        """Return what is ours, and from where Kafka would have it read; None where nothing came yet."""
        return {name: each.tracker.watermark for name, each in self._partitions.items()}

    def committed(self, offsets: Mapping[TopicPartition, int]) -> None:
        for name, offset in offsets.items():
            if name in self._partitions:
                self._partitions[name].tracker.committed(offset)

    async def revoke(self, names: Collection[TopicPartition], budget: timedelta) -> None:
        """Begin nothing more in these partitions, and give what runs the time to end.

        What still runs after that is left alone: it may be in the middle of a write. Its
        record is not done, and its next owner finds its claim.
        """
        going = [self._partitions[name] for name in names if name in self._partitions]
        self._leaving.update(names)
        began = self.clock.monotonic()
        late = await self._end(going, budget)
        if going:  # to join a group for the first time is announced as a rebalance of nothing
            self.metrics.rebalanced(len(going), timedelta(seconds=self.clock.monotonic() - began))
        self._late = {task for task in self._late | late if not task.done()}

    def forget(self, names: Iterable[TopicPartition]) -> None:
        """Let partitions go, once what was done there is committed."""
        for name in names:
            self._partitions.pop(name, None)
            self._leaving.discard(name)

    async def drain(self, budget: timedelta) -> None:
        """Begin nothing more, give what runs the time to end, and cancel the rest: it is not done."""
        self.draining = True
        late = await self._end(self._partitions.values(), budget) | self._late
        for task in late:
            task.cancel()
        await still_running(late, CLEAN_UP_WITHIN)

    def abandon(self) -> None:
        """Begin nothing more: for a worker that cannot go on. `drain` does this, and then waits."""
        self.draining = True
        for partition in self._partitions.values():
            partition.lanes.abandon()

    async def _end(self, partitions: Collection[Partition], budget: timedelta) -> set[asyncio.Task[None]]:
        """Return the tasks that still run when the time is up."""
        await cancel_in_slices([task for partition in partitions for task in partition.lanes.abandon()])
        late = await still_running(
            {task for partition in partitions for task in partition.lanes.running()}, budget
        )
        self.metrics.abandoned(len(late - self._late))  # both a rebalance and a stop may meet the same
        return late

    @property
    def outstanding(self) -> int:
        return sum(each.outstanding_records for each in self._partitions.values())

    def health(self) -> EngineHealth:
        idle = timedelta(seconds=self.clock.monotonic() - self._last_poll)
        return EngineHealth(idle, self.has_joined, len(self._partitions), self.outstanding, self.draining)

    def load(self) -> Load:
        """Return what is under way at this moment. It walks every lane: not for every record."""
        return load_of(self._partitions, self._turns, self.clock)

    def _new_slot(self) -> Slot:
        return Slot(self._turns, self.clock)


async def cancel_in_slices(tasks: Sequence[asyncio.Task[None]]) -> None:
    """Cancel tasks, and let others go on in between: thousands at once would hold everything up."""
    for start in range(0, len(tasks), SLICE):
        for task in tasks[start : start + SLICE]:
            task.cancel()
        await asyncio.sleep(0)


async def still_running(tasks: set[asyncio.Task[None]], within: timedelta) -> set[asyncio.Task[None]]:
    """Wait for tasks, and return those that have not ended in time."""
    if not tasks:
        return set()
    _, late = await asyncio.wait(tasks, timeout=within.total_seconds())
    return late
