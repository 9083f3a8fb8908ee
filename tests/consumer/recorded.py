"""Every record that workers published on the broker of this run, on whatever stage.

Stages are known by the names that tests/support gives them, so what other tests write by hand,
under other names, is left out; so is what an earlier run left on a broker that stays.
"""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, Final

from aiokafka import AIOKafkaConsumer, TopicPartition

from worker.engine.record import Record
from worker.kafka.connection import KafkaConnection
from worker.kafka.records import from_kafka
from worker.kafka.topics import admin

OF_A_STAGE: Final = re.compile(r"t[0-9a-f]{12}\.(results|changes|dead-letters)|replies\.[0-9a-f]{32}")
MOST_AT_ONCE: Final = 500


async def recorded(connection: KafkaConnection, since: datetime) -> AsyncIterator[Record]:
    """Yield what was published since then, partition by partition in order."""
    places = await partitions(connection)
    async with reader(connection) as consumer:
        if not (ends := await filled(consumer, places)):
            return
        consumer.assign(list(ends))
        await consumer.seek_to_beginning(*ends)
        while left := [place for place, end in ends.items() if await consumer.position(place) < end]:
            found = await consumer.getmany(*left, timeout_ms=1000, max_records=MOST_AT_ONCE)
            for item in (item for items in found.values() for item in items):
                record = from_kafka(item, since)
                if record.timestamp >= since:
                    yield record


async def partitions(connection: KafkaConnection) -> list[TopicPartition]:
    async with admin(connection) as client:
        topics = [name for name in await client.list_topics() if OF_A_STAGE.fullmatch(name)]
        described: list[dict[str, Any]] = await client.describe_topics(topics)
    return [
        TopicPartition(each["topic"], one["partition"]) for each in described for one in each["partitions"]
    ]


async def filled(consumer: AIOKafkaConsumer, places: list[TopicPartition]) -> dict[TopicPartition, int]:
    """Return where each partition ends that holds anything."""
    begins, ends = await consumer.beginning_offsets(places), await consumer.end_offsets(places)
    return {place: ends[place] for place in places if ends[place] > begins[place]}


@asynccontextmanager
async def reader(connection: KafkaConnection) -> AsyncIterator[AIOKafkaConsumer]:
    consumer = AIOKafkaConsumer(**connection.arguments(), enable_auto_commit=False)
    await consumer.start()
    try:
        yield consumer
    finally:
        await consumer.stop()
