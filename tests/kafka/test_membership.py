"""Being a member of the group, and no longer being one, on a real broker."""

import asyncio
from datetime import timedelta
from typing import Any, cast

import pytest
from aiokafka.errors import GroupLoadInProgressError
from aiokafka.protocol.group import LeaveGroupRequest

from tests.kafka.bench import Bench, Running, until
from worker.kafka import committer, consumer

pytestmark = pytest.mark.real


def coordinator(worker: Running) -> Any:
    return cast("Any", worker.consumer.consumer)._coordinator


async def throw_out(worker: Running) -> None:
    """Let the group take a member for gone, as it does once the session has timed out."""
    inside = coordinator(worker)
    await inside._send_req(LeaveGroupRequest(inside.group_id, inside.member_id))


async def test_a_member_that_was_thrown_out_comes_back_and_nothing_is_lost(bench: Bench) -> None:
    await bench.send_many(range(20), keys=5)

    async with bench.worker() as worker:
        await bench.have_done(20)
        old = coordinator(worker).member_id
        await throw_out(worker)
        await until(lambda: coordinator(worker).member_id not in {"", old})
        await bench.send_many(range(20, 40), keys=5)
        await bench.have_done(40)
        await worker.stop()

    assert sum((await bench.committed()).values()) == 40
    for key in range(5):
        assert bench.first_effects(b"key-%d" % key) == list(range(key, 40, 5))


async def test_whom_the_group_has_thrown_out_commits_nothing_even_if_it_is_empty(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Kafka would take it: others may have come, gone further, and left."""
    monkeypatch.setattr(consumer, "COMMIT_EVERY", timedelta(hours=1))
    await bench.send(b"key", [b"1"])

    async with bench.worker() as worker:
        await bench.have_done(1)
        await throw_out(worker)
        coordinator(worker).reset_generation()  # what its next heartbeat would make it do
        await worker.consumer.committer.commit()
        committed = await bench.committed()
        await until(lambda: coordinator(worker).generation >= 0)
        await worker.stop()

    assert committed == {}


async def test_a_commit_that_was_given_up_is_not_tried_again_behind_our_back(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """aiokafka would repeat it under the membership of then, and take the partition back."""
    monkeypatch.setattr(committer, "COMMIT_WITHIN", timedelta(milliseconds=300))
    monkeypatch.setattr(consumer, "COMMIT_EVERY", timedelta(hours=1))
    tries: list[object] = []
    await bench.send(b"key", [b"1"])

    async with bench.worker() as worker:
        await bench.have_done(1)
        send = coordinator(worker)._do_commit_offsets

        async def refused(_assignment: object, offsets: object) -> None:
            tries.append(offsets)
            raise GroupLoadInProgressError

        coordinator(worker)._do_commit_offsets = refused
        await worker.consumer.committer.commit()
        given_up_after = len(tries)
        await asyncio.sleep(0.4)  # longer than aiokafka waits between two tries
        still_tried = len(tries) > given_up_after
        coordinator(worker)._do_commit_offsets = send
        await worker.stop()

    assert given_up_after > 0
    assert not still_tried
    assert sum((await bench.committed()).values()) == 1


@pytest.mark.apache_kafka
async def test_a_static_member_that_restarts_moves_no_partition(bench: Bench) -> None:
    await bench.send_many(range(20), keys=20)

    async with bench.worker("one", instance_id="one") as one:
        async with bench.worker("two", instance_id="two") as two:
            await until(lambda: one.engine.health().partitions == 2 == two.engine.health().partitions)
            before = (two.consumer.consumer.assignment(), coordinator(one).generation)
            await two.stop()
        assert one.engine.health().partitions == 2
        async with bench.worker("two", instance_id="two") as again:
            await until(lambda: again.engine.health().partitions == 2)
            after = (again.consumer.consumer.assignment(), coordinator(one).generation)
            await again.stop()
        await one.stop()

    assert after == before


async def test_a_member_without_a_name_gives_its_partitions_back_when_it_stops(bench: Bench) -> None:
    async with bench.worker("one") as one:
        async with bench.worker("two") as two:
            await until(lambda: one.engine.health().partitions == 2 == two.engine.health().partitions)
            await two.stop()
        await until(lambda: one.engine.health().partitions == 4)
        await one.stop()
