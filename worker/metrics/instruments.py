"""Everything that is measured, with its meaning.

Labels have few values: types, outcomes, reasons. Never a user, a key, an address or an id,
which would be as many series, and told to whoever reads the metrics.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

from worker.errors import TransientError
from worker.ports.clock import Clock

COMMAND_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
DRAIN_SECONDS = (0.01, 0.1, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0, 30.0)
LIMITER_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
LAG_SECONDS = (0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0)

TICK = timedelta(seconds=1)


Lags = Callable[[], Mapping[tuple[str, int], int]]
"""Records by topic and partition, as they are now."""


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
    ("vai_slots_busy", "Records that run at this moment; those that wait for a next try do not.", "slots_busy"),
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

    def collect(self) -> Iterator[Metric]:
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


class Metrics:
    """The instruments of one registry; also `worker.engine.measures.EngineMetrics`."""

    def __init__(self, registry: CollectorRegistry, version: str) -> None:
        self._registry = registry
        ProcessCollector(registry=registry)
        PlatformCollector(registry=registry)
        self._load = LoadCollector()
        registry.register(self._load)
        Info("vai_worker", "Which worker this is.", registry=registry).info({"version": version})

        self._records = Counter(
            "vai_records",
            "Records brought to their end. type: the command's, or unknown; "
            "outcome: a result's status or error code, withheld, repeated or dead_letter.",
            ["type", "outcome"],
            registry=registry,
        )
        self._record_seconds = Histogram(
            "vai_record_seconds",
            "From the start of a record's handling to its end, waits between tries included.",
            ["type"],
            buckets=COMMAND_SECONDS,
            registry=registry,
        )
        self._handler_seconds = Histogram(
            "vai_handler_seconds",
            "Runs of a command's handler, each try by itself, without the waits between them.",
            ["type"],
            buckets=COMMAND_SECONDS,
            registry=registry,
        )
        self._failed_tries = Counter(
            "vai_failed_tries",
            "Tries of a command, or of storing or publishing its end, that failed for a passing reason. "
            "error: its name in worker/errors.py.",
            ["error"],
            registry=registry,
        )
        self._redelivered = Counter(
            "vai_redelivered_records",
            "Records whose command the store knew: read again after a crash or a rebalance, or sent again. "
            "found: begun (taken over, and run again from its stored step), withheld or finished.",
            ["found"],
            registry=registry,
        )
        self._dead_letters = Counter(
            "vai_dead_letters", "Records moved to the dead letters.", ["reason"], registry=registry
        )
        self._reply_fallbacks = Counter(
            "vai_reply_fallbacks",
            "Results published to the results topic because the topic asked for does not exist.",
            registry=registry,
        )
        self._commit_failures = Counter(
            "vai_commit_failures",
            "Commits of offsets that Kafka did not take; the next one covers them.",
            registry=registry,
        )
        self._rebalances = Counter(
            "vai_rebalances", "Rebalances in which this replica gave partitions up.", registry=registry
        )
        self._revoked_partitions = Counter(
            "vai_revoked_partitions", "Partitions given up in rebalances.", registry=registry
        )
        self._drain_seconds = Histogram(
            "vai_rebalance_drain_seconds",
            "How long a rebalance waited for running records: one observation for each rebalance.",
            buckets=DRAIN_SECONDS,
            registry=registry,
        )
        self._abandoned = Counter(
            "vai_drain_abandoned",
            "Records that still ran when a rebalance could wait no longer; their next owner goes on.",
            registry=registry,
        )
        self._google_seconds = Histogram(
            "vai_google_call_seconds",
            "Calls to Google, waits for tokens and for quota included. method: as Google names it, or token; "
            "outcome: ok, a refusal's code, or the name of an error in worker/errors.py.",
            ["method", "outcome"],
            buckets=COMMAND_SECONDS,
            registry=registry,
        )
        self._limiter_seconds = Histogram(
            "vai_limiter_wait_seconds",
            "How long calls to Google waited for room in its quotas before they were made. "
            "scope: account or project, whichever had less room.",
            ["scope"],
            buckets=LIMITER_SECONDS,
            registry=registry,
        )
        self._turned_away = Counter(
            "vai_limiter_turned_away",
            "Calls that would have waited for room for too long: their commands gave their slots back.",
            ["scope"],
            registry=registry,
        )
        self._held_back = Counter(
            "vai_limiter_held_back",
            "Answers of Google's that asked for less. scope: whom they hold back, at all replicas.",
            ["scope"],
            registry=registry,
        )
        self._followed = Counter(
            "vai_calendar_readings",
            "Followed calendars that were read because their time had come. "
            "outcome: ok, a refusal's code, or the name of an error.",
            ["outcome"],
            registry=registry,
        )
        self._loop_lag = Histogram(
            "vai_loop_lag_seconds",
            "How late the event loop wakes up who has slept: what blocks it shows here.",
            buckets=LAG_SECONDS,
            registry=registry,
        )
        Gauge("vai_tasks", "Tasks of the event loop.", registry=registry).set_function(running_tasks)

    def watch(self, load: Callable[[], Load]) -> None:
        """Show this load from now on."""
        self._load.load = load

    def redelivered(self, found: str) -> None:
        self._redelivered.labels(found).inc()

    def handled(self, command_type: str, seconds: float) -> None:
        self._handler_seconds.labels(command_type).observe(seconds)

    def record_done(self, command_type: str, outcome: str, duration: timedelta) -> None:
        self._records.labels(command_type, outcome).inc()
        self._record_seconds.labels(command_type).observe(duration.total_seconds())

    def try_failed(self, error: TransientError) -> None:
        self._failed_tries.labels(type(error).__name__).inc()

    def dead_lettered(self, reason: str) -> None:
        self._dead_letters.labels(reason).inc()

    def reply_topic_missing(self) -> None:
        self._reply_fallbacks.inc()

    def commit_failed(self) -> None:
        self._commit_failures.inc()

    def rebalanced(self, partitions: int, drain: timedelta, abandoned: int) -> None:
        self._rebalances.inc()
        self._revoked_partitions.inc(partitions)
        self._drain_seconds.observe(drain.total_seconds())
        self._abandoned.inc(abandoned)

    def google_called(self, method: str, outcome: str, seconds: float) -> None:
        self._google_seconds.labels(method, outcome).observe(seconds)

    def limiter_waited(self, scope: str, seconds: float) -> None:
        self._limiter_seconds.labels(scope).observe(seconds)

    def limiter_turned_away(self, scope: str) -> None:
        self._turned_away.labels(scope).inc()

    def limiter_held_back(self, scope: str) -> None:
        self._held_back.labels(scope).inc()

    def calendar_followed(self, outcome: str) -> None:
        self._followed.labels(outcome).inc()

    def show_lag(self, lags: Lags) -> None:
        """Ask for the lag whenever the metrics are asked for: what is no longer ours is gone at once."""
        self._registry.register(LagCollector(lags))

    async def watch_loop(self, clock: Clock) -> None:
        """Measure how late a sleep ends, until cancelled."""
        while True:
            began = clock.monotonic()
            await clock.sleep(TICK)
            self._loop_lag.observe(max(0.0, clock.monotonic() - began - TICK.total_seconds()))


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


def running_tasks() -> int:
    """Return how many tasks the loop of whoever asks has; 0 where no loop runs."""
    try:
        return len(asyncio.all_tasks())
    except RuntimeError:
        return 0
