"""What is measured of reminders."""

from datetime import timedelta

from prometheus_client import CollectorRegistry, Counter, Histogram

LATE_SECONDS = (0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 600.0, 3600.0)


class ReminderMetrics:
    """`worker.handlers.due_reminders.ReminderMetrics`."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._late = Histogram(
            "vai_reminder_late_seconds",
            "How long after its moment a reminder came into the outbox, for each that was told.",
            buckets=LATE_SECONDS,
            registry=registry,
        )
        self._dropped = Counter(
            "vai_reminders_dropped",
            "Reminders that were not told: their event ended more than a day ago, or is not what it was.",
            registry=registry,
        )

    def reminder_told(self, late: timedelta) -> None:
        self._late.observe(late.total_seconds())

    def reminders_dropped(self, number: int) -> None:
        self._dropped.inc(number)
