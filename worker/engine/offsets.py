"""Which offset of one partition is safe to commit.

Records finish out of order, but Kafka keeps a single number per partition: everything
below it is done. Offsets have holes (transaction markers, compaction), so a tracker follows
the records received, not the numbers. One tracker serves one assignment: after a rebalance
the partition gets a new one, and whoever finishes late marks only the old one.
"""

from collections import deque
from dataclasses import dataclass, field


@dataclass(slots=True)
class OffsetTracker:
    """Follows the records of one partition, for one assignment."""

    committable: int | None = None
    """The next offset to read, as Kafka wants it; None until the first record received is done."""
    _received: deque[int] = field(default_factory=deque)
    _done: set[int] = field(default_factory=set)
    _committed: int | None = None
    _first: int | None = None

    def receive(self, offset: int) -> None:
        """Follow one more record. Offsets rise: a lower one would be counted twice."""
        if self._received and offset <= self._received[-1]:
            msg = f"offset {offset} after {self._received[-1]}"
            raise ValueError(msg)
        self._received.append(offset)
        self._first = offset if self._first is None else self._first

    def finish(self, offset: int) -> None:
        self._done.add(offset)
        while self._received and self._received[0] in self._done:
            first = self._received.popleft()
            self._done.remove(first)
            self.committable = first + 1

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
    def span(self) -> int:
        """How far the newest record is ahead of the oldest that is not done."""
        return self._received[-1] - self._received[0] if self._received else 0
