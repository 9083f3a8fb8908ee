"""How far behind the partitions are that are ours: asked for when somebody looks."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

Lags = Callable[[], Mapping[tuple[str, int], int]]
"""Records by topic and partition, as they are now."""


@dataclass(frozen=True, slots=True)
class LagCollector(Collector):
    lags: Lags

    def collect(self) -> Iterator[GaugeMetricFamily]:
        lag = GaugeMetricFamily(
            "vai_lag_records",
            "Records of our partitions from the committed offset to the end: those that run count, too, "
            "and those that are done behind one that is not.",
            labels=["topic", "partition"],
        )
        for (topic, partition), records in self.lags().items():
            lag.add_metric([topic, str(partition)], records)
        yield lag
