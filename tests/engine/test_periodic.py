import asyncio
from dataclasses import dataclass
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from tests.engine.records import NOW
from tests.fakes.clock import FakeClock
from worker.engine.complaints import Complaints
from worker.engine.periodic import more_is_due, periodically
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


@dataclass(frozen=True)
class Step:
    addresses: tuple[str, ...]

    async def take(self) -> bool:
        raise StoreUnavailable("down")


async def test_what_a_step_works_with_is_not_logged() -> None:
    with capture_logs() as logs:
        assert not await more_is_due(Step(("ana@vai.example",)).take, Complaints(FakeClock(NOW)))

    (line,) = logs
    assert line["step"] == "Step.take"
    assert "ana@" not in str(line)


async def test_an_outage_is_not_told_of_at_every_look() -> None:
    with capture_logs() as logs:
        await run([StoreUnavailable("down")] * 6)

    assert len(logs) == 3
