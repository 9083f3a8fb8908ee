"""The way out to Kafka."""

from dataclasses import dataclass
from typing import Protocol

from worker.ports.commands import Headers


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A record to be sent."""

    topic: str
    key: bytes | None
    value: bytes | None
    headers: Headers = ()
    partition: int | None = None


class Publisher(Protocol):
    async def publish(self, record: Outgoing) -> None:
        """Return once every in-sync replica has it.

        Raise `TopicMissing`, `RecordTooLarge`, `RecordRejected`, or `BrokerUnavailable` when the
        broker does not answer in time.
        """
        ...
