import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import cast

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from tests.engine.records import NOW, TOPIC, record
from tests.fakes.clock import FakeClock
from worker.engine.engine import Engine
from worker.engine.record import Record
from worker.engine.slots import Slot
from worker.kafka.lag import EVERY, SHOWN_FOR, UNTIL_ASSIGNED, Lag

FIRST, SECOND = (TOPIC, 0), (TOPIC, 1)


@dataclass
class Broker:
    """The two questions that are asked of a consumer."""

    ends: Mapping[tuple[str, int], int]
    positions: Mapping[tuple[str, int], int] = field(default_factory=dict)
    failure: Exception | None = None
    asked: int = 0

    async def end_offsets(self, partitions: Sequence[TopicPartition]) -> dict[TopicPartition, int]:
        self.asked += 1
        if self.failure:
            raise self.failure
        return {each: self.ends[each.topic, each.partition] for each in partitions}

    async def position(self, partition: TopicPartition) -> int:
        return self.positions[partition.topic, partition.partition]


@dataclass
class World:
    broker: Broker
    engine: Engine
    clock: FakeClock
    lag: Lag

    def receive(self, *offsets: int) -> None:
        self.engine.receive(record(offset, b"%d" % offset) for offset in offsets)

    def commit(self, offset: int) -> None:
        self.engine.committed({FIRST: offset})


async def undone(_record: Record, _slot: Slot) -> None:
    await asyncio.Event().wait()


@pytest.fixture
def world() -> World:
    clock = FakeClock(NOW)
    broker = Broker(ends={FIRST: 100, SECOND: 7}, positions={FIRST: 60, SECOND: 7})
    engine = Engine(undone, clock, cast("asyncio.TaskGroup", Tasks()))
    return World(broker, engine, clock, Lag(cast("AIOKafkaConsumer", broker), engine, clock))


class Tasks:
    """Begins nothing: what is received stays outstanding."""

    def create_task(self, work: Coroutine[None, None, None]) -> None:
        work.close()


async def test_counts_from_the_committed_offset_to_the_end(world: World) -> None:
    world.engine.assign([FIRST])
    world.receive(60, 61, 62)
    world.commit(61)

    await world.lag.look()

    assert world.lag.records() == {FIRST: 39}


async def test_what_runs_and_was_never_committed_counts(world: World) -> None:
    world.engine.assign([FIRST])
    world.receive(60, 61, 62)

    await world.lag.look()

    assert world.lag.records() == {FIRST: 40}


async def test_before_the_first_record_it_counts_from_where_reading_begins(world: World) -> None:
    world.engine.assign([FIRST, SECOND])

    await world.lag.look()

    assert world.lag.records() == {FIRST: 40, SECOND: 0}


async def test_a_commit_shows_without_asking_again(world: World) -> None:
    world.engine.assign([FIRST])
    world.receive(60)
    await world.lag.look()

    world.commit(99)

    assert world.lag.records() == {FIRST: 1}


async def test_what_was_sent_and_done_since_the_look_is_no_lag_below_nothing(world: World) -> None:
    world.engine.assign([FIRST])
    world.receive(60)
    await world.lag.look()

    world.commit(120)

    assert world.lag.records() == {FIRST: 0}


async def test_a_partition_that_went_away_is_shown_no_more(world: World) -> None:
    world.engine.assign([FIRST, SECOND])
    await world.lag.look()

    world.engine.forget([FIRST])

    assert world.lag.records() == {SECOND: 0}


@pytest.mark.parametrize("failure", [KafkaError(), TimeoutError(), KeyError("a defect of the client")])
async def test_an_answer_that_does_not_come_leaves_the_last_one_for_a_while(
    world: World, failure: Exception
) -> None:
    world.engine.assign([SECOND])
    await world.lag.look()
    world.broker.failure = failure

    await world.lag.look()

    assert world.lag.records() == {SECOND: 0}
    world.clock.instant += SHOWN_FOR + timedelta(seconds=1)
    assert world.lag.records() == {}


async def test_without_partitions_nothing_is_asked(world: World) -> None:
    await world.lag.look()

    assert world.broker.asked == 0
    assert world.lag.records() == {}


async def test_asks_soon_until_it_has_partitions_and_then_now_and_again(world: World) -> None:
    async with asyncio.TaskGroup() as tasks:
        watching = tasks.create_task(world.lag.watch())
        await until(lambda: len(world.clock.slept) == 1)
        world.engine.assign([FIRST])
        await until(lambda: len(world.clock.slept) == 2)
        watching.cancel()

    assert world.clock.slept == [UNTIL_ASSIGNED, EVERY]


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110  (a fake clock has no bell to ring)
            await asyncio.sleep(0)
