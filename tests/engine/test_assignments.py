"""Partitions come and go: what ends, what is committed, what is left to the next owner."""

import asyncio
import itertools

from tests.engine.desk import AT_ONCE, ONE, PATIENT, ZERO, Counted, Desk, engine
from tests.engine.records import NOW, record
from tests.fakes.clock import FakeClock
from worker.engine.engine import Engine


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
        assert (made.metrics.drains, made.metrics.left) == ([1], 1)


async def test_a_drain_cancels_what_does_not_end_and_counts_none_of_it_as_done() -> None:
    desk = Desk()
    async with engine(desk) as made:
        made.receive([record(0, b"a"), record(1, b"b")])
        await desk.end(1)

        await made.drain(AT_ONCE)

        assert desk.cancelled == [0]
        assert dict(made.uncommitted()) == {}
        assert isinstance(made.metrics, Counted)
        assert (made.metrics.drains, made.metrics.left) == ([], 1)


async def test_to_join_a_group_is_no_rebalance_of_ours() -> None:
    async with engine(Desk()) as made:
        await made.revoke(set(), PATIENT)

        assert isinstance(made.metrics, Counted)
        assert made.metrics.drains == []


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
        assert isinstance(made.metrics, Counted)
        assert made.metrics.left == 1


async def test_a_stop_during_a_rebalance_counts_what_is_left_once() -> None:
    desk = Desk()
    async with engine(desk) as made:
        made.receive([record(0, b"a")])
        await desk.end()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(made.revoke({ZERO}, AT_ONCE))
            tasks.create_task(made.drain(2 * AT_ONCE))

        assert desk.cancelled == [0]
        assert isinstance(made.metrics, Counted)
        assert made.metrics.left == 1
