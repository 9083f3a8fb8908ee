"""Reading from places: nothing twice, nothing missed, and a place that is gone is told."""

import asyncio
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import pytest
from aiokafka.admin import AIOKafkaAdminClient, NewPartitions

from tests.kafka.bench import Bench
from worker.errors import BrokerUnavailable, Misconfigured, PlaceLost
from worker.kafka import places as module
from worker.kafka.connection import KafkaConnection
from worker.kafka.places import Edge, Following, following_from, starting_places

BEGINS, ENDS = {("t", 0): 3, ("t", 1): 0}, {("t", 0): 9, ("t", 1): 5}


@pytest.mark.parametrize(
    ("edge", "places", "starts"),
    [
        (Edge.END, {}, (9, 5)),
        (Edge.BEGINNING, {}, (3, 0)),
        (Edge.END, {("t", 0): 4, ("t", 1): 5}, (4, 5)),
        (Edge.END, {("t", 0): 4}, (4, 0)),
        (Edge.END, {("other", 0): 4}, (9, 5)),
    ],
    ids=["the end", "the beginning", "known places", "a partition that came later", "another topic's"],
)
def test_begins_at(edge: Edge, places: Mapping[tuple[str, int], int], starts: tuple[int, int]) -> None:
    found = starting_places(BEGINS, ENDS, edge, places)

    assert (found["t", 0], found["t", 1]) == starts


@pytest.mark.parametrize("offset", [2, 10])
def test_a_place_without_its_records_is_lost(offset: int) -> None:
    with pytest.raises(PlaceLost, match=rf"t\[0\].*{offset}"):
        starting_places(BEGINS, ENDS, Edge.END, {("t", 0): offset})


async def values(following: Following, count: int) -> list[bytes | None]:
    async with asyncio.timeout(30):
        return [(await following.next()).value for _ in range(count)]


@pytest.mark.real
async def test_goes_on_where_it_was_left(bench: Bench) -> None:
    sources = {bench.topic: None}
    await bench.send(b"key", [b"old"], partition=0)
    async with following_from(bench.connection, sources, Edge.END, {}) as following:
        await bench.send(b"key", [b"1", b"2"], partition=0)
        await bench.send(b"key", [b"3"], partition=3)
        assert sorted(map(bytes, filter(None, await values(following, 3)))) == [b"1", b"2", b"3"]
        places = dict(following.places)
    await bench.send(b"key", [b"4"], partition=0)

    async with following_from(bench.connection, sources, Edge.BEGINNING, places) as following:
        assert await values(following, 1) == [b"4"]


@pytest.mark.real
async def test_reads_one_partition_alone_if_told(bench: Bench) -> None:
    async with following_from(bench.connection, {bench.topic: 2}, Edge.BEGINNING, {}) as following:
        await bench.send(b"key", [b"no"], partition=1)
        await bench.send(b"key", [b"yes"], partition=2)

        assert await values(following, 1) == [b"yes"]


@pytest.mark.real
async def test_a_wait_that_is_cancelled_loses_nothing(bench: Bench) -> None:
    async with following_from(bench.connection, {bench.topic: None}, Edge.END, {}) as following:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await following.next()
        await bench.send(b"key", [b"1"], partition=0)

        assert await values(following, 1) == [b"1"]


@pytest.mark.real
@pytest.mark.parametrize("sources", [{f"nowhere-{uuid4().hex}": None}, {"": 0}], ids=["topic", "no name"])
async def test_names_the_topic_that_is_not_there(
    connection: KafkaConnection, sources: dict[str, int | None]
) -> None:
    with pytest.raises(Misconfigured, match="topics create"):
        async with following_from(connection, sources, Edge.END, {}):
            pass


@pytest.mark.real
async def test_names_the_partition_that_is_not_there(bench: Bench) -> None:
    with pytest.raises(Misconfigured, match="has no partition 4"):
        async with following_from(bench.connection, {bench.topic: 4}, Edge.END, {}):
            pass


@pytest.mark.real
async def test_a_reader_whose_client_has_died_says_so(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LOOK_EVERY", module.LOOK_EVERY / 50)
    async with following_from(bench.connection, {bench.topic: None}, Edge.END, {}) as following:
        inside: Any = following.consumer
        inside._fetcher._fetch_task.cancel()

        with pytest.raises(BrokerUnavailable, match="fetch task"):
            await values(following, 1)


@pytest.mark.real
@pytest.mark.apache_kafka
async def test_what_a_partition_that_was_added_brings_is_read_from_its_start(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LOOK_EVERY", module.LOOK_EVERY / 50)
    sources = {bench.topic: None}
    async with following_from(bench.connection, sources, Edge.END, {}) as following:
        await bench.send(b"key", [b"1"], partition=0)
        assert await values(following, 1) == [b"1"]
        await add_partition(bench)
        await heard_of_it(following, bench.topic)
        with pytest.raises(BrokerUnavailable, match="more partitions"):
            await values(following, 1)
        places = dict(following.places)
    await bench.send(b"key", [b"2"], partition=4)

    async with following_from(bench.connection, sources, Edge.END, places) as following:
        assert await values(following, 1) == [b"2"]


async def heard_of_it(following: Following, topic: str) -> None:
    """By itself the client would ask every five minutes."""
    async with asyncio.timeout(30):
        while len(following.consumer.partitions_for_topic(topic) or ()) < 5:
            await following.consumer._client.force_metadata_update()
            await asyncio.sleep(0.05)


async def add_partition(bench: Bench) -> None:
    client = AIOKafkaAdminClient(**bench.connection.arguments())
    await client.start()
    try:
        answer: Any = await client.create_partitions({bench.topic: NewPartitions(5)})
        assert [code for _, code, _ in answer.topic_errors] == [0]
    finally:
        await client.close()
