"""What is committed, and what becomes of a commit that fails or hangs."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

import pytest
from aiokafka.errors import CommitFailedError, IllegalStateError, KafkaConnectionError, KafkaError

from tests.kafka.fake_client import ONE, ZERO, Counted, FakeClient, a_while, engine, for_ever, records
from worker.engine.engine import Engine
from worker.kafka import committer as module
from worker.kafka.committer import Committer


@dataclass
class Side:
    client: FakeClient
    engine: Engine
    committer: Committer

    @property
    def failed(self) -> int:
        assert isinstance(self.engine.metrics, Counted)
        return self.engine.metrics.failed_commits


async def done(*_: object) -> None:
    pass


@asynccontextmanager
async def side(committing: Callable[[], Awaitable[None]] = done) -> AsyncIterator[Side]:
    client = FakeClient(committing=committing)
    async with asyncio.TaskGroup() as tasks:
        made = engine(tasks, done)
        yield Side(client, made, Committer(client.as_consumer(), made))


@pytest.fixture
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "COMMIT_WITHIN", timedelta(milliseconds=20))


async def test_every_commit_names_the_offsets_that_are_done_and_no_others() -> None:
    async with side() as made:
        made.engine.receive([*records([3, 4]), *records([7], partition=1)])
        await a_while()
        await made.committer.commit()
        made.engine.receive(records([9]))
        await a_while()
        await made.committer.commit()

    assert made.client.commits == [{ZERO: 5, ONE: 8}, {ZERO: 10}]


async def test_where_nothing_was_done_nothing_is_committed() -> None:
    async with side() as made:
        await made.committer.commit()

    assert made.client.commits == []


async def test_whom_the_group_has_thrown_out_commits_nothing() -> None:
    async with side() as made:
        made.engine.receive(records([3]))
        await a_while()
        made.client._coordinator.generation = -1
        await made.committer.commit()

    assert made.client.commits == []


@pytest.mark.parametrize(
    "error",
    [
        CommitFailedError("rebalanced"),
        IllegalStateError("not ours"),
        KafkaConnectionError("gone"),
        KafkaError(),
    ],
    ids=["the group has moved on", "the partition is gone", "no broker", "anything else"],
)
async def test_a_commit_that_fails_is_counted_and_made_up_for(error: KafkaError) -> None:
    failures = [error]

    async def at_first_not() -> None:
        if failures:
            raise failures.pop()

    async with side(at_first_not) as made:
        made.engine.receive(records([3]))
        await a_while()
        await made.committer.commit()
        await made.committer.commit()

    assert made.client.commits == [{ZERO: 4}]
    assert made.failed == 1


@pytest.mark.usefixtures("_impatient")
async def test_a_commit_that_hangs_is_given_up_and_what_waits_for_it_too() -> None:
    async with side(for_ever) as made:
        made.engine.receive(records([3]))
        await a_while()
        async with asyncio.timeout(10), asyncio.TaskGroup() as tasks:
            for _ in range(3):
                tasks.create_task(made.committer.commit())

    assert made.client.commits == []
    assert made.failed == 3
    assert dict(made.engine.uncommitted()) == {ZERO: 4}


async def test_an_older_commit_never_comes_after_a_newer_one() -> None:
    gates = [asyncio.Event(), asyncio.Event()]
    waiting = iter(gates)

    async def in_turn() -> None:
        await next(waiting).wait()

    async with side(in_turn) as made, asyncio.TaskGroup() as tasks:
        for offset in (3, 4):
            made.engine.receive(records([offset]))
            await a_while()
            tasks.create_task(made.committer.commit())
            await a_while()
        gates[1].set()  # the newer one could go through
        await a_while()
        gates[0].set()

    assert made.client.commits == [{ZERO: 4}, {ZERO: 5}]
