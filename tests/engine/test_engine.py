import asyncio
from datetime import timedelta

from tests.engine.desk import ZERO, Desk, engine
from tests.engine.records import NOW, record
from tests.fakes.clock import FakeClock
from worker.engine.engine import Engine
from worker.engine.record import Record
from worker.engine.slots import Slot


async def test_health_tells_how_long_nothing_was_polled() -> None:
    async with engine(Desk()) as made:
        made.room()
        await made.clock.sleep(timedelta(seconds=7))

        health = made.health()

        assert health.since_last_poll == timedelta(seconds=7)
        assert (health.partitions, health.outstanding, health.draining) == (2, 0, False)


async def test_a_defect_of_the_engine_itself_stops_whoever_holds_its_tasks() -> None:
    async def broken(_item: Record, _slot: Slot) -> None:
        raise KeyError("bug")

    async def run() -> Engine:
        async with asyncio.TaskGroup() as tasks:
            made = Engine(broken, FakeClock(NOW), tasks)
            made.assign([ZERO])
            made.receive([record(0)])
            engines.append(made)
            await asyncio.Event().wait()
        return made

    engines: list[Engine] = []
    try:
        await run()
    except* KeyError:
        pass

    assert dict(engines[0].uncommitted()) == {}
