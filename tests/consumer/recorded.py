"""Every record that workers published on the broker of this run, on whatever stage.

Stages are known by the names that tests/support gives them, so what other tests write by hand,
under other names, is left out; so is what an earlier run left on a broker that stays.
"""

import re
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Final

from aiokafka import AIOKafkaConsumer, TopicPartition

from worker.engine.record import Record
from worker.kafka.connection import KafkaConnection
from worker.kafka.records import from_kafka

OF_A_STAGE: Final = re.compile(r"t[0-9a-f]{12}\.(results|changes|dead-letters)|replies\.[0-9a-f]{32}")
MOST_AT_ONCE: Final = 500


async def recorded(connection: KafkaConnection, since: datetime) -> AsyncIterator[Record]:
    async with reader(connection) as consumer:
        topics = [name for name in await consumer.topics() if OF_A_STAGE.fullmatch(name)]
        ends = await filled(consumer, topics)
        consumer.assign(list(ends))
        await consumer.seek_to_beginning()
        while left := [place for place, end in ends.items() if await consumer.position(place) < end]:
            found = await consumer.getmany(*left, timeout_ms=1000, max_records=MOST_AT_ONCE)
            for item in (item for items in found.values() for item in items):
                record = from_kafka(item, since)
                if record.timestamp >= since:
                    yield record


async def filled(consumer: AIOKafkaConsumer, topics: Iterable[str]) -> dict[TopicPartition, int]:
    """Return where each partition ends that holds anything."""
    places = list(partitions(consumer, topics))
    begins, ends = await consumer.beginning_offsets(places), await consumer.end_offsets(places)
    return {place: ends[place] for place in places if ends[place] > begins[place]}


def partitions(consumer: AIOKafkaConsumer, topics: Iterable[str]) -> Iterator[TopicPartition]:
    for topic in topics:
        for number in consumer.partitions_for_topic(topic) or ():
            yield TopicPartition(topic, number)


@asynccontextmanager
async def reader(connection: KafkaConnection) -> AsyncIterator[AIOKafkaConsumer]:
    consumer = AIOKafkaConsumer(**connection.arguments(), enable_auto_commit=False)
    await consumer.start()
    try:
        yield consumer
    finally:
        await consumer.stop()
