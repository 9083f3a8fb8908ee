"""The agents of a run: many users, each with a key of their own, whose commands must keep their order."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

import orjson
from aiokafka import AIOKafkaProducer
from aiokafka.structs import RecordMetadata

from worker.messages.commands.known import GROUP_OF
from worker.sandbox.stage import Stage

COMMANDS_PER_USER = 40
"""Meetings of a quarter of an hour: a user has room for them in a few days."""
FEWEST_USERS = 48
"""So many keys keep 24 slots busy, however they fall on the replicas."""
SEND_WITHIN = 120
AT_ONCE = 500
ZONE = "Europe/Bucharest"

Body = dict[str, object]


@dataclass(frozen=True, slots=True)
class Order:
    """A command that is to be sent."""

    command_id: str
    key: str
    body: Body


@dataclass(frozen=True, slots=True)
class Sent:
    """A command as Kafka keeps it."""

    command_id: str
    key: str
    topic: str
    partition: int
    offset: int
    at: float
    """When it was handed to the producer: wall time, in seconds."""
    type: str = "schedule_meeting"
    event_id: str | None = None
    """The event that the command names."""


def users(commands: int) -> list[str]:
    return [f"u{number}@vai.example" for number in range(max(FEWEST_USERS, commands // COMMANDS_PER_USER))]


def meetings(commands: int, dice: Random) -> list[Order]:
    """Make commands that can all be kept, in an order in which keys meet by chance."""
    people = users(commands)
    return [meeting(number, dice.choice(people)) for number in range(commands)]


def with_repeats(orders: Sequence[Order], share: float, dice: Random) -> list[Order]:
    """Let some commands come a second time, as they are, somewhere behind the first."""
    places = dice.sample(range(len(orders)), round(len(orders) * share))
    behind = defaultdict[int, list[Order]](list)
    for place in places:
        behind[dice.randrange(place, len(orders))].append(orders[place])
    return [each for place, order in enumerate(orders) for each in (order, *behind[place])]


def meeting(number: int, user: str) -> Order:
    command_id = f"c-{number:06}"
    body: Body = {
        "type": "schedule_meeting",
        "command_id": command_id,
        "user_id": user,
        "title": f"Meeting {number}",
        "participants": [{"email": f"guest-of-{user.partition('@')[0]}@elsewhere.example"}],
        "duration_minutes": 15,
        "conference": "none",
        "time_zone": ZONE,
    }
    return Order(command_id, user, body)


@dataclass(slots=True)
class Load:
    """Sends commands, and remembers where Kafka put them."""

    stage: Stage
    producer: AIOKafkaProducer
    sent: list[Sent] = field(default_factory=list)

    async def send(self, orders: Sequence[Order]) -> None:
        """Send commands in this order; return when all are acknowledged."""
        async with asyncio.timeout(SEND_WITHIN):
            for some in sliced(orders, AT_ONCE):
                begun = [(order, time.time(), await self._begin(order)) for order in some]
                for order, at, acknowledged in begun:
                    self.sent.append(kept(order, await acknowledged, at))

    async def _begin(self, order: Order) -> "asyncio.Future[RecordMetadata]":
        topic = self.stage.topics.of_group(GROUP_OF[str(order.body["type"])])
        value, key = orjson.dumps(order.body), order.key.encode()
        future: asyncio.Future[RecordMetadata] = await self.producer.send(topic, value=value, key=key)
        return future


def kept(order: Order, place: RecordMetadata, at: float) -> Sent:
    """Return what became of a command that Kafka acknowledged."""
    return Sent(
        order.command_id,
        order.key,
        place.topic,
        place.partition,
        place.offset,
        at,
        type=str(order.body["type"]),
        event_id=str(order.body["event_id"]) if "event_id" in order.body else None,
    )


def sliced(orders: Sequence[Order], size: int) -> Iterator[Sequence[Order]]:
    for start in range(0, len(orders), size):
        yield orders[start : start + size]
