"""Which offset of one partition is safe to commit.

Records finish out of order, but Kafka keeps a single number per partition: everything
below it is done. Offsets have holes (transaction markers, compaction), so a tracker follows
the records received, not the numbers. One tracker serves one assignment: after a rebalance
the partition gets a new one, and whoever finishes late marks only the old one.

In one assignment `committable` only rises and never passes a record that is not done. What
would break that stops the worker: the next assignment begins at the committed offset, safe.
"""

from collections import deque
from dataclasses import dataclass, field

from worker.errors import FatalError


@dataclass(slots=True)
class OffsetTracker:
    """Follows the records of one partition, for one assignment."""

    committable: int | None = None
    """The next offset to read, as Kafka wants it; None until the first record received is done."""
    _received: deque[int] = field(default_factory=deque)
    """From the first that is not done on."""
    _undone: set[int] = field(default_factory=set)
    _first: int | None = None
    _newest: int = -1
    _committed: int | None = None

    def receive(self, offset: int) -> None:
        """Follow one more record. Offsets rise: a lower one would be counted twice."""
        if offset <= self._newest:
            raise FatalError(f"Kafka gave offset {offset} after {self._newest}: was the topic made anew?")
        self._newest = offset
        self._first = offset if self._first is None else self._first
        self._received.append(offset)
        self._undone.add(offset)

    def finish(self, offset: int) -> bool:
        """Mark a record as done. Return whether `committable` moved."""
        if offset not in self._undone:
            raise FatalError(f"offset {offset} ended, but was not under way")
        self._undone.remove(offset)
        if offset != self._received[0]:
            return False
        while self._received and self._received[0] not in self._undone:
            self.committable = self._received.popleft() + 1
        return True

    @property
    def uncommitted(self) -> int | None:
        """What Kafka ought to be told: `committable`, unless it knows."""
        return self.committable if self.committable != self._committed else None

    def committed(self, offset: int) -> None:
        self._committed = offset

    @property
    def watermark(self) -> int | None:
        """Where Kafka would have the partition read from now: None until something was received."""
        return self._first if self._committed is None else self._committed

    @property
    def outstanding(self) -> int:
        """How many records were received and cannot be committed yet."""
        return len(self._received)

    @property
    def gap(self) -> int:
        """How many offsets lie from the oldest record that is not done to the newest, both counted."""
        return self._newest + 1 - self._received[0] if self._received else 0
