"""A raw Kafka item, as the engine sees it: bytes, and where they came from."""

from dataclasses import dataclass, field
from datetime import datetime

from worker.ports.commands import Headers

TopicPartition = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Record:
    topic: str
    partition: int
    offset: int
    timestamp: datetime
    """Kafka's, in UTC."""
    key: bytes | None
    value: bytes | None = field(repr=False)
    """Whatever was sent, an authorization code perhaps."""
    headers: Headers = ()
    timestamp_type: str = "CreateTime"
    """In Kafka's words: `CreateTime`, `LogAppendTime`, or `NoTimestampType` where the time is our own."""

    @property
    def topic_partition(self) -> TopicPartition:
        return (self.topic, self.partition)
