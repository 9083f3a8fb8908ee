"""What an engine says of itself when somebody looks."""

from datetime import timedelta

from prometheus_client import CollectorRegistry

from tests.engine.desk import ONE, PATIENT, ZERO, Desk, engine
from tests.engine.records import record
from worker.engine.engine import Engine
from worker.metrics.instruments import Metrics
from worker.metrics.load import PartitionLoad

SECOND = timedelta(seconds=1)


def of(made: Engine, partition: int) -> PartitionLoad:
    (found,) = (each for each in made.load().partitions if each.partition == partition)
    return found


async def test_counts_what_runs_and_what_waits() -> None:
    desk = Desk()
    async with engine(desk, slots=2) as made:
        made.receive([record(0, b"a"), record(1, b"a"), record(2, b"b"), record(3, b"c")])
        await desk.end()

        load = made.load()

        assert (load.slots, load.slots_busy, load.lanes) == (2, 2, 3)
        assert (load.outstanding, load.queued) == (4, 2)

        await desk.end(0, 1, 2, 3)
        load = made.load()
        assert (load.slots_busy, load.lanes, load.outstanding, load.queued) == (0, 0, 0, 0)


async def test_tells_how_long_the_first_has_waited_that_has_not_begun() -> None:
    desk = Desk()
    async with engine(desk, slots=1) as made:
        made.receive([record(0, b"a")])
        await desk.end()
        await made.clock.sleep(SECOND)
        assert made.load().oldest_queued_seconds == 0

        made.receive([record(1, b"b")])
        await made.clock.sleep(2 * SECOND)
        made.receive([record(2, b"a")])
        await made.clock.sleep(SECOND)
        assert made.load().oldest_queued_seconds == 3

        await desk.end(0, 1)
        assert made.load().oldest_queued_seconds == 0


async def test_tells_how_far_a_partition_reads_ahead_and_since_when_it_is_blocked() -> None:
    desk = Desk()
    async with engine(desk) as made:
        made.receive([record(5, b"a"), record(6, b"b"), record(9, b"c")])
        await made.clock.sleep(4 * SECOND)
        assert of(made, 0) == PartitionLoad(*ZERO, gap=5, blocked_seconds=4)
        assert of(made, 1) == PartitionLoad(*ONE, gap=0, blocked_seconds=0)

        await desk.end(9)
        assert of(made, 0) == PartitionLoad(*ZERO, gap=5, blocked_seconds=4)

        await desk.end(5)
        await made.clock.sleep(SECOND)
        assert of(made, 0) == PartitionLoad(*ZERO, gap=4, blocked_seconds=1)

        await desk.end(6)
        await made.clock.sleep(SECOND)
        assert of(made, 0) == PartitionLoad(*ZERO, gap=0, blocked_seconds=0)

        made.receive([record(20, b"a")])
        await made.clock.sleep(SECOND)
        assert of(made, 0) == PartitionLoad(*ZERO, gap=1, blocked_seconds=1)


async def test_says_nothing_of_a_partition_that_went() -> None:
    registry = CollectorRegistry()
    async with engine(Desk(), metrics=Metrics(registry, "1")) as made:
        labels = {"topic": ZERO[0], "partition": "0"}
        assert registry.get_sample_value("vai_watermark_gap", labels) == 0

        await made.revoke({ZERO}, PATIENT)
        made.forget({ZERO})

        assert registry.get_sample_value("vai_watermark_gap", labels) is None
        assert registry.get_sample_value("vai_watermark_gap", labels | {"partition": "1"}) == 0


async def test_a_slot_counts_as_busy_from_the_moment_it_is_taken_to_the_moment_it_is_free() -> None:
    registry, desk = CollectorRegistry(), Desk()
    async with engine(desk, metrics=Metrics(registry, "1")) as made:
        made.receive([record(0, b"a"), record(1, b"b")])
        await desk.end()
        assert registry.get_sample_value("vai_slots_busy") == 2

        await desk.end(1)
        assert registry.get_sample_value("vai_slots_busy") == 1
