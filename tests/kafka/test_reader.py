"""What the reader makes of what the client does, without a broker."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaError, RecordTooLargeError

from tests.fakes.clock import FakeClock
from worker.engine.room import Room
from worker.kafka import reader as module
from worker.kafka.reader import MOST_AT_ONCE, Reader

NOW = datetime(2026, 3, 2, tzinfo=UTC)
BAD_HEADER = UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte")


@dataclass(slots=True)
class FakeClient:
    """Has records by partition. An exception in the place of one is raised when its turn comes.

    As the real client does, it loses what a read had found in other partitions before.
    """

    arrived: dict[int, deque[int | Exception]]
    sought: list[tuple[int, int]] = field(default_factory=list)
    waited: int = 0

    async def getmany(
        self, *partitions: TopicPartition, timeout_ms: int, max_records: int
    ) -> Mapping[TopicPartition, list[ConsumerRecord[bytes, bytes]]]:
        found: dict[TopicPartition, list[ConsumerRecord[bytes, bytes]]] = {}
        for partition in partitions:
            waiting = self.arrived[partition.partition]
            while waiting and sum(map(len, found.values())) < max_records:
                found.setdefault(partition, []).append(as_read(partition, waiting.popleft()))
        return found

    def seek(self, partition: TopicPartition, offset: int) -> None:
        self.sought.append((partition.partition, offset))


def as_read(partition: TopicPartition, item: int | Exception) -> ConsumerRecord[bytes, bytes]:
    if isinstance(item, Exception):
        raise item
    return ConsumerRecord(*partition, item, 0, 0, None, b"", None, 0, 0, ())


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> FakeClient:
    client = FakeClient({number: deque() for number in range(4)})

    async def arrival(_consumer: object, _within: timedelta) -> None:
        client.waited += 1

    def stopped_at(_consumer: object, _partition: TopicPartition) -> int:
        return 7

    monkeypatch.setattr(module, "arrival", arrival)
    monkeypatch.setattr(module, "stopped_at", stopped_at)
    return client


@pytest.fixture
def reader(client: FakeClient) -> Reader:
    return Reader(cast("AIOKafkaConsumer", client), FakeClock(NOW))


def room(records: int = 1000) -> Room:
    return Room(records, frozenset(("topic", number) for number in range(4)))


async def read(reader: Reader, most: int = 1000) -> dict[int, list[int]]:
    """Return the offsets read, by partition."""
    offsets: dict[int, list[int]] = {}
    for record in await reader.read(room(most)):
        offsets.setdefault(record.partition, []).append(record.offset)
    return offsets


@pytest.mark.parametrize("bad", range(4))
async def test_what_was_found_elsewhere_is_kept_where_a_header_is_bad(
    reader: Reader, client: FakeClient, bad: int
) -> None:
    for number, waiting in client.arrived.items():
        waiting.extend([0, 1] if number != bad else [6, BAD_HEADER])

    found = await read(reader)

    assert found == {number: [0, 1] if number != bad else [6, 7] for number in range(4)}
    assert client.sought == [(bad, 8)]


async def test_an_error_of_the_client_waits_until_what_was_found_is_handed_over(
    reader: Reader, client: FakeClient
) -> None:
    client.arrived[1].extend([0, 1])
    client.arrived[2].append(RecordTooLargeError("one is too large"))
    client.arrived[3].append(5)

    assert await read(reader) == {1: [0, 1]}
    with pytest.raises(RecordTooLargeError):
        await read(reader)
    assert await read(reader) == {3: [5]}


async def test_an_error_with_nothing_found_is_raised_at_once(reader: Reader, client: FakeClient) -> None:
    client.arrived[2].append(KafkaError("no"))

    with pytest.raises(KafkaError):
        await read(reader)
    assert await read(reader) == {}


async def test_no_partition_starves_beside_a_busy_one(reader: Reader, client: FakeClient) -> None:
    client.arrived[0].extend(range(10 * MOST_AT_ONCE))
    for number in (1, 2, 3):
        client.arrived[number].append(0)

    found: Any = set()
    for _ in range(4):
        found |= (await read(reader)).keys()

    assert found == {0, 1, 2, 3}


async def test_no_more_is_taken_than_there_is_room_for(reader: Reader, client: FakeClient) -> None:
    for waiting in client.arrived.values():
        waiting.extend(range(10))

    found = await read(reader, most=15)

    assert sum(map(len, found.values())) == 15


async def test_it_waits_only_where_nothing_has_arrived(reader: Reader, client: FakeClient) -> None:
    client.arrived[0].append(0)

    await read(reader)
    assert client.waited == 0
    await read(reader)
    assert client.waited == 1
