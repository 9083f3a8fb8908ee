import asyncio
from datetime import timedelta

import pytest

from tests.engine.records import NOW
from tests.fakes.clock import FakeClock
from worker.engine.periodic import periodically
from worker.errors import StoreUnavailable

EVERY = timedelta(seconds=5)


class Enough(Exception):
    """Ends a loop that has no end."""


async def run(script: list[bool | Exception]) -> FakeClock:
    clock = FakeClock(NOW)
    left = [*script, Enough()]

    async def step() -> bool:
        end = left.pop(0)
        if isinstance(end, Exception):
            raise end
        return end

    with pytest.raises(Enough):
        await periodically(step, EVERY, clock)
    return clock


async def test_rests_between_two_rounds_and_not_while_there_is_more() -> None:
    clock = await run([True, True, False, False])

    assert clock.slept == [EVERY, EVERY]


async def test_what_passes_is_put_off() -> None:
    clock = await run([StoreUnavailable("down"), False])

    assert clock.slept == [EVERY, EVERY]


async def test_a_defect_goes_up() -> None:
    with pytest.raises(KeyError):
        await run([KeyError("bug")])


async def test_ends_when_it_is_cancelled() -> None:
    async def nothing() -> bool:
        return False

    async with asyncio.TaskGroup() as tasks:
        task = tasks.create_task(periodically(nothing, EVERY, FakeClock(NOW)))
        await asyncio.sleep(0)
        task.cancel()

    assert task.cancelled()
