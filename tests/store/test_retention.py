"""What is forgotten, and what never is."""

from datetime import timedelta

import asyncpg
import pytest

from tests.store.asked import ANSWER, AT_ONCE, IN_AGES, REPLY, claimed, ends, request, seats, slot
from tests.store.holding import held
from tests.store.holds_contract import hold_for
from worker.ports.commands import Claim, Finished, Withheld
from worker.store.open import Store

pytestmark = pytest.mark.real

MEMORY, EVENTS = timedelta(days=30), timedelta(days=400)
AGE = """
UPDATE commands SET
    created_at = created_at - $1::interval, finished_at = finished_at - $1::interval,
    lease_until = lease_until - $2::interval
"""


async def test_an_answer_is_remembered_for_its_time_and_no_longer(
    store: Store, database: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await store.commands.finish(await claimed(store.commands), ANSWER, ends())
    await database.execute(AGE, MEMORY - timedelta(minutes=1), timedelta(0))
    assert await store.retention.forget(MEMORY, EVENTS) == 0
    assert await store.commands.claim(request()) == Finished(ANSWER)

    await database.execute(AGE, timedelta(minutes=2), timedelta(0))

    assert await store.retention.forget(MEMORY, EVENTS) == 1
    assert isinstance(await store.commands.claim(request()), Claim)


async def test_what_is_withheld_is_never_forgotten(
    store: Store, database: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await store.commands.withhold(await claimed(store.commands), REPLY, IN_AGES, None)
    await database.execute(AGE, 2 * MEMORY, timedelta(0))

    assert await store.retention.forget(MEMORY, EVENTS) == 0
    assert await store.commands.claim(request()) == Withheld()


async def test_an_answer_that_somebody_waits_for_is_not_forgotten(
    store: Store, database: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await store.commands.withhold(await claimed(store.commands), REPLY, AT_ONCE, None)
    (due,) = await store.commands.due(1)
    await store.commands.finish(due.claim, ANSWER, ends())
    await database.execute(AGE, 2 * MEMORY, timedelta(0))

    assert await store.retention.forget(MEMORY, EVENTS) == 0
    (waiting,) = await store.commands.unsent(1)
    await store.commands.sent(waiting)
    assert await store.retention.forget(MEMORY, EVENTS) == 1


async def test_an_old_command_that_nobody_works_on_is_forgotten(
    store: Store, database: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await claimed(store.commands)
    await database.execute(AGE, 2 * MEMORY, timedelta(0))
    assert await store.retention.forget(MEMORY, EVENTS) == 0

    await database.execute(AGE, timedelta(0), timedelta(seconds=31))

    assert await store.retention.forget(MEMORY, EVENTS) == 1


async def test_forgetting_goes_in_small_steps(
    store: Store, database: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    for number in range(5):
        await store.commands.finish(await claimed(store.commands, f"c-{number}"), ANSWER, ends())
    await database.execute(AGE, 2 * MEMORY, timedelta(0))

    assert [await store.retention.forget(MEMORY, EVENTS, batch=2) for _ in range(4)] == [2, 2, 1, 0]


async def test_promises_of_the_past_and_old_holds_go(
    store: Store, database: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await held(store.commands, store.reservations, hold_for("bob"))
    await store.reservations.reserve(await claimed(store.commands), seats("ana"), [slot(9, 10)])
    assert await store.retention.forget(MEMORY, EVENTS) == 0

    await database.execute("UPDATE reservations SET period = '{[2020-01-01,2020-01-02)}'")
    await database.execute("UPDATE holds SET expires_at = '2020-01-01'")
    await store.retention.forget(MEMORY, EVENTS)

    assert await database.fetchval("SELECT count(*) FROM reservations") == 0
    assert await database.fetchval("SELECT count(*) FROM holds") == 0
