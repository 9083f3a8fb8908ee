"""Two replicas, one database, one Google that counts: nobody is told to slow down."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from tests.fakes.calendar import FakeLease
from tests.google.conftest import OpenGoogle
from tests.google.meeting import ANA, BOBS, DRAFT
from worker.domain.account import Account
from worker.domain.calendar_event import SendUpdates
from worker.errors import RateLimited, StoreUnavailable
from worker.google.google import Google
from worker.google.limiter import Limiting
from worker.ports.quota import GOOGLES_LIMITS, Drawn, Limit, Limits, Payer
from worker.sandbox.local_google.control.control import LocalGoogleControl
from worker.sandbox.local_google.wire.faults import Fault
from worker.sandbox.postgres import Postgres
from worker.store.migrate import migrate
from worker.store.pool import Database, open_pool
from worker.store.quota import PostgresQuota

pytestmark = pytest.mark.real

FEW = 40
"""What Google allows Ana in these tests, in a minute."""
FEW_FOR_ANA = Limits(account=Limit(FEW), project=Limit(10_000))
TOO_MANY = 30
"""From each of two."""


@pytest.fixture(scope="module")
async def url(postgres: Postgres) -> AsyncIterator[str]:
    address = await postgres.create_database("quotas")
    await migrate(address)
    yield address
    await postgres.drop_database("quotas")


@pytest.fixture
async def databases(url: str) -> AsyncIterator[list[Database]]:
    """One for each replica."""
    async with AsyncExitStack() as opened:
        replicas = [
            await opened.enter_async_context(open_pool(url, name=f"replica {number}", size=4))
            for number in range(2)
        ]
        async with replicas[0].connection() as connection:
            await connection.execute("TRUNCATE quotas")
        yield replicas


async def tried(google: Google, account: Account = ANA) -> bool:
    """Tell whether a call was made; else somebody said that there is no room."""
    try:
        await google.calendar.describe(account, "primary")
    except RateLimited:
        return False
    return True


async def all_at_once(googles: list[Google]) -> list[bool]:
    async with asyncio.TaskGroup() as group:
        calls = [group.create_task(tried(google)) for google in googles for _ in range(TOO_MANY)]
    return [call.result() for call in calls]


async def anyone_turned_away(calls: list[asyncio.Task[bool]]) -> None:
    """Return as soon as one of them found no room."""
    for ended in asyncio.as_completed(calls):
        if not await ended:
            return


async def statuses(control: LocalGoogleControl) -> list[int | None]:
    return [entry.status for entry in await control.log(path="/calendars/")]


async def test_a_storm_from_two_replicas_is_less_than_google_allows(
    opening: OpenGoogle, control: LocalGoogleControl, databases: list[Database]
) -> None:
    await control.behave(user_quota_per_minute=FEW)
    async with AsyncExitStack() as opened:
        limiting = [Limiting(PostgresQuota(one, FEW_FOR_ANA)) for one in databases]
        googles = [await opened.enter_async_context(opening(limiting=one)) for one in limiting]
        made = await all_at_once(googles)

    assert await statuses(control) == [200] * sum(made)
    assert FEW_FOR_ANA.account.burst <= sum(made) <= FEW


async def test_without_limits_google_says_slower(opening: OpenGoogle, control: LocalGoogleControl) -> None:
    await control.behave(user_quota_per_minute=FEW)
    async with opening() as one, opening() as other:
        made = await all_at_once([one, other])

    assert sum(made) == FEW
    assert (await statuses(control)).count(403) == 2 * TOO_MANY - FEW


async def test_the_first_call_of_a_quiet_replica_passes_beside_a_hot_one(
    opening: OpenGoogle, databases: list[Database]
) -> None:
    async with AsyncExitStack() as opened:
        limiting = [Limiting(PostgresQuota(one, GOOGLES_LIMITS)) for one in databases]
        hot, quiet = [await opened.enter_async_context(opening(limiting=one)) for one in limiting]
        async with asyncio.TaskGroup() as group:
            storm = [group.create_task(tried(hot)) for _ in range(100)]
            await anyone_turned_away(storm)
            first = group.create_task(tried(quiet))

    assert first.result()
    assert not all(call.result() for call in storm)


async def test_what_google_says_to_one_replica_the_other_need_not_hear(
    opening: OpenGoogle, control: LocalGoogleControl, databases: list[Database]
) -> None:
    await control.add_fault(
        Fault(path="/calendars/", status=429, reason="rateLimitExceeded", retry_after="30")
    )
    async with AsyncExitStack() as opened:
        limiting = [Limiting(PostgresQuota(one, GOOGLES_LIMITS)) for one in databases]
        one, other = [await opened.enter_async_context(opening(limiting=each)) for each in limiting]
        with pytest.raises(RateLimited):
            await one.calendar.describe(ANA, "primary")
        with pytest.raises(RateLimited) as told:
            await other.calendar.describe(ANA, "primary")
        assert await tried(other, BOBS)

    assert told.value.retry_after
    assert timedelta(seconds=10) < told.value.retry_after < timedelta(seconds=35)
    assert await statuses(control) == [429, 200]


@dataclass(frozen=True)
class Watched(PostgresQuota):
    """Notes how often a lease was asked for before there was a draw."""

    lease: FakeLease = field(default_factory=FakeLease)
    asked: list[int] = field(default_factory=list)

    async def draw(
        self, payer: Payer, need: int, want: int, *, patience: timedelta, reach: timedelta
    ) -> Drawn:
        self.asked.append(len(self.lease.asked))
        return await PostgresQuota(self.database).draw(payer, need, want, patience=patience, reach=reach)


async def test_a_write_makes_sure_of_its_lease_after_it_has_waited_for_room(
    opening: OpenGoogle, databases: list[Database]
) -> None:
    quota = Watched(databases[0])
    async with opening(limiting=Limiting(quota)) as google:
        await google.calendar.insert(ANA, "primary", DRAFT, SendUpdates.NONE, quota.lease)

    assert quota.asked == [0]
    assert len(quota.lease.asked) == 1


async def test_without_the_store_nothing_is_sent(
    opening: OpenGoogle, control: LocalGoogleControl, databases: list[Database]
) -> None:
    lease = FakeLease()
    async with opening(limiting=Limiting(PostgresQuota(databases[0]))) as google:
        await databases[0].pool.close()
        with pytest.raises(StoreUnavailable):
            await google.calendar.insert(ANA, "primary", DRAFT, SendUpdates.NONE, lease)

    assert lease.asked == []
    assert await control.log(path="/events") == []
