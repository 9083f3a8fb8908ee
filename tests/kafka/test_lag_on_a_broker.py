import asyncio

import pytest

from tests.kafka.bench import Bench, until
from worker.engine.record import Record
from worker.engine.slots import Slot
from worker.kafka.lag import Lag
from worker.ports.clock import SystemClock

pytestmark = pytest.mark.real


async def test_the_lag_is_what_was_sent_and_not_committed(bench: Bench) -> None:
    may_end = asyncio.Event()

    async def held(_record: Record, _slot: Slot) -> None:
        await may_end.wait()

    await bench.send(b"key", [b"%d" % each for each in range(5)], partition=2)
    async with bench.worker(work=held) as worker:
        lag = Lag(worker.consumer.consumer, worker.engine, SystemClock())
        await until(lambda: worker.engine.outstanding == 5)
        await lag.look()
        assert lag.records() == {(bench.topic, each): 5 if each == 2 else 0 for each in range(4)}

        may_end.set()
        await bench.have_done(5)
        await worker.consumer.committer.commit()

        assert set(lag.records().values()) == {0}
        await worker.stop()
