"""What Kafka says of itself: its brokers, our topics as they are, our group and what waits for it.

Nothing is changed, and no group is joined. A broker need not answer every question; what it
does not tell is None.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from aiokafka import AIOKafkaConsumer
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import KafkaError, for_code
from aiokafka.structs import OffsetAndMetadata, TopicPartition

from worker.errors import BrokerUnavailable
from worker.kafka import bounded
from worker.kafka.connection import KafkaConnection
from worker.kafka.topics import admin

ASK_AGAIN = 0.2
"""Seconds."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class TopicState:
    """A topic as it is."""

    partitions: int
    copies: int
    """Of each record: the least that any partition has."""
    settings: Mapping[str, str] | None
    """None: the broker does not tell."""


@dataclass(frozen=True, slots=True)
class GroupState:
    """A consumer group, and how far it is."""

    state: str
    """In Kafka's words: `Stable`, `Empty`, `PreparingRebalance`, …"""
    members: int
    waiting: int
    """Records that are there and not committed yet."""
    lost: int
    """Records that Kafka deleted before they were committed."""


async def brokers(connection: KafkaConnection) -> int:
    """Return how many brokers there are. Raise `BrokerUnavailable`."""
    async with admin(connection) as client:
        return len((await client.describe_cluster())["brokers"])


async def topic_states(connection: KafkaConnection, names: Sequence[str]) -> dict[str, TopicState]:
    """Return those of the topics that are there. Raise `BrokerUnavailable`."""
    async with admin(connection) as client:
        everything = await client.describe_topics()  # asking for one by name might make it
        found = {each["topic"]: each["partitions"] for each in everything if each["topic"] in set(names)}
        settings = await settings_of(client, list(found))
    return {
        name: TopicState(len(parts), min(len(part["replicas"]) for part in parts), settings.get(name))
        for name, parts in found.items()
    }


async def settings_of(client: AIOKafkaAdminClient, names: Sequence[str]) -> dict[str, dict[str, str]]:
    """Return the settings of topics, without those of which the broker tells nothing."""
    try:
        responses: list[Any] = await client.describe_configs(
            [ConfigResource(ConfigResourceType.TOPIC, name) for name in names]
        )
    except KafkaError:  # not every broker knows the question
        return {}
    resources = [resource for response in responses for resource in response.resources]
    return {
        name: {entry[0]: entry[1] for entry in entries if entry[1] is not None}
        for code, _, _, name, entries, *_ in resources
        if not code and entries
    }


async def group_state(
    connection: KafkaConnection, group_id: str, topics: Mapping[str, int]
) -> GroupState | None:
    """Return the state of a group over topics, given with their partitions; None where it never was.

    Raise `BrokerUnavailable`.
    """
    places = [TopicPartition(name, number) for name, count in topics.items() for number in range(count)]
    async with admin(connection) as client:
        state, members, committed = await when_it_may(lambda: described(client, group_id, places))
    offsets = {place: found.offset for place, found in committed.items() if found.offset >= 0}
    if not members and not offsets:
        return None
    first, last = await ends_of(connection, places)
    marks = {place: offsets.get(place, first[place]) for place in places}
    return GroupState(
        state,
        members,
        waiting=sum(max(0, last[place] - max(marks[place], first[place])) for place in places),
        lost=sum(max(0, first[place] - marks[place]) for place in places),
    )


async def when_it_may(ask: Callable[[], Awaitable[T]]) -> T:
    """Ask until Kafka can answer: the first question about groups makes it prepare a place for them."""
    while True:
        try:
            return await ask()
        except KafkaError as error:
            if not error.retriable:
                raise
        await asyncio.sleep(ASK_AGAIN)


Committed = Mapping[TopicPartition, OffsetAndMetadata]


async def described(
    client: AIOKafkaAdminClient, group_id: str, places: Sequence[TopicPartition]
) -> tuple[str, int, Committed]:
    """Return a group's state, how many members it has, and what is committed."""
    coordinator = await client.find_coordinator(group_id)
    responses: list[Any] = await client.describe_consumer_groups([group_id], coordinator)
    code, _, state, _, _, members, *_ = responses[0].groups[0]
    if code:
        raise for_code(code)
    # Each partition by name: not every broker tells of all of them.
    committed: Committed = await client.list_consumer_group_offsets(group_id, coordinator, list(places))
    return state, len(members), committed


Ends = Mapping[TopicPartition, int]


async def ends_of(connection: KafkaConnection, places: Sequence[TopicPartition]) -> tuple[Ends, Ends]:
    """Return the first offset of each partition, and the one that comes next."""
    consumer = AIOKafkaConsumer(**connection.arguments(), enable_auto_commit=False)
    await bounded.start(consumer)
    await asyncio.sleep(0)  # its tasks must have begun, or aiokafka's `stop` raises CancelledError
    try:
        return await consumer.beginning_offsets(places), await consumer.end_offsets(places)
    except KafkaError as error:
        raise BrokerUnavailable(f"the ends of the topics cannot be read: {error!r}") from error
    finally:
        await bounded.stop(consumer)
