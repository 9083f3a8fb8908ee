from datetime import UTC, datetime
from typing import Any

import pytest
from aiokafka import ConsumerRecord

from worker.kafka.records import from_kafka, instant

NOW = datetime(2026, 7, 1, tzinfo=UTC)
SENT = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("timestamp", "expected"),
    [
        (1_772_442_000_123, datetime(2026, 3, 2, 9, 0, 0, 123_000, tzinfo=UTC)),
        (0, datetime(1970, 1, 1, tzinfo=UTC)),
        (-1, None),
        (2**63 - 1, datetime(9999, 12, 31, 23, 59, 59, 999_000, tzinfo=UTC)),
    ],
    ids=["an ordinary one", "the first", "none", "an impossible one"],
)
def test_any_timestamp_is_an_instant_or_none(timestamp: int, expected: datetime | None) -> None:
    assert instant(timestamp) == expected


def item(**changes: Any) -> ConsumerRecord[bytes, bytes]:
    fields: dict[str, Any] = {
        "topic": "t",
        "partition": 1,
        "offset": 2,
        "timestamp": 0,
        "timestamp_type": 0,
        "key": None,
        "value": b"v",
        "checksum": None,
        "serialized_key_size": -1,
        "serialized_value_size": 1,
        "headers": (),
    }
    return ConsumerRecord(**(fields | changes))


def test_a_header_without_a_value_is_an_empty_one() -> None:
    record = from_kafka(item(headers=(("a", None), ("b", b"\xff"))), NOW)

    assert record.headers == (("a", b""), ("b", b"\xff"))
    assert (record.topic, record.partition, record.offset, record.value) == ("t", 1, 2, b"v")


@pytest.mark.parametrize(
    ("timestamp", "kind", "expected"),
    [
        (1_772_442_000_000, 0, (SENT, "CreateTime")),
        (1_772_442_000_000, 1, (SENT, "LogAppendTime")),
        (-1, 0, (NOW, "NoTimestampType")),
    ],
)
def test_a_record_without_a_time_was_sent_now(
    timestamp: int, kind: int, expected: tuple[datetime, str]
) -> None:
    record = from_kafka(item(timestamp=timestamp, timestamp_type=kind), NOW)

    assert (record.timestamp, record.timestamp_type) == expected
