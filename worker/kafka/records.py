"""From aiokafka's record to ours."""

from datetime import UTC, datetime, timedelta

from aiokafka import ConsumerRecord, TopicPartition

from worker.engine.record import Record

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LAST_MILLISECOND = (datetime.max.replace(tzinfo=UTC) - EPOCH) // timedelta(milliseconds=1)


def from_kafka(item: ConsumerRecord[bytes, bytes]) -> Record:
    return Record(
        topic=item.topic,
        partition=item.partition,
        offset=item.offset,
        timestamp=instant(item.timestamp),
        key=item.key,
        value=item.value,
        headers=tuple((name, value or b"") for name, value in item.headers),
    )


def instant(timestamp: int) -> datetime:
    """Read Kafka's milliseconds, which a producer may set to anything; -1 stands for none."""
    return EPOCH + timedelta(milliseconds=min(max(timestamp, 0), LAST_MILLISECOND))


def as_kafka(name: tuple[str, int]) -> TopicPartition:
    return TopicPartition(*name)
