from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import cast

import pytest

from tests.engine.records import NOW
from tests.fakes.clock import FakeClock
from worker.app.failure import Failure
from worker.app.health import PING_EVERY, SILENCE, STANDSTILL, TICK, Health
from worker.engine.engine import Engine, EngineHealth
from worker.errors import StoreUnavailable
from worker.kafka.consumer import ConsumerPlan
from worker.store.open import Store

SECOND = timedelta(seconds=1)
PLAN = ConsumerPlan(("commands",), "workers", drain_budget=20 * SECOND)
WELL = EngineHealth(timedelta(0), has_joined=True, partitions=1, outstanding=0, draining=False)


@dataclass
class FakeKafka:
    dead: list[str] = field(default_factory=list)
    rejoining: bool = False
    silence: timedelta = timedelta(0)

    def dead_tasks(self) -> list[str]:
        return self.dead

    def is_rejoining(self) -> bool:
        return self.rejoining

    def silent_for(self, now: datetime) -> timedelta:
        return self.silence


@dataclass
class FakeEngine:
    says: EngineHealth = WELL

    def health(self) -> EngineHealth:
        return self.says


@dataclass
class FakeStore:
    answers: bool = True

    async def ping(self) -> None:
        if not self.answers:
            raise StoreUnavailable("no connection")


class Enough(Exception):
    """Ends what would go on for ever."""


@dataclass
class Stopwatch(FakeClock):
    """A clock whose sleeps come to an end."""

    instant: datetime = NOW
    sleeps: int = 0
    slept: list[timedelta] = field(default_factory=list)

    async def sleep(self, duration: timedelta) -> None:
        if self.sleeps == 0:
            raise Enough
        self.sleeps -= 1
        await super().sleep(duration)


@dataclass
class World:
    clock: Stopwatch = field(default_factory=Stopwatch)
    engine: FakeEngine = field(default_factory=FakeEngine)
    store: FakeStore = field(default_factory=FakeStore)
    kafka: FakeKafka = field(default_factory=FakeKafka)
    failure: Failure = field(default_factory=Failure)
    plan: ConsumerPlan = PLAN
    health: Health = field(init=False)

    def __post_init__(self) -> None:
        engine, store = cast("Engine", self.engine), cast("Store", self.store)
        self.health = Health(engine, store, self.clock, self.plan, self.failure, self.kafka)

    async def tick(self, duration: timedelta) -> None:
        """Let a time pass in which the loop comes round."""
        await self.repeat(self.health.tick, duration // TICK)

    async def repeat(self, watch: Callable[[], Awaitable[None]], times: int) -> None:
        self.clock.sleeps = times
        with pytest.raises(Enough):
            await watch()


@pytest.fixture
def world() -> World:
    return World()


def test_a_worker_that_works_is_alive_and_ready(world: World) -> None:
    assert world.health.live() == (True, [])
    assert world.health.ready() == (True, [])


def test_a_loop_that_stood_still_is_not_alive(world: World) -> None:
    world.clock.instant += STANDSTILL + SECOND

    assert world.health.live() == (False, ["the event loop stood still for 11 s"])


async def test_a_loop_that_comes_round_is_alive_however_long(world: World) -> None:
    await world.tick(STANDSTILL * 3)

    assert world.health.live() == (True, [])


def is_live(silent: timedelta, drain: timedelta) -> bool:
    engine = FakeEngine(replace(WELL, since_last_poll=silent))
    return World(engine=engine, plan=replace(PLAN, drain_budget=drain)).health.live()[0]


@pytest.mark.parametrize("drain", [20 * SECOND, 60 * SECOND, 300 * SECOND])
def test_a_drain_and_a_rebalance_are_no_reason_to_be_killed(drain: timedelta) -> None:
    assert is_live(drain + (drain + 15 * SECOND), drain)


def test_a_worker_that_does_not_poll_is_not_alive(world: World) -> None:
    world.engine.says = replace(WELL, since_last_poll=90 * SECOND)

    assert world.health.live() == (False, ["nothing was polled for 90 s"])


def test_a_client_without_its_tasks_is_not_alive(world: World) -> None:
    world.kafka.dead = ["the fetch task of the Kafka client has ended (consumer)"]

    assert world.health.live() == (False, world.kafka.dead)


async def test_a_client_that_never_joins_again_is_not_alive(world: World) -> None:
    world.kafka.rejoining = True

    await world.tick(90 * SECOND)

    assert world.health.live() == (False, ["the consumer wants to join its group anew, and has not for 90 s"])


async def test_a_rebalance_may_take_its_time(world: World) -> None:
    world.kafka.rejoining = True

    await world.tick(world.health.poll_within)

    assert world.health.live() == (True, [])


async def test_one_rebalance_after_the_other_is_no_standstill(world: World) -> None:
    for rejoining in (True, False, True):
        world.kafka.rejoining = rejoining
        await world.tick(60 * SECOND)

    assert world.health.live() == (True, [])


async def test_an_outage_of_kafka_is_nothing_that_a_new_process_would_mend(world: World) -> None:
    world.kafka.rejoining = True
    world.kafka.silence = SILENCE + SECOND

    await world.tick(600 * SECOND)

    assert world.health.live() == (True, [])
    assert world.health.ready() == (False, ["no broker has answered for 46 s"])


async def test_clients_that_are_stopped_on_purpose_are_no_reason(world: World) -> None:
    world.kafka.dead, world.kafka.rejoining = ["the sender task has ended"], True
    await world.tick(90 * SECOND)

    world.health.stopping()

    assert world.health.live() == (True, [])


def test_a_worker_that_stops_is_not_ready(world: World) -> None:
    world.health.stopping()

    assert world.health.ready() == (False, ["draining"])


def test_a_worker_that_drains_is_not_ready(world: World) -> None:
    world.engine.says = replace(WELL, draining=True)

    assert world.health.ready() == (False, ["draining"])


def test_a_worker_that_cannot_go_on_says_why(world: World) -> None:
    world.engine.says = replace(WELL, draining=True)
    world.failure.cause = "20 defects in a row: see the log for their causes"

    assert world.health.ready() == (
        False,
        ["stopping, because it cannot go on: 20 defects in a row: see the log for their causes"],
    )


def test_a_worker_that_has_not_joined_is_not_ready_and_alive(world: World) -> None:
    world.engine.says = replace(WELL, has_joined=False)

    assert world.health.ready() == (False, ["not in the consumer group yet"])
    assert world.health.live() == (True, [])


async def test_a_worker_without_its_database_is_not_ready_and_alive(world: World) -> None:
    world.store.answers = False
    await world.repeat(world.health.watch_store, 1)

    assert world.health.ready() == (False, ["the database does not answer"])
    assert world.health.live() == (True, [])


async def test_a_database_that_came_back_makes_ready_again(world: World) -> None:
    for answers in (False, True):
        world.store.answers = answers
        await world.repeat(world.health.watch_store, 1)

    assert world.health.ready() == (True, [])
    assert set(world.clock.slept) == {PING_EVERY}


def test_what_is_not_alive_is_not_ready(world: World) -> None:
    world.kafka.dead = ["the metadata task of the Kafka client has ended (producer)"]

    assert world.health.ready() == (False, world.kafka.dead)
