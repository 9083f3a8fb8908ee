"""The leases of calendars: however a reading ends, nobody keeps what nobody reads."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.fakes.clock import FakeClock
from tests.store.asked import ANA, AT_ONCE
from tests.store.conftest import Connection
from tests.store.reading import Reading, version
from worker.errors import LeaseLost, StoreUnavailable
from worker.store.open import Store

pytestmark = pytest.mark.real

SECOND = timedelta(seconds=1)
CALENDAR = (ANA.user_id, ANA.address)


async def test_a_heartbeat_renews_a_reading(reading: Reading, store: Store, clock: FakeClock) -> None:
    begun = await reading.begin()
    clock.instant += 9 * SECOND
    await store.leases.beat()

    begun.lease.ensure(30 * SECOND)
    clock.instant += 10 * SECOND
    with pytest.raises(LeaseLost):
        begun.lease.ensure(AT_ONCE)
    with pytest.raises(StoreUnavailable):
        await reading.begin()


async def test_a_replica_that_leaves_frees_its_calendars(
    reading: Reading, other: Reading, store: Store
) -> None:
    begun = await reading.begin()
    await store.leases.leave()

    assert (await other.begin()).fence == begun.fence + 1


async def test_a_taking_in_that_outlasts_its_lease_and_ends_in_doubt_goes_on_under_a_new_one(
    reading: Reading, store: Store, clock: FakeClock, database: Connection
) -> None:
    await reading.read(version(1))
    begun = await reading.begin()
    await reading.synchronisations.stage(begun, [replace(version(1, title="Twin"), etag='"twin"')])
    clock.instant += 31 * SECOND
    await store.leases.beat()
    assert list(store.leases.calendars) == []

    assert await reading.doubts(begun) == ["e-1"]

    until = await database.fetchval("SELECT lease_until FROM synchronisations")
    await store.leases.beat()
    assert await database.fetchval("SELECT lease_until FROM synchronisations") > until


async def test_a_calendar_that_is_being_taken_in_is_not_due_even_if_its_lease_has_ended(
    reading: Reading, other: Reading, database: Connection
) -> None:
    await reading.meddle.lose(await reading.begin())
    async with database.transaction():
        await database.execute("SELECT FROM followed_calendars FOR UPDATE")

        assert list(await other.synchronisations.due(1)) == []
    assert len(await other.synchronisations.due(1)) == 1


async def test_a_calendar_that_could_not_be_given_back_is_not_kept(
    reading: Reading, store: Store, database: Connection
) -> None:
    begun = await reading.begin()
    until = await database.fetchval("SELECT lease_until FROM synchronisations")
    impatient = replace(store.synchronisations.database, patience=AT_ONCE)
    with pytest.raises(StoreUnavailable):
        await replace(store.synchronisations, database=impatient).give_up(begun, AT_ONCE)

    await store.leases.beat()

    assert await database.fetchval("SELECT lease_until FROM synchronisations") == until
    with pytest.raises(LeaseLost):
        begun.lease.ensure(AT_ONCE)


async def test_an_end_of_which_the_news_was_lost_keeps_nothing(reading: Reading, store: Store) -> None:
    """The calendar is free already when it is given back."""
    begun = await reading.begin()
    await store.synchronisations.complete(begun, "token")
    store.leases.hold_calendar((*CALENDAR, begun.fence), store.leases.now())

    with pytest.raises(LeaseLost):
        await store.synchronisations.give_up(begun, AT_ONCE)
    assert list(store.leases.calendars) == []
