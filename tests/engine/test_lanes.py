import asyncio
from dataclasses import dataclass, field
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.engine.records import NOW, record
from tests.fakes.clock import FakeClock
from worker.engine.partition import Partition
from worker.engine.record import Record
from worker.engine.slots import Slot
from worker.engine.turns import Turns

keys = st.lists(st.sampled_from([None, b"a", b"b", b"c"]), min_size=1, max_size=30)


@dataclass
class Watched:
    """Work that takes some turns of the loop, and writes down who runs beside whom."""

    turns: dict[int, int] = field(default_factory=dict)
    waits: set[int] = field(default_factory=set)
    ended: list[Record] = field(default_factory=list)
    running: list[Record] = field(default_factory=list)
    most: int = 0
    same_key_together: bool = False

    async def __call__(self, item: Record, slot: Slot) -> None:
        if item.offset in self.waits:
            await slot.wait(timedelta(seconds=1))
        self._enter(item)
        for _ in range(self.turns.get(item.offset, 0)):
            await asyncio.sleep(0)
        self.running.remove(item)
        self.ended.append(item)

    def _enter(self, item: Record) -> None:
        self.same_key_together |= any(item.key is not None and item.key == each.key for each in self.running)
        self.running.append(item)
        self.most = max(self.most, len(self.running))


async def run_all(work: Watched, records: list[Record], slots: int) -> Partition:
    turns = Turns(slots)
    clock = FakeClock(NOW)
    async with asyncio.TaskGroup() as tasks:
        partition = Partition(work, lambda: Slot(turns, clock), tasks, clock)
        for each in records:
            partition.receive(each, 0.0)
    return partition


@given(
    keys,
    st.dictionaries(st.integers(0, 29), st.integers(0, 5)),
    st.sets(st.integers(0, 29)),
    st.integers(1, 4),
)
def test_keeps_the_order_of_every_key_and_the_bound_on_what_runs_and_ends_everything(
    keys: list[bytes | None], turns: dict[int, int], waits: set[int], slots: int
) -> None:
    work = Watched(turns, waits)
    records = [record(offset, key) for offset, key in enumerate(keys)]

    partition = asyncio.run(run_all(work, records, slots))

    for key in {key for key in keys if key is not None}:
        assert [each.offset for each in work.ended if each.key == key] == [
            each.offset for each in records if each.key == key
        ]
    assert not work.same_key_together
    assert work.most <= slots
    assert sorted(each.offset for each in work.ended) == list(range(len(keys)))
    assert partition.tracker.committable == len(keys)
    assert (partition.outstanding_records, partition.outstanding_bytes, len(partition.lanes)) == (0, 0, 0)


async def test_records_without_a_key_run_side_by_side() -> None:
    work = Watched(turns={0: 5, 1: 5, 2: 5})

    await run_all(work, [record(0, None), record(1, None), record(2, None)], slots=3)

    assert work.most == 3


async def test_whoever_waits_lets_another_run_on_its_slot() -> None:
    work = Watched(waits={0})

    await run_all(work, [record(0, b"a"), record(1, b"b")], slots=1)

    assert [each.offset for each in work.ended] == [1, 0]


@dataclass
class Gated:
    """Work that ends when the test says so; the records of `waiting` wait without a slot instead."""

    waiting: frozenset[bytes] = frozenset()
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    begun: list[int] = field(default_factory=list)
    cancelled: list[int] = field(default_factory=list)

    async def __call__(self, item: Record, slot: Slot) -> None:
        self.begun.append(item.offset)
        try:
            if item.key in self.waiting:
                await slot.wait(timedelta(seconds=1))
            await self.gate.wait()
        except asyncio.CancelledError:
            self.cancelled.append(item.offset)
            raise


class StoppedClock(FakeClock):
    """A clock on which no wait ever ends."""

    async def sleep(self, duration: timedelta) -> None:
        await asyncio.Event().wait()


async def abandoned(work: Gated, records: list[Record]) -> Partition:
    turns = Turns(4)
    clock = StoppedClock(NOW)
    async with asyncio.TaskGroup() as tasks:
        partition = Partition(work, lambda: Slot(turns, clock), tasks, clock)
        for each in records:
            partition.receive(each, 0.0)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        for task in partition.lanes.abandon():
            task.cancel()
        work.gate.set()
    return partition


async def test_an_abandoned_lane_ends_what_runs_and_begins_nothing_more() -> None:
    work = Gated()

    partition = await abandoned(work, [record(0, b"a"), record(1, b"a"), record(2, b"b")])

    assert work.begun == [0, 2]
    assert partition.tracker.committable == 1


async def test_an_abandoned_lane_that_waits_is_cancelled_and_its_record_is_not_done() -> None:
    work = Gated(waiting=frozenset({b"a"}))

    partition = await abandoned(work, [record(0, b"a"), record(1, b"b")])

    assert work.cancelled == [0]
    assert partition.tracker.committable is None


async def test_whoever_comes_to_wait_in_an_abandoned_lane_is_sent_home() -> None:
    work = Watched(waits={0})
    slot_made: list[Slot] = []
    turns, clock = Turns(1), FakeClock(NOW)

    def abandoned_slot() -> Slot:
        slot_made.append(Slot(turns, clock, abandoned=True))
        return slot_made[-1]

    async with asyncio.TaskGroup() as tasks:
        partition = Partition(work, abandoned_slot, tasks, clock)
        partition.receive(record(0), 0.0)

    assert work.ended == []
    assert partition.tracker.committable is None
    assert turns.busy == 0
