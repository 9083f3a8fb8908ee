"""What is done when partitions go and come, on a client that does what the test says."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from aiokafka import TopicPartition

from tests.kafka.fake_client import ONE, ZERO, FakeClient, a_while, at_once, engine, for_ever, records
from worker.engine.engine import Engine
from worker.engine.record import Record
from worker.engine.slots import Slot
from worker.kafka import committer as module
from worker.kafka.committer import Committer
from worker.kafka.rebalance import RebalanceListener

BOTH = {TopicPartition(*ZERO), TopicPartition(*ONE)}
SHORT = timedelta(milliseconds=20)
PATIENT = timedelta(seconds=10)


@dataclass
class Desk:
    """Work that ends at a word."""

    gate: asyncio.Event = field(default_factory=asyncio.Event)
    ended: list[int] = field(default_factory=list)

    async def __call__(self, item: Record, _slot: Slot) -> None:
        await self.gate.wait()
        self.ended.append(item.offset)


@dataclass
class Side:
    client: FakeClient
    engine: Engine
    committer: Committer
    listener: RebalanceListener


@asynccontextmanager
async def side(
    desk: Desk, drain: timedelta = PATIENT, committing: Callable[[], Awaitable[None]] = at_once
) -> AsyncIterator[Side]:
    client = FakeClient(committing=committing)
    async with asyncio.TaskGroup() as tasks:
        made = engine(tasks, desk)
        committer = Committer(client.as_consumer(), made)
        try:
            yield Side(client, made, committer, RebalanceListener(made, committer, drain))
        finally:
            await made.drain(SHORT)


async def test_what_runs_ends_then_it_is_committed_and_then_the_partitions_go() -> None:
    desk = Desk()
    async with side(desk) as made:
        made.engine.receive(records([3]))
        await a_while()
        async with asyncio.TaskGroup() as tasks:
            going = tasks.create_task(made.listener.on_partitions_revoked(BOTH))
            await a_while()
            assert (made.client.commits, made.engine.health().partitions) == ([], 2)
            desk.gate.set()
            await going

    assert made.client.commits == [{ZERO: 4}]
    assert made.engine.health().partitions == 0


async def test_while_partitions_go_nothing_of_them_is_read_received_or_begun() -> None:
    desk = Desk()
    async with side(desk) as made:
        made.engine.receive(records([3]))
        await a_while()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(made.listener.on_partitions_revoked(BOTH))
            await a_while()
            assert not made.engine.room()
            made.engine.receive(records([4]))
            desk.gate.set()

    assert desk.ended == [3]
    assert made.client.commits == [{ZERO: 4}]


async def test_whoever_ends_after_the_drain_neither_marks_nor_commits_the_new_assignment() -> None:
    desk = Desk()
    async with side(desk, SHORT) as made:
        made.engine.receive(records([3]))
        await a_while()
        await made.listener.on_partitions_revoked(BOTH)
        await made.listener.on_partitions_assigned(BOTH)
        made.engine.receive(records([2, 3]))
        desk.gate.set()
        await a_while()
        await made.committer.commit()

    assert desk.ended.count(3) == 2  # late, and anew
    assert made.client.commits == [{ZERO: 4}]


async def test_a_late_end_alone_commits_nothing() -> None:
    desk = Desk()
    async with side(desk, SHORT) as made:
        made.engine.receive(records([3]))
        await a_while()
        await made.listener.on_partitions_revoked(BOTH)
        await made.listener.on_partitions_assigned(BOTH)
        desk.gate.set()
        await a_while()
        await made.committer.commit()

    assert desk.ended == [3]
    assert made.client.commits == []


async def test_a_commit_that_hangs_holds_up_no_rebalance_and_is_over_before_it_ends(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """aiokafka would try it again under the next membership, and take the partition back to where it was."""
    monkeypatch.setattr(module, "COMMIT_WITHIN", SHORT)
    desk = Desk()
    desk.gate.set()
    async with side(desk, SHORT, for_ever) as made:
        made.engine.receive(records([3]))
        await a_while()
        async with asyncio.timeout(10), asyncio.TaskGroup() as tasks:
            regular = tasks.create_task(made.committer.commit())
            await a_while()
            await made.listener.on_partitions_revoked(BOTH)
            assert regular.done()
            await made.listener.on_partitions_assigned(BOTH)

    assert made.listener.failure is None
    assert made.client.commits == []
    assert dict(made.engine.uncommitted()) == {}


async def test_what_a_listener_raises_is_kept_because_aiokafka_swallows_it() -> None:
    desk = Desk()
    async with side(desk) as made:
        assert made.listener.failure is None
        made.listener.engine = broken = Broken()  # type: ignore[assignment]  # all that is asked of it
        with pytest.raises(KeyError):
            await made.listener.on_partitions_revoked(BOTH)
        with pytest.raises(ArithmeticError):
            await made.listener.on_partitions_assigned(BOTH)

    assert made.listener.failure is broken.first


@dataclass
class Broken:
    first: Exception = field(default_factory=lambda: KeyError("bug"))

    async def revoke(self, *_: object) -> None:
        raise self.first

    def assign(self, *_: object) -> None:
        raise ArithmeticError
