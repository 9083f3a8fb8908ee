"""Work times on PostgreSQL: the promises of the port, two replicas, and what is forgotten."""

import asyncio
from datetime import timedelta

import pytest

from tests.store.asked import ANA
from tests.store.conftest import Connection
from tests.store.work_times_contract import BOB, SOON, SPLIT, Pass, WorkTimesContract
from worker.ports.work_times import GoogleHours
from worker.store.open import Store
from worker.store.work_times import PostgresWorkTimes

pytestmark = pytest.mark.real

MEMORY, EVENTS = timedelta(days=30), timedelta(days=400)
WEEK = timedelta(days=7)
AGE = """
UPDATE work_times SET
    wanted_at = wanted_at - $1::interval, read_at = read_at - $1::interval, due_at = due_at - $1::interval
"""


@pytest.fixture
def work_times(store: Store) -> PostgresWorkTimes:
    return store.work_times


@pytest.fixture
def pass_time(database: Connection) -> Pass:
    async def pass_time(time: timedelta) -> None:
        await database.execute(AGE, time)

    return pass_time


class TestWorkTimes(WorkTimesContract): ...


async def test_two_replicas_share_what_is_due(store: Store, other_store: Store, pass_time: Pass) -> None:
    await store.work_times.known(ANA, [f"p{n}@example.com" for n in range(20)])
    await pass_time(SOON)

    shares = await asyncio.gather(
        *(each.work_times.due(2) for each in (store, other_store) for _ in range(6))
    )

    taken = [wanted.email for share in shares for wanted in share]
    assert len(taken) == len(set(taken)) == 20


async def test_what_nobody_wants_for_a_week_is_forgotten(store: Store, pass_time: Pass) -> None:
    await store.work_times.known(ANA, [BOB])
    await pass_time(WEEK - timedelta(minutes=1))
    assert await store.retention.forget(MEMORY, EVENTS) == 0

    await pass_time(timedelta(minutes=2))

    assert await store.retention.forget(MEMORY, EVENTS) == 1
    assert await store.work_times.known(ANA, [BOB]) == {}


async def test_a_zone_that_this_replica_does_not_know_is_none(
    store: Store, database: Connection, pass_time: Pass
) -> None:
    await WorkTimesContract().read(store.work_times, pass_time, SPLIT)
    await database.execute("UPDATE work_times SET time_zone = 'Mars/Olympus'")

    assert await store.work_times.known(ANA, [BOB]) == {BOB: GoogleHours(hours=SPLIT.hours)}


async def test_commands_that_want_the_same_people_at_once_do_not_get_in_each_others_way(
    store: Store, other_store: Store
) -> None:
    people = [f"p{n}@example.com" for n in range(100)]

    await asyncio.gather(
        *(
            each.work_times.known(ANA, order)
            for each in (store, other_store)
            for order in (people, people[::-1]) * 4
        )
    )

    assert len(await store.work_times.known(ANA, people)) == 100
