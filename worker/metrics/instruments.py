"""Everything that is measured, with its meaning.

Labels have few values: types, outcomes, reasons, the partitions of our own topics. Never a
user, a key, an address or an id, which would be as many series, and told to whoever reads the
metrics.
"""

import asyncio
from collections.abc import Callable
from datetime import timedelta

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector

from worker.errors import TransientError
from worker.metrics.lag import LagCollector, Lags
from worker.metrics.load import Load, LoadCollector
from worker.metrics.merging import MergingMetrics
from worker.metrics.push import PushMetrics
from worker.metrics.reminders import ReminderMetrics
from worker.ports.clock import Clock

COMMAND_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
DRAIN_SECONDS = (0.01, 0.1, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0, 30.0)
LIMITER_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
LAG_SECONDS = (0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0)

TICK = timedelta(seconds=1)


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
            "Runs of a command's handler, each try by itself, without the waits between them; "
            "those that look for what became of a withheld command, too.",
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
            "Results published to the results topic because the topic asked for does not exist, "
            "refused them or had failed for a while.",
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
            "Records that still ran when a rebalance or a stop could wait no longer; a stop cancels them. "
            "Their next owner goes on.",
            registry=registry,
        )
        self._google_seconds = Histogram(
            "vai_google_call_seconds",
            "Calls to Google, waits for tokens and for quota included. method: as Google names it, or token, "
            "certs (the keys of id tokens), revoke; "
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
        self.push = PushMetrics(registry)
        self.merging = MergingMetrics(registry)
        self.reminders = ReminderMetrics(registry)
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

    def rebalanced(self, partitions: int, drain: timedelta) -> None:
        self._rebalances.inc()
        self._revoked_partitions.inc(partitions)
        self._drain_seconds.observe(drain.total_seconds())

    def abandoned(self, records: int) -> None:
        self._abandoned.inc(records)

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


def running_tasks() -> int:
    """Return how many tasks the loop of whoever asks has; 0 where no loop runs."""
    try:
        return len(asyncio.all_tasks())
    except RuntimeError:
        return 0
