"""One topic of one partition, and what is in it: enough to see whether a broker works."""

import asyncio

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic


async def send(bootstrap_servers: str, topic: str, *values: bytes) -> None:
    """Make the topic, then send the values and wait until all are acknowledged."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap_servers)
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap_servers, acks="all")
    async with asyncio.timeout(30):
        try:
            await admin.start()
            await admin.create_topics([NewTopic(topic, num_partitions=1, replication_factor=1)])
            await producer.start()
            for value in values:
                await producer.send_and_wait(topic, value, partition=0)
        finally:
            await producer.stop()
            await admin.close()


async def receive(bootstrap_servers: str, topic: str) -> list[bytes]:
    """Return everything that the topic holds."""
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap_servers, group_id=None, enable_auto_commit=False)
    partition = TopicPartition(topic, 0)
    async with asyncio.timeout(30):
        try:
            await consumer.start()
            consumer.assign([partition])
            await consumer.seek_to_beginning(partition)
            end = (await consumer.end_offsets([partition]))[partition]
            return [(await consumer.getone()).value or b"" for _ in range(end)]
        finally:
            await consumer.stop()
