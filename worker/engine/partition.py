"""One partition while it is ours: its lanes, what they owe, and how far it may be committed.

An object of this class is an assignment. After a rebalance the partition gets a new one;
a record that ends late marks the old one, where nobody looks any more.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from worker.engine.lanes import Lanes, Work
from worker.engine.offsets import OffsetTracker
from worker.engine.record import Record
from worker.engine.slots import Slot
from worker.ports.clock import Clock

PER_HEADER = 150
"""What Python takes for a pair of two empty ones. A record of 1 MiB has room for many."""


@dataclass(slots=True)
class Partition:
    work: Work
    new_slot: Callable[[], Slot]
    tasks: asyncio.TaskGroup
    clock: Clock
    tracker: OffsetTracker = field(default_factory=OffsetTracker)
    outstanding_records: int = 0
    outstanding_bytes: int = 0
    blocked_since: float = 0.0
    """When the oldest record that is not done became that, by the monotonic clock."""
    lanes: Lanes = field(init=False)

    def __post_init__(self) -> None:
        self.lanes = Lanes(self.work, self.new_slot, self.tasks, self._finish)

    def receive(self, record: Record, now: float) -> None:
        """Take a record over that came at this moment of the monotonic clock."""
        if not self.outstanding_records:
            self.blocked_since = now
        self.tracker.receive(record.offset)
        self.outstanding_records += 1
        self.outstanding_bytes += size(record)
        self.lanes.add(record, now)

    @property
    def waiting_records(self) -> int:
        """How many records stand behind another of their key."""
        return self.outstanding_records - len(self.lanes)

    @property
    def blocked_for(self) -> float:
        """Seconds for which the oldest record that is not done has been that; 0 where all are done."""
        return self.clock.monotonic() - self.blocked_since if self.outstanding_records else 0.0

    def _finish(self, record: Record) -> None:
        if self.tracker.finish(record.offset):
            self.blocked_since = self.clock.monotonic()
        self.outstanding_records -= 1
        self.outstanding_bytes -= size(record)


def size(record: Record) -> int:
    """Return about how many bytes of memory a record takes: a header is more than what it says."""
    headers = sum(PER_HEADER + len(name) + len(value) for name, value in record.headers)
    return len(record.key or b"") + len(record.value or b"") + headers
