"""What the clients of Kafka show of how they are, for whoever asks whether the worker lives.

Asking waits for nothing. Before the clients are started, and once they stop, there is nothing to
tell of.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from worker.errors import FatalError
from worker.kafka.internals import (
    ensure_alive,
    ensure_producer_alive,
    has_started,
    last_metadata,
    wants_to_rejoin,
)


@dataclass(frozen=True, slots=True)
class Signs:
    consumer: AIOKafkaConsumer
    producer: AIOKafkaProducer

    def dead_tasks(self) -> list[str]:
        """Name the background tasks that have ended: they never begin again."""
        if not has_started(self.consumer):
            return []
        reasons = []
        try:
            ensure_alive(self.consumer)
        except FatalError as error:
            reasons.append(f"{error} (consumer)")
        try:
            ensure_producer_alive(self.producer)
        except FatalError as error:
            reasons.append(f"{error} (producer)")
        return reasons

    def is_rejoining(self) -> bool:
        """Say whether the consumer has left the group, or was told to join it anew, and has not yet."""
        return has_started(self.consumer) and wants_to_rejoin(self.consumer)

    def silent_for(self, now: datetime) -> timedelta:
        """Return how long ago the brokers last said what there is; the consumer asks every half minute."""
        if not has_started(self.consumer):
            return timedelta(0)
        return max(timedelta(0), now - last_metadata(self.consumer))
