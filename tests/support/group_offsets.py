"""What Kafka itself says of a group: how far it has committed, and where its topics end."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from worker.sandbox.stage import Stage

Offsets = Mapping[tuple[str, int], int]


async def all_committed(stage: Stage, within: float) -> tuple[Offsets, Offsets]:
    """Wait until the group has committed all of its topics; return (committed, ends) in any case."""
    ends = await end_offsets(stage)
    committed = await committed_offsets(stage)
    try:
        async with asyncio.timeout(within):
            while committed != ends:
                await asyncio.sleep(0.1)
                committed = await committed_offsets(stage)
    except TimeoutError:
        pass
    return committed, ends


async def committed_offsets(stage: Stage) -> Offsets:
    """Return the committed offset of every partition of a command topic; 0 where there is none."""
    client = AIOKafkaAdminClient(**stage.connection.arguments())
    try:
        await client.start()
        found = await client.list_consumer_group_offsets(stage.group_id, partitions=partitions_of(stage))
    finally:
        await client.close()
    return {(name.topic, name.partition): max(0, each.offset) for name, each in found.items()}


async def end_offsets(stage: Stage) -> Offsets:
    async with reader(stage) as consumer:
        found = await consumer.end_offsets(partitions_of(stage))
    return {(name.topic, name.partition): offset for name, offset in found.items()}


@asynccontextmanager
async def reader(stage: Stage) -> AsyncIterator[AIOKafkaConsumer]:
    consumer = AIOKafkaConsumer(**stage.connection.arguments())
    await consumer.start()
    try:
        yield consumer
    finally:
        await consumer.stop()


def partitions_of(stage: Stage) -> list[TopicPartition]:
    return [
        TopicPartition(topic, number) for topic in stage.topics.commands for number in range(stage.partitions)
    ]
