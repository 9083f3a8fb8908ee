"""What is under way in a replica, as it is when somebody looks, and of the partitions it has then."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector


@dataclass(frozen=True, slots=True)
class PartitionLoad:
    """What is under way in one partition."""

    topic: str
    partition: int
    gap: int
    """Offsets from the oldest record that is not done to the newest received, both counted."""
    blocked_seconds: float
    """For how long the oldest record that is not done has been that: since it was received, or
    since the one before it was done, whichever came later."""


@dataclass(frozen=True, slots=True)
class Load:
    """What is under way in one replica, at one moment."""

    slots: int
    slots_busy: int
    lanes: int
    outstanding: int
    """Records received and not done."""
    queued: int
    """Those of them that have not begun."""
    oldest_queued_seconds: float
    """How long the one of these has been here that came first."""
    partitions: Sequence[PartitionLoad]


OF_A_REPLICA = (
    ("vai_slots", "Records that may run at once.", "slots"),
    (
        "vai_slots_busy",
        "Records that run at this moment; those that wait for a next try do not.",
        "slots_busy",
    ),
    ("vai_lanes", "Keys that have records under way.", "lanes"),
    ("vai_outstanding_records", "Records received and not done.", "outstanding"),
    ("vai_queued_records", "Records received and not begun: behind their key or without a slot.", "queued"),
    (
        "vai_oldest_queued_seconds",
        "How long the first of the records that have not begun has been here.",
        "oldest_queued_seconds",
    ),
)
"""Name, meaning, and which field of `Load` it shows."""

OF_A_PARTITION = (
    (
        "vai_watermark_gap",
        "Offsets from the oldest record that is not done to the newest received: what a crash may repeat.",
        "gap",
    ),
    (
        "vai_blocking_offset_age_seconds",
        "For how long the oldest record that is not done has kept later offsets from being committed.",
        "blocked_seconds",
    ),
)


class LoadCollector(Collector):
    """Shows the load of an engine as it is when somebody looks."""

    def __init__(self) -> None:
        self.load: Callable[[], Load] | None = None

    def collect(self) -> Iterator[GaugeMetricFamily]:
        if self.load is None:
            return
        load = self.load()
        for name, meaning, field in OF_A_REPLICA:
            yield GaugeMetricFamily(name, meaning, value=getattr(load, field))
        for name, meaning, field in OF_A_PARTITION:
            family = GaugeMetricFamily(name, meaning, labels=["topic", "partition"])
            for each in load.partitions:
                family.add_metric([each.topic, str(each.partition)], getattr(each, field))
            yield family
