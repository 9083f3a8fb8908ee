from datetime import timedelta
from uuid import uuid4

import pytest
from aiokafka.admin import AIOKafkaAdminClient

from worker.errors import BrokerUnavailable, Misconfigured
from worker.kafka.connection import KafkaConnection
from worker.kafka.topics import CreatedTopics, TopicPlan, TopicSizes, create_topics, outcome, plans
from worker.messages.topics import Topics

SIZES = TopicSizes(partitions=3, replication_factor=2, command_retention=timedelta(days=7))


def test_plans_every_topic_of_the_contract() -> None:
    topics = Topics("vai.calendar")

    planned = plans(topics.commands, (topics.results, topics.changes), topics.dead_letters, SIZES)

    assert {plan.name: dict(plan.settings) for plan in planned} == {
        "vai.calendar.commands.schedule": {"retention.ms": "604800000"},
        "vai.calendar.commands.update": {"retention.ms": "604800000"},
        "vai.calendar.commands.sync": {"retention.ms": "604800000"},
        "vai.calendar.results": {"cleanup.policy": "delete"},
        "vai.calendar.changes": {"cleanup.policy": "delete"},
        "vai.calendar.dead-letters": {"cleanup.policy": "delete", "max.message.bytes": "2097152"},
    }
    assert {(plan.partitions, plan.replication_factor) for plan in planned} == {(3, 2)}


def test_a_topic_that_is_there_is_no_error_and_any_other_answer_is() -> None:
    assert outcome({"new": (0, None), "old": (36, "exists")}) == CreatedTopics(("new",), ("old",))
    with pytest.raises(Misconfigured, match="bad: too few brokers"):
        outcome({"new": (0, None), "bad": (38, "too few brokers")})


@pytest.mark.real
async def test_makes_topics_once(connection: KafkaConnection) -> None:
    name = f"made-{uuid4().hex}"
    plan = TopicPlan(name, partitions=3, replication_factor=1, settings={"cleanup.policy": "delete"})

    assert await create_topics(connection, [plan]) == CreatedTopics((name,), ())
    assert await create_topics(connection, [plan]) == CreatedTopics((), (name,))

    admin = AIOKafkaAdminClient(**connection.arguments())
    await admin.start()
    try:
        (described,) = await admin.describe_topics([name])
    finally:
        await admin.close()
    assert len(described["partitions"]) == 3


@pytest.mark.real
async def test_says_that_there_is_no_broker() -> None:
    with pytest.raises(BrokerUnavailable):
        await create_topics(KafkaConnection(("127.0.0.1:1",)), [TopicPlan("t", 1, 1)])
