"""PostgreSQL keeps the promises of the quota, and its own: who has waited for a row knows the time."""

import asyncio
from typing import TypeAlias

import asyncpg
import pytest

from tests.store.quota_contract import (
    ANA,
    BOB,
    SECOND,
    SLOW,
    DrawingContract,
    HoldingBackContract,
    Pass,
    QueueContract,
    draw,
    exhaust,
)
from worker.errors import StoreUnavailable
from worker.ports.quota import Limit, Limits
from worker.store.open import Store
from worker.store.quota import PostgresQuota

pytestmark = pytest.mark.real

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

PASS = """
UPDATE quotas SET
    full_at = full_at - $1 * interval '1 second',
    held_until = held_until - $1 * interval '1 second'
"""
WAITING = """
SELECT true FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


@pytest.fixture
def quota(store: Store) -> PostgresQuota:
    return PostgresQuota(store.quota.database, SLOW)


@pytest.fixture
def pass_(database: Connection) -> Pass:
    async def pass_(seconds: float) -> None:
        await database.execute(PASS, float(seconds))

    return pass_


class TestQuota(DrawingContract, QueueContract, HoldingBackContract): ...


async def test_replicas_that_draw_at_once_have_together_what_there_is(
    store: Store, other_store: Store
) -> None:
    quotas = [PostgresQuota(one.quota.database, SLOW) for one in (store, other_store)]

    drawn = await asyncio.gather(*(draw(quota, ANA) for quota in quotas * 10))
    assert sum(len(one.waits) for one in drawn) == 3


async def test_accounts_that_are_drawn_crosswise_never_deadlock(store: Store, other_store: Store) -> None:
    quick = Limits(Limit(600_000), Limit(600_000))
    quotas = [PostgresQuota(one.quota.database, quick) for one in (store, other_store)]

    drawn = await asyncio.gather(
        *(draw(quota, payer) for _ in range(20) for quota in quotas for payer in (ANA, BOB))
    )
    assert all(one.waits == (0,) for one in drawn)


async def test_who_waited_for_the_row_goes_by_the_time_after_the_wait(
    store: Store, database: Connection
) -> None:
    quota = PostgresQuota(store.quota.database, Limits(Limit(600), Limit(600)))
    await draw(quota, ANA, want=999)
    async with asyncio.TaskGroup() as group, database.transaction():
        await database.execute("SELECT FROM quotas WHERE account = 'ana' FOR UPDATE")
        waiting = group.create_task(draw(quota, ANA))
        while not await database.fetchval(WAITING):
            continue
        await database.execute("SELECT pg_sleep(0.3)")  # a call has room every 0.12 s

    assert waiting.result().waits == (0,)


@pytest.mark.parametrize("hold", [False, True], ids=["drawn", "held back"])
async def test_a_clock_that_was_set_back_stops_nobody(
    quota: PostgresQuota, database: Connection, pass_: Pass, *, hold: bool
) -> None:
    await exhaust(quota, ANA)
    if hold:
        await quota.hold_back(ANA, 100 * SECOND, perhaps_project=False)
    await pass_(-3_600)

    await exhaust(quota, ANA)
    assert await database.fetchval(
        "SELECT max(greatest(full_at, held_until)) < now() + '1 minute' FROM quotas"
    )


async def test_an_idle_account_leaves_no_row(store: Store, database: Connection, pass_: Pass) -> None:
    await draw(store.quota, ANA)
    await store.retention.forget(SECOND, SECOND)
    assert await database.fetchval("SELECT count(*) FROM quotas") == 2

    await pass_(3_600)
    await store.retention.forget(SECOND, SECOND)
    assert await database.fetchval("SELECT count(*) FROM quotas") == 0


async def test_without_the_database_nothing_is_drawn(store: Store) -> None:
    await store.quota.database.pool.close()

    with pytest.raises(StoreUnavailable):
        await draw(store.quota, ANA)
