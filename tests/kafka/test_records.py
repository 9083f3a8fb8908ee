from datetime import UTC, datetime

import pytest
from aiokafka import ConsumerRecord

from worker.kafka.records import from_kafka, instant


@pytest.mark.parametrize(
    ("timestamp", "expected"),
    [
        (1_772_442_000_123, datetime(2026, 3, 2, 9, 0, 0, 123_000, tzinfo=UTC)),
        (-1, datetime(1970, 1, 1, tzinfo=UTC)),
        (2**63 - 1, datetime(9999, 12, 31, 23, 59, 59, 999_000, tzinfo=UTC)),
    ],
    ids=["an ordinary one", "none", "an impossible one"],
)
def test_any_timestamp_is_an_instant(timestamp: int, expected: datetime) -> None:
    assert instant(timestamp) == expected


def test_a_header_without_a_value_is_an_empty_one() -> None:
    headers: tuple[tuple[str, bytes | None], ...] = (("a", None), ("b", b"\xff"))
    item: ConsumerRecord[bytes, bytes] = ConsumerRecord(
        topic="t",
        partition=1,
        offset=2,
        timestamp=0,
        timestamp_type=0,
        key=None,
        value=b"v",
        checksum=None,
        serialized_key_size=-1,
        serialized_value_size=1,
        headers=headers,  # type: ignore[arg-type]  # aiokafka says bytes, and hands over None all the same
    )

    record = from_kafka(item)

    assert record.headers == (("a", b""), ("b", b"\xff"))
    assert (record.topic, record.partition, record.offset, record.value) == ("t", 1, 2, b"v")
