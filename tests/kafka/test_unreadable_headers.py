"""A record that the client cannot read costs nothing but itself, whenever it is met."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from aiokafka import TopicPartition
from aiokafka.consumer import fetcher
from aiokafka.consumer.fetcher import Fetcher

from tests.kafka.bench import Bench, until
from worker.engine.record import Record
from worker.engine.slots import Slot

pytestmark = pytest.mark.real

BAD = 1
"""The partition with the record that cannot be read."""
OTHERS = (0, 2, 3)


class BadOneLast:
    """In the place of `random`: the client asks for the partitions in this order, and reads them so."""

    @staticmethod
    def shuffle(asked: list[tuple[TopicPartition, int]]) -> None:
        asked.sort(key=lambda each: each[0].partition == BAD)


@pytest.fixture(params=[0, 30, 100], ids=lambda late: f"positions_after_{late}_ms")
def late_positions(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the client learn only after a while where it is to read: the broker is some way off."""
    look_up: Callable[..., Awaitable[bool]] = Fetcher._update_fetch_positions

    async def later(self: Fetcher, *arguments: object) -> bool:
        await asyncio.sleep(request.param / 1000)
        return await look_up(self, *arguments)

    monkeypatch.setattr(Fetcher, "_update_fetch_positions", later)
    monkeypatch.setattr(fetcher, "random", BadOneLast)


@pytest.mark.usefixtures("late_positions")
async def test_a_header_that_cannot_be_decoded_costs_its_own_record_only(bench: Bench) -> None:
    await bench.send(b"key", [b"before"], partition=BAD)
    for partition in OTHERS:
        await bench.send(b"key", [b"%d" % number for number in range(5)], partition=partition)
    await send_bad_header(bench)

    async with bench.worker() as worker:
        await bench.have_done(8)
        await until(lambda: len(bench.done) >= 18)
        await worker.stop()

    assert read_from(bench, BAD) == [b"before", None, b"after"]
    assert [read_from(bench, each) for each in OTHERS] == [[b"0", b"1", b"2", b"3", b"4"]] * 3
    assert await bench.committed() == {0: 5, 1: 3, 2: 5, 3: 5}


async def test_a_header_that_cannot_be_decoded_is_survived_through_rebalances(bench: Bench) -> None:
    """Each record is done, by one worker or the other; a repeat is no loss."""

    async def slowly(_item: Record, _slot: Slot) -> None:
        await asyncio.sleep(0.02)

    for partition in OTHERS:
        await bench.send(b"key", [b"%d-%d" % (partition, number) for number in range(30)], partition)
    for _ in range(3):
        await send_bad_header(bench)

    async with bench.worker("one", slowly) as first:
        await until(lambda: len(bench.done) >= 5)
        async with bench.worker("two", slowly) as second:
            await until(lambda: second.engine.has_joined)
            await first.stop()
            await until(lambda: len({(item.partition, item.offset) for _, item in bench.done}) >= 96)
            await second.stop()

    assert await bench.committed() == {0: 30, 1: 6, 2: 30, 3: 30}


async def test_others_are_read_on_while_one_partition_has_nothing_but_bad_headers(bench: Bench) -> None:
    for _ in range(10):
        await send_bad_header(bench)
    await bench.send_many(range(300), keys=30)

    async with bench.worker() as worker:
        await bench.have_done(302)
        await until(lambda: len(bench.done) >= 320)
        await worker.stop()

    assert read_from(bench, BAD).count(None) == 10


def read_from(bench: Bench, partition: int) -> list[bytes | None]:
    return [item.value for _, item in bench.done if item.partition == partition]


async def send_bad_header(bench: Bench) -> None:
    """Send a record that cannot be read, and `after`."""
    sender = await asyncio.create_subprocess_exec(
        sys.executable,
        str(Path(__file__).with_name("bad_header.py")),
        *(bench.connection.bootstrap_servers[0], bench.topic, str(BAD)),
        env={"AIOKAFKA_NO_EXTENSIONS": "1"},
    )
    assert await sender.wait() == 0
