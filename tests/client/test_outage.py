"""What an agent sees of a broker that stands still, or dies and comes back empty. The broker is its own."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import orjson
import pytest

from worker.client.answer import Unsettled, Why
from worker.client.calendar_client import CalendarClient
from worker.client.commands import sync_calendar
from worker.client.resending import Resending
from worker.engine.record import Record
from worker.errors import BrokerUnavailable
from worker.kafka.client import following
from worker.kafka.connection import KafkaConnection
from worker.kafka.producer import KafkaPublisher
from worker.kafka.topics import TopicPlan, create_topics
from worker.messages.topics import Topics
from worker.ports.publisher import Outgoing
from worker.sandbox.broker import Broker
from worker.sandbox.tansu import tansu

pytestmark = pytest.mark.real

TOPICS = Topics("outage")
LONG, SHORT = timedelta(seconds=60), timedelta(seconds=3)
SOON_AGAIN = Resending(most=100, wait_initial=timedelta(seconds=1), wait_exp_base=1)


@pytest.fixture
async def own_broker() -> AsyncIterator[Broker]:
    async with tansu() as server:
        await make_topics(server)
        yield server


async def make_topics(broker: Broker) -> None:
    names = (*TOPICS.commands, TOPICS.results, TOPICS.changes)
    plans = [TopicPlan(name, partitions=2, replication_factor=1) for name in names]
    await create_topics(connection_to(broker), plans)


def connection_to(broker: Broker) -> KafkaConnection:
    return KafkaConnection((broker.bootstrap_servers,))


def client_of(broker: Broker) -> CalendarClient:
    return CalendarClient(broker.bootstrap_servers, topic_prefix=TOPICS.prefix, resending=SOON_AGAIN)


@asynccontextmanager
async def answering(broker: Broker) -> AsyncIterator[None]:
    """Somebody who answers every command with its id."""
    async with (
        following(connection_to(broker), TOPICS.commands) as commands,
        KafkaPublisher.to(connection_to(broker)) as publisher,
        asyncio.TaskGroup() as tasks,
    ):

        async def answer() -> None:
            async for record in commands:
                value = orjson.dumps({"command_id": orjson.loads(record.value or b"")["command_id"]})
                await publisher.publish(Outgoing(TOPICS.results, record.key, value, record.headers))

        task = tasks.create_task(answer())
        yield
        task.cancel()


async def is_answered(calendar: CalendarClient) -> bool:
    return isinstance(await calendar.ask_for_record(sync_calendar(user_id="ana"), within=LONG), Record)


async def test_while_a_broker_stands_still_nothing_is_known_and_afterwards_all_goes_on(
    own_broker: Broker,
) -> None:
    command = sync_calendar(user_id="ana")
    async with client_of(own_broker) as calendar, answering(own_broker):
        assert await is_answered(calendar)
        own_broker.freeze()
        try:
            unsettled = await calendar.ask_for_record(command, within=SHORT)
        finally:
            own_broker.thaw()
        assert isinstance(unsettled, Unsettled)
        assert unsettled.why is Why.NOT_SENT
        assert isinstance(await calendar.ask_for_record(command, within=LONG), Record)


async def test_a_broker_that_comes_back_empty_is_spoken_to_all_the_same(own_broker: Broker) -> None:
    async with client_of(own_broker) as calendar:
        async with answering(own_broker):
            assert await is_answered(calendar)
        await own_broker.kill()
        await own_broker.start()
        await make_topics(own_broker)
        async with answering(own_broker):
            assert await is_answered(calendar)


async def test_a_client_that_cannot_connect_says_so() -> None:
    with pytest.raises(BrokerUnavailable):
        async with CalendarClient("127.0.0.1:1"):
            pass
