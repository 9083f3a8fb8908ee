"""What is measured of push: the channels, their replacements, and the notifications."""

from prometheus_client import CollectorRegistry, Counter, Gauge


class PushMetrics:
    """The instruments of push, in the registry of all."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._live = Gauge(
            "vai_push_channels",
            "Channels on which Google tells of changes now: of all replicas, so take the largest.",
            registry=registry,
        )
        self._renewals = Counter(
            "vai_push_renewals",
            "Channels that were to be replaced before they end. "
            "outcome: ok, a refusal's code, or the name of an error in worker/errors.py.",
            ["outcome"],
            registry=registry,
        )
        self._notifications = Counter(
            "vai_push_notifications",
            "Requests to the webhook. outcome: marked (the calendar will be read soon), ended (it is watched "
            "no more), unknown (no channel and token of ours: not Google, or one that was just stopped), "
            "unavailable (the database did not answer in time; Google comes again).",
            ["outcome"],
            registry=registry,
        )

    def channels_live(self, number: int) -> None:
        self._live.set(number)

    def renewed(self, outcome: str) -> None:
        self._renewals.labels(outcome).inc()

    def notified(self, outcome: str) -> None:
        self._notifications.labels(outcome).inc()
