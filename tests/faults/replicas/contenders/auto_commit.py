"""The loop of every aiokafka tutorial: read, do, answer, with offsets committed by the client's timer.

`python -m tests.faults.replicas.contenders.auto_commit`. All settings are aiokafka's defaults (auto-commit
every five seconds, one record at a time) but two that are set in its favour: a partition without a
commit is read from its beginning, and a result is sent with an acknowledgement of it. An error goes
up and ends the process, as it does in the tutorials; nothing in a storm of kills makes one.
"""

import asyncio

import orjson
from aiohttp import ClientSession
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from tests.faults.replicas.contenders.answer import answer_to
from tests.faults.replicas.contenders.display import Display
from tests.faults.replicas.contenders.leaving import leave_when_told
from tests.faults.replicas.contenders.plain_google import PlainGoogle
from worker.messages.topics import Topics
from worker.settings.environment import read
from worker.settings.model import Settings


async def main(settings: Settings) -> None:
    topics, servers = Topics(settings.kafka.topic_prefix), list(settings.kafka.bootstrap_servers)
    consumer = AIOKafkaConsumer(
        topics.of_group("schedule"),
        bootstrap_servers=servers,
        group_id=settings.kafka.group_id,
        auto_offset_reset="earliest",
    )
    display = Display(lambda: [(each.topic, each.partition) for each in consumer.assignment()])
    async with (
        ClientSession() as http,
        consumer,
        AIOKafkaProducer(bootstrap_servers=servers) as producer,
        display.served(settings.http.host, settings.http.port),
    ):
        google = PlainGoogle(settings.google, http)
        async for record in consumer:
            with display.working():
                command = orjson.loads(record.value)
                value, headers = answer_to(command, await google.book(command))
                await producer.send_and_wait(
                    topics.results, value, key=record.key, headers=list(headers.items())
                )


if __name__ == "__main__":
    leave_when_told()
    asyncio.run(main(read(Settings)))
