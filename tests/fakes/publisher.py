"""`worker.ports.publisher.Publisher`, as a list."""

from collections.abc import Callable
from dataclasses import dataclass, field

from worker.errors import BrokerUnavailable, RecordTooLarge, TopicMissing
from worker.ports.publisher import Outgoing


@dataclass(slots=True)
class FakePublisher:
    sent: list[Outgoing] = field(default_factory=list)
    missing: set[str] = field(default_factory=set)
    """Topics that do not exist."""
    outages: int = 0
    """How many of the next sends find no broker."""
    largest: int | None = None
    """Bytes of the largest record that is taken: key, value and headers."""
    asked: list[str] = field(default_factory=list)
    """Topics of all tries."""
    on_publish: Callable[[Outgoing], None] | None = None

    async def publish(self, record: Outgoing) -> None:
        self.asked.append(record.topic)
        if self.on_publish:
            self.on_publish(record)
        if self.outages:
            self.outages -= 1
            raise BrokerUnavailable("no broker")
        if record.topic in self.missing:
            raise TopicMissing(record.topic)
        if self.largest is not None and size(record) > self.largest:
            raise RecordTooLarge(record.topic)
        self.sent.append(record)

    def on(self, topic: str) -> list[Outgoing]:
        return [record for record in self.sent if record.topic == topic]


def size(record: Outgoing) -> int:
    headers = sum(len(name) + len(value) for name, value in record.headers)
    return len(record.key or b"") + len(record.value or b"") + headers
