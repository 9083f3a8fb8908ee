"""Where Kafka is, and what every client of ours has in common."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from worker.kafka.security import Security


@dataclass(frozen=True, slots=True)
class KafkaConnection:
    bootstrap_servers: tuple[str, ...]
    """As `host:port`."""
    client_id: str = "vai-calendar-worker"
    security: Security = field(default_factory=Security)

    def arguments(self) -> dict[str, Any]:
        return {
            "bootstrap_servers": list(self.bootstrap_servers),
            "client_id": self.client_id,
            **self.security.arguments(),
        }


def milliseconds(duration: timedelta) -> int:
    return duration // timedelta(milliseconds=1)
