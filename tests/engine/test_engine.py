import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from tests.engine.records import NOW, TOPIC, record
from tests.fakes.clock import FakeClock
from worker.engine.engine import Engine
from worker.engine.measures import Uncounted
from worker.engine.record import Record
from worker.engine.room import Limits, Room
from worker.engine.slots import Slot

ZERO, ONE = (TOPIC, 0), (TOPIC, 1)
AT_ONCE = timedelta(milliseconds=20)
PATIENT = timedelta(seconds=5)


@dataclass
class Desk:
    """Work that ends at a word."""

    gates: dict[int, asyncio.Event] = field(default_factory=dict)
    ended: list[int] = field(default_factory=list)
    cancelled: list[int] = field(default_factory=list)

    async def __call__(self, item: Record, slot: Slot) -> None:
        try:
            await self.gate(item.offset).wait()
        except asyncio.CancelledError:
            self.cancelled.append(item.offset)
            raise
        self.ended.append(item.offset)

    def gate(self, offset: int) -> asyncio.Event:
        return self.gates.setdefault(offset, asyncio.Event())

    async def end(self, *offsets: int) -> None:
        for offset in offsets:
            self.gate(offset).set()
        for _ in range(5):
            await asyncio.sleep(0)


@dataclass
class Counted(Uncounted):
    drains: list[tuple[int, int]] = field(default_factory=list)

    def rebalanced(self, partitions: int, drain: timedelta, abandoned: int) -> None:
        self.drains.append((partitions, abandoned))


@asynccontextmanager
async def engine(desk: Desk, limits: Limits | None = None) -> AsyncIterator[Engine]:
    async with asyncio.TaskGroup() as tasks:
        made = Engine(desk, FakeClock(NOW), tasks, limits=limits or Limits(), metrics=Counted())
        made.assign([ZERO, ONE])
        try:
            yield made
        finally:
            await made.drain(AT_ONCE)


async def test_says_what_is_done_and_then_that_it_is_committed() -> None:
    desk = Desk()
    async with engine(desk) as made:
        made.receive([record(4, b"a"), record(5, b"b"), record(9, b"a", partition=1)])
        await desk.end(5, 9)
        assert dict(made.uncommitted()) == {ONE: 10}

        await desk.end(4)
        assert dict(made.uncommitted()) == {ZERO: 6, ONE: 10}

        made.committed({ZERO: 6, ONE: 10})
        assert dict(made.uncommitted()) == {}


async def test_a_partition_that_goes_ends_what_runs_and_begins_nothing_more() -> None:
    desk = Desk()
    async with engine(desk) as made:
        made.receive([record(0, b"a"), record(1, b"a"), record(7, b"a", partition=1)])
        await desk.end()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(made.revoke({ZERO}, PATIENT))
            await desk.end()
            made.receive([record(2, b"b")])
            await desk.end(0, 1, 2)
        assert desk.ended == [0]
        assert dict(made.uncommitted()) == {ZERO: 1}

        made.forget({ZERO})
        await desk.end(7)
        assert dict(made.uncommitted()) == {ONE: 8}


async def test_a_record_that_ends_after_its_partition_went_marks_nothing() -> None:
    desk = Desk()
    async with engine(desk) as made:
        made.receive([record(0, b"a")])
        await desk.end()
        await made.revoke({ZERO}, AT_ONCE)
        made.forget({ZERO})
        made.assign([ZERO])
        made.receive([record(0, b"other")])

        await desk.end(0)

        assert desk.ended == [0, 0]
        assert dict(made.uncommitted()) == {ZERO: 1}
        assert isinstance(made.metrics, Counted)
        assert made.metrics.drains == [(1, 1)]


async def test_a_drain_cancels_what_does_not_end_and_counts_none_of_it_as_done() -> None:
    desk = Desk()
    async with engine(desk) as made:
        made.receive([record(0, b"a"), record(1, b"b")])
        await desk.end(1)

        await made.drain(AT_ONCE)

        assert desk.cancelled == [0]
        assert dict(made.uncommitted()) == {}


