"""A place for bookings on PostgreSQL, whose clock a test moves.

Each replica has a store of its own on the one database. There, `clock_timestamp()` is a function of
ours that tells what the test says: leases, holds and chores end when it wants them to.
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import asyncpg

from tests.fakes.accounts import FakeAccounts
from tests.fakes.clock import FakeClock
from tests.fakes.consents import FakeConsents
from tests.fakes.publisher import FakePublisher
from tests.fakes.push import FakePush
from tests.fakes.work_times import FakePrimaryCalendars
from tests.handlers.bookings.places import REPLICAS, Held, Promise
from tests.handlers.lively_calendar import LivelyCalendar
from tests.handlers.world import ANA, BOB, EVE, GUEST, NOW, TEXTS
from tests.store.conftest import Connection
from worker.app.ports import Ports
from worker.domain.calendar_event import EventKey
from worker.domain.interval import Interval
from worker.ports.commands import Claim
from worker.ports.reservations import ReservationKind
from worker.store.leases import LEASE
from worker.store.migrate import migrate
from worker.store.open import Store, open_store

HOP = LEASE * 0.8
"""In which nothing happens, so that a heartbeat at its end keeps every claim."""

# Before the migrations, which would bind the defaults of columns to the real clock.
OWN_CLOCK = """
CREATE SCHEMA told;
CREATE TABLE told.instant AS SELECT '{now}'::timestamptz AS now;
CREATE FUNCTION public.clock_timestamp() RETURNS timestamptz
    LANGUAGE sql AS 'SELECT now FROM told.instant';
CREATE FUNCTION public.random() RETURNS double precision LANGUAGE sql AS 'SELECT 0.5::double precision';
DO $$ BEGIN
    EXECUTE format('ALTER DATABASE %I SET search_path = public, pg_catalog', current_database());
END $$
"""
SET_CLOCK = "UPDATE told.instant SET now = $1"
# Quicker than TRUNCATE where there is little to delete.
EMPTY = """
DO $$ DECLARE one text; BEGIN
    SET LOCAL session_replication_role = replica;
    FOR one IN SELECT quote_ident(tablename) FROM pg_tables
        WHERE schemaname = 'public' AND tablename <> 'schema_migrations'
    LOOP EXECUTE 'DELETE FROM ' || one; END LOOP;
END $$
"""
END_LEASE = """
UPDATE commands SET lease_until = clock_timestamp() - interval '1 second'
WHERE user_id = $1 AND command_id = $2 AND fence = $3 AND owner IS NOT NULL
"""
HURRY = "UPDATE followed_calendars SET next_sync_at = clock_timestamp()"
PROMISES = """
SELECT email, kind, lower(part) AS starts_at, upper(part) AS ends_at, calendar_id, event_id, hold_id,
    mover_command_id IS NOT NULL AS is_moving
FROM reservations JOIN participants USING (participant_id), unnest(period) AS part
WHERE coalesce(expires_at > clock_timestamp(), true)
"""
HOLDS = """
SELECT hold_id, user_id, starts_at, ends_at, emails, expires_at <= clock_timestamp() AS expired,
    state = 'live' AND expires_at > clock_timestamp() AS live
FROM holds ORDER BY hold_id
"""
ANSWERS = "SELECT command_id, result_value FROM commands WHERE state = 'finished'"
OWED = "SELECT count(*) FROM chores"


async def prepare(url: str) -> None:
    """Make the tables in an empty database, and a clock for them."""
    connection = await asyncpg.connect(url)
    await connection.execute(OWN_CLOCK.format(now=NOW.isoformat()))
    await connection.close()
    await migrate(url)


@dataclass(slots=True)
class Stored:
    """`tests.handlers.bookings.places.Place`: Google and the accounts are fakes, the store is not."""

    clock: FakeClock
    stores: tuple[Store, ...]
    database: Connection
    calendar: LivelyCalendar = field(default_factory=LivelyCalendar)

    async def clean(self) -> "Stored":
        """Return a place for another game, where nothing has happened yet."""
        self.clock.instant = NOW
        await self.database.execute(SET_CLOCK, NOW)
        await self.database.execute(EMPTY)
        for store in self.stores:
            store.leases.commands.clear()
            store.leases.calendars.clear()
            await store.leases.beat()
        place = Stored(self.clock, self.stores, self.database)
        place.calendar.add(ANA, BOB, EVE, GUEST)
        return place

    def ports(self, replica: int) -> Ports:
        store = self.stores[replica]
        return Ports(
            accounts=FakeAccounts(),
            calendar=self.calendar,
            calendars=store.calendars,
            channels=store.channels,
            chores=store.chores,
            commands=store.commands,
            consents=FakeConsents(),
            decisions=store.decisions,
            departures=store.departures,
            grants=store.grants,
            outbox=store.outbox,
            primary_calendars=FakePrimaryCalendars(),
            publisher=FakePublisher(),
            push=FakePush(self.calendar),
            reminders=store.reminders,
            reservations=store.reservations,
            synchronisations=store.synchronisations,
            work_times=store.work_times,
        )

    async def lose(self, claim: Claim) -> None:
        key = (claim.user_id, claim.command_id, claim.fence)
        await self.database.execute(END_LEASE, *key)
        for store in self.stores:
            store.leases.drop(key)

    async def wait(self, duration: timedelta) -> None:
        until = self.clock.instant + duration
        while self.clock.instant < until:
            self.clock.instant = min(until, self.clock.instant + HOP)
            await self.database.execute(SET_CLOCK, self.clock.instant)
            for store in self.stores:
                await store.leases.beat()

    async def hurry(self) -> None:
        await self.database.execute(HURRY)

    async def promises(self) -> list[Promise]:
        return [_promise(row) for row in await self.database.fetch(PROMISES)]

    async def holds(self) -> list[Held]:
        return [_held(row) for row in await self.database.fetch(HOLDS)]

    async def answers(self) -> dict[str, bytes]:
        return {row["command_id"]: row["result_value"] for row in await self.database.fetch(ANSWERS)}

    async def owed(self) -> int:
        return int(await self.database.fetchval(OWED))


@asynccontextmanager
async def stored(url: str) -> AsyncIterator[Stored]:
    """Yield a place on a prepared database; each game takes a clean one of it."""
    clock = FakeClock(NOW)
    async with AsyncExitStack() as stack:
        database = await asyncpg.connect(url)
        stack.push_async_callback(database.close)
        stores = [
            await stack.enter_async_context(
                open_store(url, texts=TEXTS, clock=clock, replica=f"replica-{number}", pool_size=4)
            )
            for number in range(REPLICAS)
        ]
        yield Stored(clock, tuple(stores), database)


def _promise(row: asyncpg.Record) -> Promise:
    is_event = row["event_id"] is not None
    return Promise(
        email=row["email"],
        period=Interval(row["starts_at"], row["ends_at"]),
        kind=ReservationKind(row["kind"]),
        event=EventKey(row["calendar_id"], row["event_id"]) if is_event else None,
        hold_id=row["hold_id"],
        is_moving=row["is_moving"],
    )


def _held(row: asyncpg.Record) -> Held:
    slot = Interval(row["starts_at"], row["ends_at"])
    emails = frozenset(row["emails"])
    return Held(row["hold_id"], row["user_id"], slot, emails, is_live=row["live"], is_expired=row["expired"])
