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

PER_HEADER = 150
"""What Python takes for a pair of two empty ones. A record of 1 MiB has room for many."""


@dataclass(slots=True)
class Partition:
    work: Work
    new_slot: Callable[[], Slot]
    tasks: asyncio.TaskGroup
    tracker: OffsetTracker = field(default_factory=OffsetTracker)
    outstanding_records: int = 0
    outstanding_bytes: int = 0
    lanes: Lanes = field(init=False)

    def __post_init__(self) -> None:
        self.lanes = Lanes(self.work, self.new_slot, self.tasks, self._finish)

    def receive(self, record: Record) -> None:
        self.tracker.receive(record.offset)
        self.outstanding_records += 1
        self.outstanding_bytes += size(record)
        self.lanes.add(record)

    @property
    def waiting_records(self) -> int:
        """How many records stand behind another of their key."""
        return self.outstanding_records - len(self.lanes)

    def _finish(self, record: Record) -> None:
        self.tracker.finish(record.offset)
        self.outstanding_records -= 1
        self.outstanding_bytes -= size(record)


def size(record: Record) -> int:
    """Return about how many bytes of memory a record takes: a header is more than what it says."""
    headers = sum(PER_HEADER + len(name) + len(value) for name, value in record.headers)
    return len(record.key or b"") + len(record.value or b"") + headers
