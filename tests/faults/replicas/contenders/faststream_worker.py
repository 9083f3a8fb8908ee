"""A FastStream subscriber: `python -m tests.faults.replicas.contenders.faststream_worker POLICY WORKERS`.

`ack_first` is its default policy: offsets are committed by the client's timer, and `max_workers`
handle records side by side in one consumer. `nack_on_error` acknowledges after the handler, which
is what it offers for at-least-once delivery; `max_workers` are then as many consumers in the group,
so that more than there are partitions have nothing to do.

Two settings are not the defaults. `max_workers` is 1 by default, with which keys keep their order
and a replica does one thing at a time; with more, the order of a key is given up for speed where
one consumer feeds them all. And a partition without a commit is read from its beginning, which is
in its favour. No event id of its own is sent: what is delivered again is booked again.
"""

import asyncio
import sys
from typing import Any

from aiohttp import ClientSession
from aiokafka import AIOKafkaConsumer
from faststream import AckPolicy
from faststream.kafka import KafkaBroker
from faststream.kafka.annotations import KafkaMessage

from tests.faults.replicas.contenders.answer import answer_to
from tests.faults.replicas.contenders.display import Display
from tests.faults.replicas.contenders.leaving import leave_when_told
from tests.faults.replicas.contenders.plain_google import PlainGoogle
from worker.messages.topics import Topics
from worker.settings.environment import read
from worker.settings.model import Settings


async def main(settings: Settings, policy: AckPolicy, workers: int) -> None:
    topics = Topics(settings.kafka.topic_prefix)
    broker = KafkaBroker(list(settings.kafka.bootstrap_servers), logger=None)
    subscriber: Any = broker.subscriber(
        topics.of_group("schedule"),
        group_id=settings.kafka.group_id,
        auto_offset_reset="earliest",
        ack_policy=policy,
        max_workers=workers,
    )
    display = Display(lambda: places_of(subscriber))
    async with ClientSession() as http:
        google = PlainGoogle(settings.google, http)

        @subscriber  # type: ignore[untyped-decorator]  # its type depends on the policy
        async def handle(command: dict[str, Any], message: KafkaMessage) -> None:
            record: Any = message.raw_message  # one record: the subscriber takes no batches
            with display.working():
                value, headers = answer_to(command, await google.book(command))
                told = {name: text.decode() for name, text in headers.items()}
                await broker.publish(value, topics.results, key=record.key, headers=told)

        async with broker, display.served(settings.http.host, settings.http.port):
            await broker.start()
            await asyncio.Event().wait()


def places_of(subscriber: Any) -> list[tuple[str, int]]:
    """Return the partitions of all its consumers: it has one, or one for each worker."""
    alone = [subscriber.consumer] if subscriber.consumer else []
    consumers: list[AIOKafkaConsumer] = [*getattr(subscriber, "consumer_subgroup", ()), *alone]
    return sorted({(each.topic, each.partition) for one in consumers for each in one.assignment()})


if __name__ == "__main__":
    leave_when_told()
    asyncio.run(main(read(Settings), AckPolicy(sys.argv[1]), int(sys.argv[2])))
