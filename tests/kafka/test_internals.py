import asyncio
from datetime import timedelta

import pytest

from tests.kafka.bench import Bench, until
from worker.engine.engine import Engine
from worker.errors import FatalError
from worker.kafka.internals import arrival, ensure_alive

pytestmark = pytest.mark.real


async def work_without_a_coordinator(bench: Bench, engines: list[Engine]) -> None:
    async with bench.worker() as worker:
        engines.append(worker.engine)
        await bench.have_done(1)
        ensure_alive(worker.consumer.consumer)
        coordination = worker.consumer.consumer._coordinator._coordination_task  # type: ignore[union-attr]  # started
        coordination.cancel()
        await worker.has_ended()


async def test_a_consumer_whose_coordinator_died_stops_the_worker_and_lets_nothing_begin(
    bench: Bench,
) -> None:
    engines: list[Engine] = []
    await bench.send(b"key", [b"1"])

    with pytest.raises(BaseExceptionGroup) as stopped:
        await work_without_a_coordinator(bench, engines)

    assert stopped.group_contains(FatalError, match="coordination")
    assert engines[0].draining


async def test_tells_when_something_has_arrived(bench: Bench) -> None:
    """It must not sleep over it: that would be felt with every command."""
    async with bench.worker() as worker:
        await bench.send(b"key", [b"1"])
        await bench.have_done(1)
        async with asyncio.timeout(10), asyncio.TaskGroup() as tasks:
            waiting = tasks.create_task(arrival(worker.consumer.consumer, timedelta(seconds=20)))
            await asyncio.sleep(0)
            await bench.send(b"key", [b"2"])
            await waiting
        await worker.stop()


async def test_does_not_wait_for_ever_for_something_to_arrive(bench: Bench) -> None:
    async with bench.worker() as worker:
        await until(lambda: worker.engine.has_joined)
        await arrival(worker.consumer.consumer, timedelta(milliseconds=1))
        await worker.stop()
