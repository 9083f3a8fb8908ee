"""Records of one key run one at a time and in order; all others side by side.

A lane is one key of one partition, for one assignment. It lives while it has records, so an
idle key costs nothing. A record without a key has a lane of its own.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from itertools import islice

from worker.engine.record import Record
from worker.engine.slots import Abandoned, Slot
from worker.engine.turns import Party
from worker.messages.account import account_of

Work = Callable[[Record, Slot], Awaitable[None]]
"""Brings a record to its end. It returns: the record is done. It raises: it is not."""

LaneKey = bytes | int


def lane_key(record: Record) -> LaneKey:
    return record.offset if record.key is None else record.key


def party_of(record: Record) -> Party:
    return Party(record.topic_partition, account_of(record.key, record.value))


@dataclass(slots=True)
class Lane:
    slot: Slot
    records: deque[tuple[Record, float]] = field(default_factory=deque)
    """Each with when it came, by the monotonic clock."""
    task: asyncio.Task[None] | None = None
    has_begun: bool = False
    """Whether its first record runs, or waits for its next try."""

    def begin(self) -> Record:
        """Return the next record, which runs from now on."""
        self.slot.knows_claim = False
        self.has_begun = True
        return self.records[0][0]

    def end(self) -> Record:
        self.has_begun = False
        return self.records.popleft()[0]

    @property
    def queued_since(self) -> float | None:
        """When the first of the records came that have not begun."""
        return next((came for _, came in islice(self.records, int(self.has_begun), None)), None)


@dataclass(slots=True)
class Lanes:
    """The lanes of one partition, for one assignment."""

    work: Work
    new_slot: Callable[[], Slot]
    tasks: asyncio.TaskGroup
    done: Callable[[Record], None]
    _lanes: dict[LaneKey, Lane] = field(default_factory=dict)

    def add(self, record: Record, received: float) -> None:
        key = lane_key(record)
        lane = self._lanes.get(key)
        if lane is None:
            lane = self._lanes[key] = Lane(self.new_slot())
            lane.task = self.tasks.create_task(self._drive(key, lane))
        lane.records.append((record, received))

    def abandon(self) -> list[asyncio.Task[None]]:
        """Forget what has not begun; what runs goes on, for its last record.

        Return what waits. It does nothing more, and may be cancelled so that it ends at once.
        """
        for lane in self._lanes.values():
            lane.slot.abandoned = True
            while len(lane.records) > 1:
                lane.records.pop()
        return [lane.task for lane in self._lanes.values() if lane.task and not lane.slot.held]

    def running(self) -> set[asyncio.Task[None]]:
        return {lane.task for lane in self._lanes.values() if lane.task and not lane.task.done()}

    def begun(self) -> int:
        """Return how many records run, or wait for their next try."""
        return sum(lane.has_begun for lane in self._lanes.values())

    def queued_since(self) -> float | None:
        """Return when the first of the records came that have not begun."""
        return min(
            (each for lane in self._lanes.values() if (each := lane.queued_since) is not None), default=None
        )

    def __len__(self) -> int:
        return len(self._lanes)

    async def _drive(self, key: LaneKey, lane: Lane) -> None:
        try:
            while lane.records:
                lane.slot.party = party_of(lane.records[0][0])
                async with lane.slot:
                    lane.slot.ensure_wanted()
                    await self.work(lane.begin(), lane.slot)
                self.done(lane.end())
        except Abandoned:
            return
        finally:
            del self._lanes[key]
