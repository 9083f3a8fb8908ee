"""What is under way in an engine, for whoever measures it."""

from collections.abc import Mapping

from worker.engine.partition import Partition
from worker.engine.record import TopicPartition
from worker.engine.turns import Turns
from worker.metrics.load import Load, PartitionLoad
from worker.ports.clock import Clock


def load_of(partitions: Mapping[TopicPartition, Partition], turns: Turns, clock: Clock) -> Load:
    outstanding = sum(each.outstanding_records for each in partitions.values())
    begun = sum(each.lanes.begun() for each in partitions.values())
    return Load(
        slots=turns.total,
        slots_busy=turns.busy,
        lanes=sum(len(each.lanes) for each in partitions.values()),
        outstanding=outstanding,
        queued=outstanding - begun,
        oldest_queued_seconds=oldest_queued(partitions, clock),
        partitions=tuple(
            PartitionLoad(topic, partition, each.tracker.gap, each.blocked_for)
            for (topic, partition), each in partitions.items()
        ),
    )


def oldest_queued(partitions: Mapping[TopicPartition, Partition], clock: Clock) -> float:
    queued = (each.lanes.queued_since() for each in partitions.values())
    first = min((since for since in queued if since is not None), default=None)
    return 0.0 if first is None else clock.monotonic() - first
