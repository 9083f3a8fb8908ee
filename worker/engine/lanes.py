"""Records of one key run one at a time and in order; all others side by side.

A lane is one key of one partition, for one assignment. It lives while it has records, so an
idle key costs nothing. A record without a key has a lane of its own.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from worker.engine.record import Record
from worker.engine.slots import Abandoned, Slot

Work = Callable[[Record, Slot], Awaitable[None]]
"""Brings a record to its end. It returns: the record is done. It raises: it is not."""

LaneKey = bytes | int


def lane_key(record: Record) -> LaneKey:
    return record.offset if record.key is None else record.key


@dataclass(slots=True)
class Lane:
    slot: Slot
    records: deque[Record] = field(default_factory=deque)
    task: asyncio.Task[None] | None = None


@dataclass(slots=True)
class Lanes:
    """The lanes of one partition, for one assignment."""

    work: Work
    new_slot: Callable[[], Slot]
    tasks: asyncio.TaskGroup
    done: Callable[[Record], None]
    _lanes: dict[LaneKey, Lane] = field(default_factory=dict)

    def add(self, record: Record) -> None:
        key = lane_key(record)
        lane = self._lanes.get(key)
        if lane is None:
            lane = self._lanes[key] = Lane(self.new_slot())
            lane.task = self.tasks.create_task(self._drive(key, lane))
        lane.records.append(record)

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

    def __len__(self) -> int:
        return len(self._lanes)

    async def _drive(self, key: LaneKey, lane: Lane) -> None:
        try:
            while lane.records:
                async with lane.slot:
                    lane.slot.ensure_wanted()
                    await self.work(lane.records[0], lane.slot)
                self.done(lane.records.popleft())
        except Abandoned:
            return
        finally:
            del self._lanes[key]
