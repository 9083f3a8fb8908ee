"""Reads topics along, outside any group: for a sender awaiting its result, and to see what goes by."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta

from aiokafka import AIOKafkaConsumer
from aiokafka.errors import KafkaError

from worker.engine.record import Record
from worker.errors import BrokerUnavailable, Misconfigured
from worker.kafka import bounded
from worker.kafka.connection import KafkaConnection
from worker.kafka.records import from_kafka
from worker.kafka.topics import missing_topics
from worker.ports.clock import Clock, SystemClock

FIX_WITHIN = timedelta(seconds=15)


@asynccontextmanager
async def following(
    connection: KafkaConnection, topics: Sequence[str], *, from_beginning: bool = False
) -> AsyncIterator[AsyncIterator[Record]]:
    """Give every record that arrives from here on, or every one that is still there.

    On entering, the place to read from is fixed: what is sent afterwards is seen. Raise
    `Misconfigured` for a topic that is not there, and `BrokerUnavailable`.
    """
    if missing := await missing_topics(connection, topics):  # the client would look for them for 40 s
        raise Misconfigured(f"no topic {', '.join(missing)}: `vai-calendar topics create` makes it")
    consumer = AIOKafkaConsumer(
        *topics,  # without a group, it takes every partition of them
        **connection.arguments(),
        enable_auto_commit=False,
        auto_offset_reset="earliest" if from_beginning else "latest",
        fetch_max_wait_ms=100,
    )
    await bounded.start(consumer)
    await asyncio.sleep(0)  # its tasks must have begun, or aiokafka's `stop` raises CancelledError
    try:
        await places_are_fixed(consumer)
        yield arriving(consumer, SystemClock())
    finally:
        await bounded.stop(consumer)


async def places_are_fixed(consumer: AIOKafkaConsumer) -> None:
    """Wait until every partition has a place to read from; a seek could be overtaken by the reset."""
    try:
        async with asyncio.timeout(FIX_WITHIN.total_seconds()):
            for partition in consumer.assignment():
                await consumer.position(partition)
    except (KafkaError, OSError) as error:
        raise BrokerUnavailable(f"the ends of the topics cannot be read: {error!r}") from error


async def arriving(consumer: AIOKafkaConsumer, clock: Clock) -> AsyncIterator[Record]:
    async for item in consumer:
        yield from_kafka(item, clock.now())
