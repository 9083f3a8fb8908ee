"""How much may be read: what is told at each bound, and when it ends."""

from tests.engine.desk import AT_ONCE, ONE, ZERO, Desk, engine
from tests.engine.records import TOPIC, record
from worker.engine.room import Limits, Room


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
