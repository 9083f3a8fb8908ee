import asyncio
from datetime import timedelta

import pytest

from tests.kafka.bench import Bench, until
from worker.engine.record import Record
from worker.engine.room import Limits
from worker.engine.slots import Slot
from worker.kafka import consumer

pytestmark = pytest.mark.real


async def briefly(_item: Record, _slot: Slot) -> None:
    await asyncio.sleep(0.002)


async def test_a_stop_commits_everything_that_was_done(bench: Bench) -> None:
    await bench.send_many(range(200), keys=20)

    async with bench.worker() as worker:
        await bench.have_done(200)
        await worker.stop()

    assert sum((await bench.committed()).values()) == 200
    assert sorted(bench.values(), key=lambda value: int(value or b"")) == [b"%d" % n for n in range(200)]


async def test_a_stop_lets_what_runs_end_and_leaves_the_rest_undone(bench: Bench) -> None:
    begun = asyncio.Event()

    async def slowly(item: Record, _slot: Slot) -> None:
        begun.set()
        await asyncio.sleep(0.5)

    await bench.send(b"key", [b"1", b"2", b"3"])

    async with bench.worker(work=slowly) as worker:
        await begun.wait()
        await worker.stop()

    assert bench.values() == [b"1"]
    assert sum((await bench.committed()).values()) == 1


async def test_a_stop_does_not_wait_for_ever_and_takes_no_cancelled_record_for_done(bench: Bench) -> None:
    begun = asyncio.Event()

    async def never(_item: Record, _slot: Slot) -> None:
        begun.set()
        await asyncio.Event().wait()

    await bench.send(b"key", [b"1"])

    async with bench.worker(work=never, drain=timedelta(seconds=1)) as worker:
        await begun.wait()
        await worker.stop()

    assert bench.values() == []
    assert await bench.committed() == {}


async def test_after_a_crash_nothing_is_lost_and_every_key_keeps_its_order(bench: Bench) -> None:
    await bench.send_many(range(400), keys=25)

    async with bench.worker("first", briefly) as first:
        await bench.have_done(100)
        await first.crash()
    async with bench.worker("second", briefly) as second:
        await bench.have_done(400)
        await second.stop()

    assert sum((await bench.committed()).values()) == 400
    for key in range(25):
        assert bench.first_effects(b"key-%d" % key) == list(range(key, 400, 25))


async def test_workers_that_come_and_go_lose_nothing_and_repeat_nothing(bench: Bench) -> None:
    async with bench.worker("first", briefly) as first, bench.worker("second", briefly) as second:
        await bench.send_many(range(500), keys=50)
        await until(lambda: second.engine.health().partitions == 2 == first.engine.health().partitions)
        await bench.send_many(range(500, 1000), keys=50)
        await bench.have_done(700)
        await second.stop()
        await bench.send_many(range(1000, 1500), keys=50)
        await bench.have_done(1500)
        await first.stop()

    assert len(bench.done) == 1500
    assert {name for name, _ in bench.done} == {"first", "second"}
    for key in range(50):
        assert bench.first_effects(b"key-%d" % key) == list(range(key, 1500, 50))
    assert sum((await bench.committed()).values()) == 1500


async def test_what_is_done_is_committed_before_its_partition_goes(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumer, "COMMIT_EVERY", timedelta(hours=1))
    await bench.send_many(range(20), keys=5)

    async with bench.worker("first") as first:
        await bench.have_done(20)
        assert await bench.committed() == {}
        async with bench.worker("second") as second:
            await until(lambda: second.engine.health().partitions == 2)
            assert sum((await bench.committed()).values()) == 20
            await second.stop()
        await first.stop()

    assert len(bench.done) == 20


async def test_a_record_that_outlives_a_rebalance_is_read_again_by_its_next_owner(bench: Bench) -> None:
    begun = asyncio.Event()

    async def stuck(_item: Record, _slot: Slot) -> None:
        begun.set()
        await asyncio.Event().wait()

    await bench.send(b"key", [b"1"])

    async with bench.worker("first", stuck, drain=timedelta(seconds=1)) as first:
        await begun.wait()
        async with bench.worker("second") as second:
            await until(lambda: second.engine.health().partitions == 2)
            await first.stop()
            await bench.have_done(1)
            await second.stop()

    assert [name for name, _ in bench.done] == ["second"]


@pytest.mark.parametrize(
    "value",
    [b"", b"\xff\xfe", b"{", b"x" * 1_000_000],
    ids=["empty", "no text", "torn", "longer than a fetch"],
)
async def test_no_bytes_stop_a_partition(bench: Bench, value: bytes) -> None:
    await bench.send(b"\xff key", [value, b"after"], partition=1)

    async with bench.worker() as worker:
        await bench.have_done(2)
        await worker.stop()

    assert bench.values() == [value, b"after"]


async def test_no_more_is_read_than_there_is_room_for(bench: Bench) -> None:
    gate = asyncio.Event()

    async def wait(_item: Record, _slot: Slot) -> None:
        await gate.wait()

    await bench.send_many(range(100), keys=100)

    async with bench.worker(work=wait) as worker:
        worker.engine.limits = Limits(records=10)
        await until(lambda: worker.engine.outstanding == 10)
        await asyncio.sleep(1)
        most = worker.engine.outstanding
        gate.set()
        await bench.have_done(100)
        await worker.stop()

    assert most == 10
    assert len(bench.done) == 100
