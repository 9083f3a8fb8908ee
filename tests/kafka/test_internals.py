import pytest
from aiokafka import TopicPartition

from tests.kafka.bench import Bench
from worker.errors import FatalError
from worker.kafka.internals import ensure_alive, positions

pytestmark = pytest.mark.real


async def work_without_a_coordinator(bench: Bench) -> None:
    async with bench.worker() as worker:
        await bench.have_done(1)
        ensure_alive(worker.consumer.consumer)
        coordination = worker.consumer.consumer._coordinator._coordination_task  # type: ignore[union-attr]  # started
        coordination.cancel()
        await worker.has_ended()


async def test_a_consumer_whose_coordinator_died_stops_the_worker(bench: Bench) -> None:
    await bench.send(b"key", [b"1"])

    with pytest.raises(BaseExceptionGroup) as stopped:
        await work_without_a_coordinator(bench)

    assert stopped.group_contains(FatalError, match="coordination")


async def test_knows_the_positions_of_what_is_being_read(bench: Bench) -> None:
    await bench.send(b"key", [b"1", b"2"], partition=3)
    everything = [TopicPartition(bench.topic, each) for each in range(4)]

    async with bench.worker() as worker:
        await bench.have_done(2)
        known = positions(worker.consumer.consumer, [*everything, TopicPartition("another", 0)])
        await worker.stop()

    assert known[everything[3]] == 2
    assert set(known) <= set(everything)
