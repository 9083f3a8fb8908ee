"""Leases on the database's clock, and what this process knows of them on its own."""

import asyncio
from datetime import timedelta

import asyncpg
import pytest

from tests.fakes.clock import FakeClock
from tests.store.asked import ANSWER, claimed, ends, key, request, seats, slot
from worker.errors import LeaseLost, StoreUnavailable
from worker.ports.commands import Claim, HeldElsewhere
from worker.sandbox.postgres import Postgres
from worker.store.open import Store

pytestmark = pytest.mark.real

SECOND = timedelta(seconds=1)


async def test_a_lease_lasts_thirty_seconds_from_before_it_was_asked_for(
    store: Store, clock: FakeClock
) -> None:
    claim = await claimed(store.commands)

    claim.lease.ensure(timedelta(seconds=30))
    with pytest.raises(LeaseLost):
        claim.lease.ensure(timedelta(seconds=30.001))


async def test_a_heartbeat_renews_every_claim(store: Store, clock: FakeClock) -> None:
    claims = [await claimed(store.commands, f"c-{number}") for number in range(3)]
    clock.instant += 9 * SECOND

    await store.leases.beat()

    for claim in claims:
        claim.lease.ensure(timedelta(seconds=30))


async def test_a_heartbeat_that_is_ten_seconds_old_voids_every_claim(store: Store, clock: FakeClock) -> None:
    claim = await claimed(store.commands)

    clock.instant += 10 * SECOND

    with pytest.raises(LeaseLost):
        claim.lease.ensure(timedelta(0))
    with pytest.raises(StoreUnavailable):
        await store.commands.claim(request("c-2"))
    with pytest.raises(StoreUnavailable):
        await store.commands.due(1)


async def test_a_live_claim_of_another_replica_is_respected(store: Store, other_store: Store) -> None:
    await claimed(store.commands)

    assert await other_store.commands.claim(request()) == HeldElsewhere()


async def test_a_replica_that_leaves_frees_its_claims_at_once(store: Store, other_store: Store) -> None:
    claim = await claimed(store.commands)

    await store.leases.leave()

    assert (await claimed(other_store.commands)).fence == claim.fence + 1
    with pytest.raises(LeaseLost):
        claim.lease.ensure(timedelta(0))


async def test_a_frozen_replica_that_thaws_changes_nothing(
    store: Store, other_store: Store, database: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    frozen = await claimed(store.commands)
    await store.commands.save(frozen, b"before the frost")
    await store.commands.enter_meeting(frozen, key())
    await silence(database, store)
    taker = await claimed(other_store.commands)
    await other_store.commands.finish(taker, ANSWER, ends())
    before = await everything(database)

    await store.leases.beat()

    for attempt in (
        store.commands.save(frozen, b"late"),
        store.commands.finish(frozen, ANSWER, ends()),
        store.commands.release(frozen),
        store.reservations.reserve(frozen, seats("ana"), [slot(9, 10)]),
    ):
        with pytest.raises(LeaseLost):
            await attempt
    assert await everything(database) == before
    assert taker.progress == b"before the frost"


async def test_the_first_beat_after_a_frost_does_not_take_a_command_back(
    store: Store, other_store: Store, database: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    frozen = await claimed(store.commands)
    await silence(database, store)
    await claimed(other_store.commands)

    await store.leases.beat()

    with pytest.raises(LeaseLost):
        await store.commands.save(frozen, b"late")
    assert await other_store.commands.claim(request()) == HeldElsewhere()


async def test_a_replica_that_only_blinked_goes_on(
    store: Store, database: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    claim = await claimed(store.commands)
    await silence(database, store)

    await store.leases.beat()

    await store.commands.save(claim, b"still mine")


async def test_a_claim_that_could_not_be_given_back_is_not_renewed(
    store: Store, clock: FakeClock, database: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    claim = await claimed(store.commands)
    async with database.transaction():
        await database.execute("LOCK TABLE commands")
        with pytest.raises(StoreUnavailable):
            await store.commands.release(claim)
    until = await database.fetchval("SELECT lease_until FROM commands")

    await store.leases.beat()

    assert await database.fetchval("SELECT lease_until FROM commands") == until


async def test_many_records_of_one_command_give_one_claim(store: Store, other_store: Store) -> None:
    outcomes = await asyncio.gather(
        *(one.commands.claim(request()) for one in (store, other_store) for _ in range(8))
    )

    assert sum(isinstance(outcome, Claim) for outcome in outcomes) == 1
    assert outcomes.count(HeldElsewhere()) == 15


async def test_many_replicas_take_over_a_dead_ones_command_once(
    store: Store, other_store: Store, database: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await claimed(store.commands)
    await database.execute("UPDATE commands SET lease_until = clock_timestamp()")

    outcomes = await asyncio.gather(
        *(one.commands.claim(request()) for one in (store, other_store) for _ in range(8))
    )

    assert [one.fence for one in outcomes if isinstance(one, Claim)] == [2]


async def test_a_busy_row_does_not_hold_up_the_heartbeat(
    store: Store, clock: FakeClock, database: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    busy, idle = await claimed(store.commands, "c-1"), await claimed(store.commands, "c-2")
    clock.instant += 9 * SECOND

    async with database.transaction():
        await database.execute("SELECT FROM commands WHERE command_id = 'c-1' FOR UPDATE")
        await store.leases.beat()

    idle.lease.ensure(timedelta(seconds=30))
    busy.lease.ensure(timedelta(seconds=21))
    with pytest.raises(LeaseLost):
        busy.lease.ensure(timedelta(seconds=22))


async def test_the_heart_beats_on_after_the_database_was_away(
    store: Store, clock: FakeClock, postgres: Postgres
) -> None:
    claim = await claimed(store.commands)
    async with asyncio.TaskGroup() as group:
        heart = group.create_task(store.leases.run(), name="heartbeat")
        await postgres.crash()
        with pytest.raises(StoreUnavailable):
            await store.ping()
        await postgres.start()
        clock.instant += 20 * SECOND
        await heard_from(store)
        heart.cancel()

    await store.commands.save(claim, b"nobody else had it")


async def heard_from(store: Store) -> None:
    async with asyncio.timeout(20):
        while True:
            if store.leases.is_alive():
                return
            await asyncio.sleep(0.01)


async def silence(database: "asyncpg.Connection[asyncpg.Record]", store: Store) -> None:
    """Make a replica's last heartbeat ten seconds old."""
    late = "UPDATE replicas SET heartbeat_at = clock_timestamp() - interval '10 s' WHERE replica_id = $1"
    await database.execute(late, store.leases.replica)


async def everything(database: "asyncpg.Connection[asyncpg.Record]") -> list[object]:
    tables = ("commands", "meeting_writers", "reservations", "outbox", "own_events")
    return [await database.fetch(f"SELECT * FROM {table}") for table in tables]  # noqa: S608  (named above)
