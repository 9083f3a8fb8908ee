import asyncio

import pytest

from tests.faults.mishap import outcome_of, told


async def falls() -> None:
    raise LookupError("no such thing\nand a long log")


async def group_fails() -> None:
    async with asyncio.TaskGroup() as outer, asyncio.TaskGroup() as inner:
        outer.create_task(asyncio.Event().wait())
        inner.create_task(falls())


async def nine() -> int:
    return 9


async def test_what_goes_well_has_its_result() -> None:
    assert await outcome_of(nine()) == 9


async def test_the_first_error_of_a_group_is_told_in_a_line_with_its_place() -> None:
    outcome = await outcome_of(group_fails())

    assert isinstance(outcome, Exception)
    assert told(outcome).startswith("LookupError no such thing in falls < group_fails")


async def test_a_time_out_after_a_group_that_failed_is_still_one() -> None:
    await outcome_of(group_fails())

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0):
            await asyncio.Event().wait()


async def test_what_cancels_itself_has_failed() -> None:
    async def gives_up() -> None:
        raise asyncio.CancelledError

    assert isinstance(await outcome_of(gives_up()), RuntimeError)


async def test_a_cancellation_from_outside_goes_on_whatever_it_sets_off() -> None:
    async def hangs() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await falls()

    async with asyncio.TaskGroup() as tasks:
        trying = tasks.create_task(outcome_of(hangs()))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        trying.cancel()

    assert trying.cancelled()
