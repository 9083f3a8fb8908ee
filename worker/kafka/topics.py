"""Making topics.

A topic that is there already is left as it is. Adding partitions later moves keys to other
partitions and so breaks the order of those under way: choose the number once, and amply.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaError, TopicAlreadyExistsError, for_code

from worker.errors import BrokerUnavailable, Misconfigured
from worker.kafka.connection import KafkaConnection, milliseconds
from worker.kafka.no_connection import no_connection

WITHIN = timedelta(seconds=30)
DEAD_LETTER_BYTES = 2 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class TopicPlan:
    name: str
    partitions: int
    replication_factor: int
    settings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CreatedTopics:
    created: tuple[str, ...]
    existed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TopicSizes:
    """What an operator may choose about the topics."""

    partitions: int = 12
    replication_factor: int = 1
    command_retention: timedelta = timedelta(days=7)


def plans(
    commands: Sequence[str], results: Sequence[str], dead_letters: str, sizes: TopicSizes
) -> list[TopicPlan]:
    """Plan the topics of the worker; `results` are all that others read, changes too.

    Results and changes are never compacted: two of one key are two answers, not one state.
    """

    def plan(name: str, settings: Mapping[str, str]) -> TopicPlan:
        return TopicPlan(name, sizes.partitions, sizes.replication_factor, settings)

    retention = str(milliseconds(sizes.command_retention))
    return [
        *(plan(name, {"retention.ms": retention}) for name in commands),
        *(plan(name, {"cleanup.policy": "delete"}) for name in results),
        plan(dead_letters, {"cleanup.policy": "delete", "max.message.bytes": str(DEAD_LETTER_BYTES)}),
    ]


async def create_topics(connection: KafkaConnection, topics: Sequence[TopicPlan]) -> CreatedTopics:
    """Make the topics that are not there yet.

    Raise `Misconfigured` if Kafka refuses one of them, as it would every time, and
    `BrokerUnavailable` if it cannot be reached.
    """
    async with admin(connection, "the topics could not be made") as client:
        response: Any = await client.create_topics([as_new_topic(topic) for topic in topics])
    return outcome({topic: (code, text) for topic, code, text in response.topic_errors})


async def missing_topics(connection: KafkaConnection, topics: Sequence[str]) -> list[str]:
    """Return those of the topics that are not there. Raise `BrokerUnavailable`."""
    async with admin(connection, "the topics cannot be listed") as client:
        known = set(await client.list_topics())
    return [topic for topic in topics if topic not in known]


@asynccontextmanager
async def admin(
    connection: KafkaConnection, complaint: str = "Kafka does not answer"
) -> AsyncIterator[AIOKafkaAdminClient]:
    """Give a client for one short question. Raise `BrokerUnavailable`: `complaint` tells of a broker's no."""
    client = AIOKafkaAdminClient(**connection.arguments())
    try:
        async with asyncio.timeout(WITHIN.total_seconds()):
            await client.start()
            yield client
    except (KafkaError, OSError) as error:
        nobody = no_connection(connection.bootstrap_servers, error)
        raise BrokerUnavailable(nobody or f"{complaint}: {error!r}") from error
    finally:
        await client.close()


def as_new_topic(topic: TopicPlan) -> NewTopic:
    return NewTopic(
        topic.name, topic.partitions, topic.replication_factor, topic_configs=dict(topic.settings)
    )


def outcome(answers: Mapping[str, tuple[int, str | None]]) -> CreatedTopics:
    """Read what Kafka said of each topic: the client raises nothing for a single one."""
    errors = {topic: for_code(code) for topic, (code, _) in answers.items() if code}
    refused = {topic: kind for topic, kind in errors.items() if kind is not TopicAlreadyExistsError}
    if refused:
        said = "; ".join(f"{topic}: {answers[topic][1] or kind.__name__}" for topic, kind in refused.items())
        raise Misconfigured(f"Kafka refuses to make topics: {said}")
    return CreatedTopics(
        created=tuple(topic for topic in answers if topic not in errors), existed=tuple(errors)
    )
