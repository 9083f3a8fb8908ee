"""Cancellation is never success: what is cut off is not done, and its claim is free for the next."""

import asyncio

from tests.engine.records import NOW
from tests.engine.world import World, command
from tests.fakes.handlers import Run
from worker.engine.slots import Abandoned, Slot
from worker.errors import GoogleUnavailable
from worker.handlers.answer import Answer

KEY = ("ana@example.com", "c-1")


async def test_a_run_that_is_cancelled_gives_its_claim_back_and_is_not_done() -> None:
    world = World()
    begun = asyncio.Event()

    async def never(_: Run) -> Answer:
        begun.set()
        await asyncio.Event().wait()
        raise AssertionError

    world.handle.script = [never]
    async with asyncio.TaskGroup() as tasks:
        task = tasks.create_task(world.receive(command()))
        await begun.wait()
        task.cancel()

    assert task.cancelled()
    assert world.commands.rows[KEY].claim is None
    assert world.commands.rows[KEY].answer is None
    assert world.publisher.sent == []
    assert world.turns.busy == 0


async def test_a_store_that_does_not_answer_does_not_hold_up_the_end() -> None:
    world = World()
    begun = asyncio.Event()

    async def never(_: Run) -> Answer:
        begun.set()
        world.commands.outages = 1
        await asyncio.Event().wait()
        raise AssertionError

    world.handle.script = [never]
    async with asyncio.TaskGroup() as tasks:
        task = tasks.create_task(world.receive(command()))
        await begun.wait()
        task.cancel()

    assert task.cancelled()


async def test_a_retry_in_an_abandoned_lane_is_left_to_the_next_owner() -> None:
    world = World()
    world.handle.script = [GoogleUnavailable("503")]
    slot = Slot(world.turns, world.clock)

    async def run() -> None:
        async with slot:
            slot.abandoned = True
            await world.dispatch(command(), slot)

    try:
        await run()
    except Abandoned:
        ended = True

    assert ended
    assert world.clock.instant == NOW
    assert world.commands.rows[KEY].claim is None
    assert world.dead_letters == []
