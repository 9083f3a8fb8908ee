"""How much more may be read: a bound on memory, and on what a crash would repeat."""

from collections.abc import Mapping
from dataclasses import dataclass

from worker.engine.partition import Partition
from worker.engine.record import TopicPartition


@dataclass(frozen=True, slots=True)
class Limits:
    records: int = 8_192
    """Over all partitions: received and not done."""
    bytes: int = 64 * 1024 * 1024
    span: int = 50_000
    """Offsets between the oldest record of a partition that is not done and its newest."""


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
    return Room(
        records=max(0, limits.records - records) if size < limits.bytes else 0,
        partitions=frozenset(name for name, each in partitions.items() if each.tracker.span < limits.span),
    )
