"""Reads topics along from places that can be kept, outside any group: for who must miss nothing.

Every partition is assigned by hand and has its place before the first record is read. Were the
client to subscribe, an added partition would set all of them back to an end of the topic. A place
whose records are gone is told, never jumped over.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError, NoOffsetForPartitionError, OffsetOutOfRangeError

from worker.engine.record import Record
from worker.engine.record import TopicPartition as Name
from worker.errors import BrokerUnavailable, FatalError, Misconfigured, PlaceLost
from worker.kafka import bounded
from worker.kafka.connection import KafkaConnection
from worker.kafka.internals import ensure_fetching
from worker.kafka.records import as_kafka, from_kafka
from worker.kafka.topics import admin
from worker.ports.clock import Clock, SystemClock

FIND_WITHIN = timedelta(seconds=15)
LOOK_EVERY = timedelta(seconds=5)
"""How often a reader to whom nothing comes looks whether anything still could."""

Sources = Mapping[str, int | None]
"""Topics, each with the one partition to read of it, or None for all."""
Places = Mapping[Name, int]
"""The next offset to read of each partition."""


class Edge(StrEnum):
    """Where to begin in a topic of which no place is known."""

    BEGINNING = "beginning"
    END = "end"


@dataclass(slots=True)
class Following:
    """Reads on, and knows its places."""

    consumer: AIOKafkaConsumer
    clock: Clock
    sources: Sources
    places: dict[Name, int]

    async def next(self) -> Record:
        """Wait for the next record, however long that takes; a wait that is cancelled loses none.

        Raise `BrokerUnavailable` if this reader has to be opened anew, and `PlaceLost`.
        """
        await asyncio.sleep(0)  # what was fetched is read without a pause: let others go on
        while True:
            self._raise_if_useless()
            item = await self._arrived()
            if item is not None:
                self.places[item.topic, item.partition] = item.offset + 1
                return item

    async def _arrived(self) -> Record | None:
        try:
            async with asyncio.timeout(LOOK_EVERY.total_seconds()):
                return from_kafka(await self.consumer.getone(), self.clock.now())
        except TimeoutError:
            return None
        except (OffsetOutOfRangeError, NoOffsetForPartitionError) as error:
            raise PlaceLost(f"records that were to be read next are no longer kept: {error}") from error
        except UnicodeDecodeError as error:  # the client never gets past such a record
            raise PlaceLost("a record has a header whose name is no text, and cannot be read") from error
        except (KafkaError, OSError) as error:
            raise BrokerUnavailable(f"nothing can be read: {error!r}") from error

    def _raise_if_useless(self) -> None:
        try:
            ensure_fetching(self.consumer)
        except FatalError as error:
            raise BrokerUnavailable(str(error)) from error
        for topic, partition in self.sources.items():
            known = self.consumer.partitions_for_topic(topic) if partition is None else None
            if known and not known <= {number for name, number in self.places if name == topic}:
                raise BrokerUnavailable(f"{topic} has got more partitions")


@asynccontextmanager
async def following_from(
    connection: KafkaConnection, sources: Sources, edge: Edge, places: Places
) -> AsyncIterator[Following]:
    """Read on from `places`, and at an edge where a topic has none; a partition added later from its start.

    Raise `Misconfigured` for a topic or partition that is not there, `BrokerUnavailable`, and
    `PlaceLost` if what lies at a place is no longer kept.
    """
    found = await partitions_of(connection, sources)
    consumer = AIOKafkaConsumer(
        **connection.arguments(), enable_auto_commit=False, auto_offset_reset="none", fetch_max_wait_ms=100
    )
    await bounded.start(consumer)
    await asyncio.sleep(0)  # its tasks must have begun, or aiokafka's `stop` raises CancelledError
    try:
        begins, ends = await edges(consumer, found)
        starts = starting_places(begins, ends, edge, places)
        consumer.assign([as_kafka(name) for name in starts])
        for name, offset in starts.items():  # at once: before the client can look for places itself
            consumer.seek(as_kafka(name), offset)
        yield Following(consumer, SystemClock(), sources, starts)
    finally:
        await bounded.stop(consumer)


async def partitions_of(connection: KafkaConnection, sources: Sources) -> list[Name]:
    """Return the partitions to read. Raise `Misconfigured` where there are none."""
    async with admin(connection, "the topics cannot be listed") as client:
        described = await client.describe_topics()  # all: asking by name could make them
    numbers = {each["topic"]: sorted(one["partition"] for one in each["partitions"]) for each in described}
    if missing := [topic for topic in sources if not numbers.get(topic)]:
        raise Misconfigured(f"no topic {', '.join(missing)}: `vai-calendar topics create` makes it")
    for topic, partition in sources.items():
        if partition is not None and partition not in numbers[topic]:
            raise Misconfigured(f"{topic} has no partition {partition}")
    return [
        (topic, number)
        for topic, only in sources.items()
        for number in numbers[topic]
        if only in {None, number}
    ]


async def edges(consumer: AIOKafkaConsumer, found: list[Name]) -> tuple[dict[Name, int], dict[Name, int]]:
    """Return where each partition begins and ends."""
    partitions = [as_kafka(name) for name in found]
    try:
        async with asyncio.timeout(FIND_WITHIN.total_seconds()):
            begins = await consumer.beginning_offsets(partitions)
            ends = await consumer.end_offsets(partitions)
    except (KafkaError, OSError) as error:
        raise BrokerUnavailable(f"the ends of the topics cannot be read: {error!r}") from error
    return named(begins), named(ends)


def named(offsets: Mapping[TopicPartition, int]) -> dict[Name, int]:
    return {(partition.topic, partition.partition): offset for partition, offset in offsets.items()}


def starting_places(
    begins: Mapping[Name, int], ends: Mapping[Name, int], edge: Edge, places: Places
) -> dict[Name, int]:
    """Return where to begin in each partition. Raise `PlaceLost`."""
    read_before = {topic for topic, _ in places}
    at_the_edge = begins if edge is Edge.BEGINNING else ends
    starts = {}
    for name in begins:
        edge_of_it = begins[name] if name[0] in read_before else at_the_edge[name]
        starts[name] = places.get(name, edge_of_it)
        if not begins[name] <= starts[name] <= ends[name]:
            raise PlaceLost(f"{name[0]}[{name[1]}] has no records from {starts[name]} on any more")
    return starts