async def test_very_many_lanes_end_in_slices() -> None:
    async with engine(Desk()) as made:
        made.receive([record(offset, b"%d" % offset) for offset in range(2000)])
        await asyncio.sleep(0)
        left = [len(made._partitions[ZERO].lanes)]
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(made.revoke({ZERO}, AT_ONCE))
            for _ in range(20):
                await asyncio.sleep(0)
                left.append(len(made._partitions[ZERO].lanes))

    assert left[-1] == 64
    assert max(before - after for before, after in itertools.pairwise(left)) <= 200


async def test_an_abandoned_engine_begins_nothing_more_even_without_a_cancellation() -> None:
    desk = Desk()
    async with asyncio.TaskGroup() as tasks:
        made = Engine(desk, FakeClock(NOW), tasks, max_in_flight=1)
        made.assign([ZERO])
        made.receive([record(0, b"a"), record(1, b"a"), record(2, b"b")])
        await asyncio.sleep(0)
        made.abandon()
        made.receive([record(3, b"c")])
        await desk.end(0, 1, 2, 3)

    assert desk.ended == [0]
    assert dict(made.uncommitted()) == {ZERO: 1}


async def test_a_drain_ends_what_outlived_a_rebalance_too() -> None:
    desk = Desk()
    async with engine(desk) as made:
        made.receive([record(0, b"a")])
        await desk.end()
        await made.revoke({ZERO}, AT_ONCE)
        made.forget({ZERO})

        await made.drain(AT_ONCE)

        assert desk.cancelled == [0]


async def test_there_is_room_until_enough_is_outstanding() -> None:
    desk = Desk()
    async with engine(desk, Limits(records=3)) as made:
        assert made.room() == Room(3, frozenset({ZERO, ONE}))

        made.receive([record(offset, b"%d" % offset) for offset in range(3)])
        assert not made.room()

        await desk.end(1)
        assert made.room().records == 1


async def test_there_is_no_room_beyond_the_memory_that_may_be_used() -> None:
    desk = Desk()
    async with engine(desk, Limits(bytes=10)) as made:
        made.receive([record(0, b"a", b"x" * 10)])
        assert not made.room()

        await desk.end(0)
        assert made.room()


async def test_a_partition_that_is_too_far_ahead_of_its_oldest_record_is_not_read() -> None:
    desk = Desk()
    async with engine(desk, Limits(span=100)) as made:
        made.receive([record(0, b"stuck"), record(100, b"b")])

        assert made.room().partitions == {ONE}


async def test_a_key_with_very_many_records_stops_its_own_partition_only() -> None:
    desk = Desk()
    async with engine(desk) as made:
        made.receive([record(offset, b"hot") for offset in range(1025)])
        assert made.room().partitions == {ONE}

        made.receive([record(offset, b"%d" % offset, partition=1) for offset in range(2000)])
        assert made.room().partitions == {ONE}

        await desk.end(0)
        assert made.room().partitions == {ZERO, ONE}


async def test_hot_keys_of_many_partitions_leave_half_of_the_room_to_the_others() -> None:
    async with engine(Desk()) as made:
        made.assign((TOPIC, partition) for partition in range(12))
        for batch in range(10):
            for _, partition in sorted(made.room().partitions - {ZERO}):
                offsets = range(batch * 100, batch * 100 + 100)
                made.receive(record(offset, b"hot", partition=partition) for offset in offsets)

        assert made.room().records > 8192 / 3
        assert made.room().partitions == {ZERO}


async def test_there_is_no_room_without_partitions_nor_during_a_drain() -> None:
    async with engine(Desk()) as made:
        made.forget({ZERO, ONE})
        assert not made.room()

        made.assign([ZERO])
        await made.drain(AT_ONCE)
        assert not made.room()


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
