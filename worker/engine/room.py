"""How much more may be read: a bound on memory, and on what a crash would repeat.

Records that wait behind another of their key are bounded for each partition, so that a key
with very many of them stops its own partition and leaves room for the others.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from worker.engine.partition import Partition
from worker.engine.record import TopicPartition

SMALLEST_SHARE = 256
"""Records of one key that come in a burst, and hold up nobody else of their partition."""


@dataclass(frozen=True, slots=True)
class Limits:
    records: int = 8_192
    """Over all partitions: received and not done."""
    bytes: int = 64 * 1024 * 1024
    waiting: int = 1_024
    """Of one partition: received, and behind another of their key; less with many partitions."""
    span: int = 50_000
    """Offsets from the oldest record of a partition that is not done to its newest."""


@dataclass(frozen=True, slots=True)
class Room:
    records: int
    """How many records may be asked for; 0: none at all."""
    partitions: frozenset[TopicPartition]
    """Of which partitions."""

    def __bool__(self) -> bool:
        return self.records > 0 and bool(self.partitions)


def room(partitions: Mapping[TopicPartition, Partition], limits: Limits) -> Room:
    records = sum(partition.outstanding_records for partition in partitions.values())
    size = sum(partition.outstanding_bytes for partition in partitions.values())
    waiting = share(limits, len(partitions))
    return Room(
        records=max(0, limits.records - records) if size < limits.bytes else 0,
        partitions=frozenset(
            name
            for name, each in partitions.items()
            if each.tracker.gap <= limits.span and each.waiting_records < waiting
        ),
    )


def share(limits: Limits, partitions: int) -> int:
    """Return how many records of a partition may wait.

    All together take half of the room, or more where a burst for each of more than 16 partitions does.
    """
    return max(SMALLEST_SHARE, min(limits.waiting, limits.records // 2 // max(partitions, 1)))
