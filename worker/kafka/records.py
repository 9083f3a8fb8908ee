"""From aiokafka's record to ours."""

from datetime import UTC, datetime, timedelta

from aiokafka import ConsumerRecord, TopicPartition

from worker.engine.record import Record

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TIMESTAMP_TYPES = {0: "CreateTime", 1: "LogAppendTime"}
NO_TIMESTAMP = "NoTimestampType"
LAST_MILLISECOND = (datetime.max.replace(tzinfo=UTC) - EPOCH) // timedelta(milliseconds=1)


def from_kafka(item: ConsumerRecord[bytes, bytes], now: datetime) -> Record:
    """Return what was read at `now`, which is the time of a record that has none."""
    sent = instant(item.timestamp)
    kind = NO_TIMESTAMP if sent is None else TIMESTAMP_TYPES.get(item.timestamp_type, NO_TIMESTAMP)
    return Record(
        topic=item.topic,
        partition=item.partition,
        offset=item.offset,
        timestamp=sent or now,
        key=item.key,
        value=item.value,
        headers=tuple((name, value or b"") for name, value in item.headers),
        timestamp_type=kind,
    )


def instant(timestamp: int) -> datetime | None:
    """Read Kafka's milliseconds, which a producer may set to anything; below zero they are none."""
    if timestamp < 0:
        return None
    return EPOCH + timedelta(milliseconds=min(timestamp, LAST_MILLISECOND))


def as_kafka(name: tuple[str, int]) -> TopicPartition:
    return TopicPartition(*name)
