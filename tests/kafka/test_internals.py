import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.kafka.bench import Bench, until
from worker.engine.engine import Engine
from worker.errors import FatalError
from worker.kafka.internals import arrival, ensure_alive

pytestmark = pytest.mark.real


TASKS: dict[str, Callable[[Any], asyncio.Task[None]]] = {
    "coordination": lambda inside: inside._coordinator._coordination_task,
    "fetch": lambda inside: inside._fetcher._fetch_task,
}


async def work_without(task: str, bench: Bench, engines: list[Engine]) -> None:
    async with bench.worker() as worker:
        engines.append(worker.engine)
        await bench.have_done(1)
        ensure_alive(worker.consumer.consumer)
        TASKS[task](worker.consumer.consumer).cancel()
        await worker.has_ended()


@pytest.mark.parametrize("task", TASKS)
async def test_a_consumer_of_which_a_task_died_stops_the_worker_and_lets_nothing_begin(
    bench: Bench, task: str
) -> None:
    engines: list[Engine] = []
    await bench.send(b"key", [b"1"])

    with pytest.raises(BaseExceptionGroup) as stopped:
        await work_without(task, bench, engines)

    assert stopped.group_contains(FatalError, match=task)
    assert engines[0].draining


async def test_no_read_is_left_behind_that_would_hide_an_idle_client(bench: Bench) -> None:
    """aiokafka counts the reads under way, and one that was cancelled or has failed for ever."""
    await bench.send(b"key", [b"%d" % number for number in range(50)])

    async with bench.worker() as worker:
        await bench.have_done(50)
        under_way = worker.consumer.consumer._subscription._fetch_count
        await worker.stop()

    assert under_way == 0


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
