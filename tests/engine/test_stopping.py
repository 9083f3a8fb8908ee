"""What cannot go on stops the whole worker: every lane ends, and what is not done stays undone.

From there `worker.app.failure` makes the worker unready, and `worker.cli.run` says why and
leaves with an exit code; their tests show it.
"""

import asyncio

import pytest

from tests.engine.records import TOPIC
from tests.engine.world import World, command
from tests.fakes.handlers import Run
from worker.engine.engine import Engine
from worker.errors import FatalError
from worker.handlers.answer import Answer

ZERO = (TOPIC, 0)


async def endless(_: Run) -> Answer:
    await asyncio.Event().wait()
    raise AssertionError


async def test_too_many_defects_stop_all_lanes_and_whoever_reads_for_them() -> None:
    world = World()
    world.handle.script = [endless, *[KeyError("bug") for _ in range(40)]]
    engines: list[Engine] = []
    reading = asyncio.Event()

    async def run() -> None:
        async with asyncio.TaskGroup() as tasks:
            engine = Engine(world.dispatch, world.clock, tasks)
            engines.append(engine)
            engine.assign([ZERO])
            engine.receive([command(0, key=b"held up", command_id="c-0")])
            engine.receive(
                command(each, key=b"%d" % (each % 3), command_id=f"c-{each}") for each in range(1, 31)
            )
            try:
                await asyncio.Event().wait()
            finally:
                reading.set()

    with pytest.raises(ExceptionGroup) as raised:
        await run()

    assert raised.group_contains(FatalError, match="defects in a row")
    assert reading.is_set()
    assert 19 <= len(world.dead_letters) < 30
    assert dict(engines[0].uncommitted()) == {}
    assert engines[0].load().slots_busy == 0
    assert all(row.claim is None for row in world.commands.rows.values())
