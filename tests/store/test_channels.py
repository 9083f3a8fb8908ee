"""Channels on PostgreSQL: the promises, several replicas, and what is forgotten."""

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.store.asked import ANA
from tests.store.channels_contract import (
    CALENDAR,
    FAR,
    KnownContract,
    MarksContract,
    OpeningContract,
    RenewalContract,
    StopsContract,
    Watching,
    ends,
    new_channel,
)
from tests.store.conftest import Connection
from tests.store.reading import Reading
from worker.ports.channels import Mark, OpenChannel, Opening
from worker.ports.synchronisation import FollowedCalendar
from worker.store.open import Store

pytestmark = pytest.mark.real

NOW = datetime.now(UTC)  # noqa: TID251  (the database's clock is the machine's)
SECONDS = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class MeddlingWithTables:
    database: Connection

    async def lose(self, opening: Opening) -> None:
        await self.database.execute(
            "UPDATE watches SET lease_until = clock_timestamp() WHERE opening = $1", opening.channel_id
        )

    async def renewal_is_due(self, calendar: FollowedCalendar) -> None:
        await self.database.execute(
            "UPDATE watches SET renew_at = clock_timestamp() WHERE user_id = $1 AND calendar_id = $2",
            *ends(calendar),
        )

    async def hurry(self) -> None:
        await self.database.execute("UPDATE dirty_calendars SET due_at = clock_timestamp()")
        await self.database.execute("UPDATE channels SET stop_at = clock_timestamp()")


@pytest.fixture
def watching(store: Store, reading: Reading, database: Connection) -> Watching:
    return Watching(store.channels, only_marked(reading, store), MeddlingWithTables(database))


def only_marked(reading: Reading, store: Store) -> Reading:
    """Return the same calendar where nothing is polled."""
    return replace(reading, synchronisations=replace(store.synchronisations, interval=timedelta(0)))


class TestOpening(OpeningContract): ...


class TestRenewal(RenewalContract): ...


class TestStops(StopsContract): ...


class TestKnown(KnownContract): ...


class TestMarks(MarksContract): ...


async def test_of_many_that_begin_at_once_one_may_open(store: Store, other_store: Store) -> None:
    begun = await asyncio.gather(
        *(
            one.channels.begin(*ends(CALENDAR), new_channel())
            for one in (store, other_store)
            for _ in range(6)
        )
    )

    assert sum(one is not None for one in begun) == 1


async def test_an_opening_of_a_silent_replica_is_void(
    store: Store, other_store: Store, database: Connection
) -> None:
    await store.channels.begin(*ends(CALENDAR), new_channel())
    late = "UPDATE replicas SET heartbeat_at = clock_timestamp() - interval '10 s' WHERE replica_id = $1"
    await database.execute(late, store.leases.replica)

    assert await other_store.channels.begin(*ends(CALENDAR), new_channel())


async def test_a_channel_is_renewed_between_70_and_85_percent_of_its_life(
    watching: Watching, database: Connection
) -> None:
    moments = set()
    for number in range(8):
        await watching.open(FollowedCalendar(ANA.user_id, str(number)), until=NOW + timedelta(days=7))
    for row in await database.fetch("SELECT renew_at FROM watches"):
        moments.add(row["renew_at"])
        assert timedelta(days=4.8) < row["renew_at"] - NOW < timedelta(days=6)
    assert len(moments) == 8  # they do not come all at once


async def test_no_token_is_stored(watching: Watching, database: Connection) -> None:
    channel = new_channel()
    opening = await watching.channels.begin(*ends(CALENDAR), channel)
    assert opening is not None
    await watching.channels.opened(opening, OpenChannel("list", FAR))

    row = await database.fetchrow("SELECT * FROM channels")
    assert channel.token.get_secret_value() not in str(row)


async def test_a_calendar_that_is_being_taken_in_holds_up_neither_marks_nor_openings(
    watching: Watching, database: Connection
) -> None:
    await watching.open()
    async with database.transaction():
        await database.execute("SELECT FROM followed_calendars FOR UPDATE")
        await database.execute("UPDATE followed_calendars SET sequence = sequence + 1")
        async with asyncio.timeout(1.5):
            await watching.mark()
            await watching.open()
            assert await watching.reading.synchronisations.due(5) == []


async def test_a_mark_waits_for_others_of_its_burst_and_no_longer(
    watching: Watching, database: Connection
) -> None:
    await watching.reading.read()
    await watching.mark()
    due_at = await database.fetchval("SELECT due_at FROM dirty_calendars")
    await watching.mark()

    dirty = await database.fetchrow("SELECT due_at, dirty_at FROM dirty_calendars")
    assert dirty is not None
    assert dirty["due_at"] == due_at
    assert timedelta(0) < dirty["due_at"] - dirty["dirty_at"] <= timedelta(milliseconds=500)


async def test_a_calendar_that_goes_on_changing_is_read_again_after_a_second(
    watching: Watching, database: Connection
) -> None:
    await watching.reading.read()
    begun = await watching.reading.begin()
    await watching.mark()
    await watching.reading.end(begun)

    left = await database.fetchval("SELECT due_at - clock_timestamp() FROM dirty_calendars")
    assert left > 0.5 * SECONDS
    assert left <= 1.5 * SECONDS


async def test_who_marks_the_same_calendars_in_another_order_meets_no_deadlock(
    store: Store, other_store: Store
) -> None:
    marks = [Mark("any", None, FollowedCalendar(ANA.user_id, f"{number:03}")) for number in range(200)]

    await asyncio.gather(
        *(
            one.channels.mark(marks if turn % 2 else marks[::-1])
            for one in (store, other_store)
            for turn in range(6)
        )
    )


async def test_what_google_told_of_comes_before_what_comes_up_by_itself(
    store: Store, watching: Watching
) -> None:
    for name in ("a@example.com", "b@example.com"):
        begun = await store.synchronisations.begin(ANA, name, None, everything=False)
        assert begun is not None
        await store.synchronisations.give_up(begun, timedelta(0))
    await watching.mark(FollowedCalendar(ANA.user_id, "b@example.com"))
    await watching.meddle.hurry()

    due = await store.synchronisations.due(10)
    assert [one.calendar_id for one in due] == ["b@example.com", "a@example.com"]


async def test_ended_channels_and_empty_watches_are_forgotten(
    watching: Watching, store: Store, database: Connection
) -> None:
    await watching.open()
    await watching.begin(FollowedCalendar(ANA.user_id, "dead"))
    await watching.mark(FollowedCalendar(ANA.user_id, "dead"))
    keep = timedelta(days=1)
    assert await store.retention.forget(keep, keep) == 0

    await database.execute("UPDATE channels SET expires_at = clock_timestamp() - interval '61 min'")
    await database.execute("UPDATE watches SET lease_until = lease_until - interval '2 days'")
    await database.execute("UPDATE dirty_calendars SET due_at = due_at - interval '2 days'")
    await store.retention.forget(keep, keep)

    assert await database.fetchval("SELECT count(*) FROM channels") == 0
    assert [row["calendar_id"] for row in await database.fetch("SELECT * FROM watches")] == [ANA.address]
    assert [row["calendar_id"] for row in await database.fetch("SELECT * FROM dirty_calendars")] == [
        ANA.address
    ]
