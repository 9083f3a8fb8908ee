"""What is counted on the way of a record."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta

import pytest
from prometheus_client import CollectorRegistry

from tests.engine.records import TOPIC
from tests.engine.world import SECOND, World, command
from tests.fakes.handlers import Run
from worker.engine.engine import Engine
from worker.errors import GoogleUnavailable, OutcomeUncertain
from worker.handlers.answer import Answer
from worker.metrics.instruments import Metrics

KEY = ("ana@example.com", "c-1")
TYPE = "check_availability"


@pytest.fixture
def registry() -> CollectorRegistry:
    return CollectorRegistry()


@pytest.fixture
def world(registry: CollectorRegistry) -> World:
    return World(metrics=Metrics(registry, "1"))


@pytest.fixture
def value(registry: CollectorRegistry) -> "Value":
    return Value(registry)


class Value:
    def __init__(self, registry: CollectorRegistry) -> None:
        self.registry = registry

    def __call__(self, name: str, **labels: str) -> float:
        return self.registry.get_sample_value(name, labels) or 0

    def redelivered(self) -> dict[str, float]:
        return dict(self._redelivered())

    def _redelivered(self) -> Iterator[tuple[str, float]]:
        for found in ("begun", "withheld", "finished"):
            if count := self("vai_redelivered_records_total", found=found):
                yield found, count


async def test_time_in_the_handler_is_without_the_waits_between_tries(world: World, value: Value) -> None:
    async def slow(_: Run) -> Answer:
        world.clock.instant += 3 * SECOND
        raise GoogleUnavailable("503")

    world.handle.script = [slow, slow]

    await world.receive(command())

    assert value("vai_handler_seconds_count", type=TYPE) == 3
    assert value("vai_handler_seconds_sum", type=TYPE) == 6
    waits = sum(world.clock.slept, timedelta(0)).total_seconds()
    assert value("vai_record_seconds_sum", type=TYPE) == pytest.approx(6 + waits)


async def test_a_rehearsal_is_a_run_of_the_handler_too(world: World, value: Value) -> None:
    world.handle.script = [GoogleUnavailable("503")]

    await world.receive(command(dry_run=True))

    assert value("vai_handler_seconds_count", type=TYPE) == 2
    assert value("vai_failed_tries_total", error="GoogleUnavailable") == 1


async def test_the_search_for_a_lost_outcome_is_a_run_of_the_handler_too(world: World, value: Value) -> None:
    world.handle.script = [OutcomeUncertain("no answer", retry_after=61 * SECOND)] * 2
    await world.receive(command())
    before = value("vai_handler_seconds_count", type=TYPE)
    world.clock.instant += 62 * SECOND

    await world.reconciler.reconcile_due()

    assert value("vai_handler_seconds_count", type=TYPE) == before + 1
    assert value("vai_failed_tries_total", error="OutcomeUncertain") == 2


async def test_waits_for_our_own_parts_are_failed_tries_by_their_names(world: World, value: Value) -> None:
    world.commands.outages = 2
    world.publisher.outages = 3

    await world.receive(command())

    assert value("vai_failed_tries_total", error="StoreUnavailable") == 2
    assert value("vai_failed_tries_total", error="BrokerUnavailable") == 3


async def test_a_new_command_is_not_redelivered_however_often_it_is_tried(world: World, value: Value) -> None:
    world.handle.script = [GoogleUnavailable("503")] * 3
    world.publisher.outages = 2

    await world.receive(command())

    assert value.redelivered() == {}


async def test_a_record_whose_command_is_finished_is_redelivered(world: World, value: Value) -> None:
    await world.receive(command(1))
    await world.receive(command(2))

    assert value.redelivered() == {"finished": 1}


async def test_a_record_whose_command_was_begun_is_redelivered_once(world: World, value: Value) -> None:
    world.handle.script = [KeyError("as good as a crash"), GoogleUnavailable("503")]
    await world.receive(command(1))

    await world.receive(command(2))

    assert value.redelivered() == {"begun": 1}


async def test_a_record_whose_command_is_withheld_is_redelivered(world: World, value: Value) -> None:
    world.handle.script = [OutcomeUncertain("no answer")] * 200
    await world.receive(command(1))
    await world.receive(command(2))

    assert value.redelivered() == {"withheld": 1}


async def test_records_of_one_lane_are_told_apart(world: World, value: Value) -> None:
    async with asyncio.TaskGroup() as tasks:
        engine = Engine(world.dispatch, world.clock, tasks)
        engine.assign([(TOPIC, 0)])
        engine.receive([command(1), command(2), command(3)])

    assert value.redelivered() == {"finished": 2}
