"""`worker.ports.synchronisation.Synchronisations`, on PostgreSQL.

A calendar is taken by one statement, under the lock of its row; the fence that it raises is
checked by every transaction after that. Locks are taken in the order that `worker.store.observe`
names.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from worker.domain.account import Account
from worker.domain.calendar_event import CalendarEvent, EventKey
from worker.domain.interval import Interval
from worker.ports.commands import Claim, Headers
from worker.ports.synchronisation import (
    Doubts,
    FollowedCalendar,
    Outcome,
    Progress,
    Republish,
    Snapshot,
    Synchronisation,
)
from worker.store import dirty, fence, known_calendar, staging
from worker.store.leases import HEARTBEAT_VOID, LEASE, Leases
from worker.store.narration import Narrator, Tell
from worker.store.pool import Connection, Database
from worker.store.taking_in import TakingIn, keys_of

TAKE_IN_WITHIN = timedelta(minutes=15)
"""In one transaction, however much was read: some hundreds of changes a second on a slow machine. Each
of its statements has the usual time, so what hangs ends as soon as anywhere else."""
TAKE_IN_AT_ONCE = 4
"""Of one replica: each keeps a connection to itself, and the rest of the pool is for everybody else."""
MARGIN = timedelta(days=1)
"""What ended so shortly before it would be forgotten is not read any more: it must be known still."""

FOLLOW = """
INSERT INTO followed_calendars AS followed (user_id, calendar_id, locale) VALUES ($1, $2, coalesce($3, 'ro'))
ON CONFLICT (user_id, calendar_id) DO UPDATE SET locale = coalesce($3, followed.locale)
RETURNING locale, sync_token, reminders_read
"""
FOLLOWED = """
SELECT locale, sync_token, reminders_read FROM followed_calendars
WHERE user_id = $1 AND calendar_id = $2 FOR NO KEY UPDATE
"""
TAKE = """
INSERT INTO synchronisations AS running (user_id, calendar_id, owner, lease_until)
VALUES ($1, $2, $3, clock_timestamp() + $4::interval)
ON CONFLICT (user_id, calendar_id) DO UPDATE SET
    fence = running.fence + 1, owner = excluded.owner, lease_until = excluded.lease_until,
    began_at = clock_timestamp(), doubted_at = NULL
    WHERE NOT is_live(running.owner, running.lease_until, $5::interval)
RETURNING fence, clock_timestamp() - $6::interval AS since
"""
READ_ALL = "UPDATE followed_calendars SET sync_token = NULL WHERE user_id = $1 AND calendar_id = $2"
# Its row was locked meanwhile, perhaps for longer than the lease, so that no heartbeat could renew it.
NOTE_DOUBTS = """
UPDATE synchronisations SET doubted_at = clock_timestamp(), lease_until = clock_timestamp() + $3::interval
WHERE user_id = $1 AND calendar_id = $2
"""
LOCK_CALENDAR = """
SELECT sequence FROM followed_calendars WHERE user_id = $1 AND calendar_id = $2 FOR UPDATE
"""
ADVANCE = """
UPDATE followed_calendars SET sync_token = $3, reminders_read = reminders_read OR $5,
    known_as_of = (SELECT began_at FROM synchronisations WHERE user_id = $1 AND calendar_id = $2),
    next_sync_at = clock_timestamp() + $4::interval * (0.75 + 0.5 * random())
WHERE user_id = $1 AND calendar_id = $2
"""
COME_BACK = """
UPDATE followed_calendars SET next_sync_at = clock_timestamp() + $3::interval * (1 + 0.5 * random())
WHERE user_id = $1 AND calendar_id = $2
"""
LET_GO = """
UPDATE synchronisations SET owner = NULL, lease_until = NULL WHERE user_id = $1 AND calendar_id = $2
"""
# Who holds a calendar's row is taking it in, perhaps for longer than its lease: nobody waits for that. The
# clock is asked once: if it were asked for each row, all that is not due yet would be gone through.
DUE = """
SELECT user_id, calendar_id
FROM followed_calendars LEFT JOIN synchronisations running USING (user_id, calendar_id)
WHERE next_sync_at <= (SELECT clock_timestamp())
    AND NOT is_live(running.owner, running.lease_until, $1::interval)
ORDER BY next_sync_at LIMIT $2
FOR NO KEY UPDATE OF followed_calendars SKIP LOCKED
"""


class Undecided(Exception):
    """Events are in doubt."""

    def __init__(self, events: tuple[EventKey, ...]) -> None:
        super().__init__()
        self.events = events


@dataclass(frozen=True, slots=True)
class PostgresSynchronisations:
    database: Database
    leases: Leases
    tell: Tell
    interval: timedelta
    """Between two readings of a calendar, give or take a quarter; nothing: only what is marked is read."""
    memory: timedelta
    """How long events are remembered after their end."""
    taking_in: asyncio.Semaphore = field(
        default_factory=lambda: asyncio.Semaphore(TAKE_IN_AT_ONCE), repr=False
    )

    async def begin(
        self,
        account: Account,
        calendar_id: str,
        locale: str | None,
        *,
        everything: bool,
        trace: Headers = (),
        claim: Claim | None = None,
        follow: bool = True,
    ) -> Synchronisation | None:
        self.leases.ensure_alive()
        calendar = (account.user_id, calendar_id)
        reach = max(self.memory - MARGIN, timedelta(0))
        began = self.leases.clock.monotonic()
        async with self.database.transaction() as connection:
            if claim is not None:
                await fence.check(connection, self.leases, claim)
            statement, *more = (FOLLOW, locale) if follow else (FOLLOWED,)
            followed = await connection.fetchrow(statement, *calendar, *more)
            if followed is None:
                return None
            asked = (self.leases.replica, LEASE, HEARTBEAT_VOID, reach)
            taken = await connection.fetchrow(TAKE, *calendar, *asked)
            if taken is None:
                return None
            await connection.execute(staging.CLEAR, *calendar)
        return Synchronisation(
            account=account,
            calendar_id=calendar_id,
            fence=taken["fence"],
            lease=self.leases.hold_calendar((*calendar, taken["fence"]), began),
            sync_token=followed["sync_token"] if followed["reminders_read"] and not everything else None,
            since=taken["since"],
            locale=followed["locale"],
            trace=trace,
        )

    async def stage(
        self, synchronisation: Synchronisation, events: Sequence[CalendarEvent], *, settled: bool = False
    ) -> None:
        page = await asyncio.to_thread(staging.pack, events)
        async with self.database.transaction() as connection:
            turn = await staging.lock(connection, self.leases, synchronisation)
            calendar = staging.calendar_of(synchronisation)
            await staging.stage(connection, calendar, page, turn, settled=settled)

    async def begin_anew(self, synchronisation: Synchronisation) -> Synchronisation:
        calendar = staging.calendar_of(synchronisation)
        async with self.database.transaction() as connection:
            await connection.execute(READ_ALL, *calendar)
            await staging.lock(connection, self.leases, synchronisation)
            await connection.execute(staging.CLEAR, *calendar)
        return replace(synchronisation, sync_token=None)

    async def complete(
        self,
        synchronisation: Synchronisation,
        sync_token: str,
        republish: Republish | None = None,
        progress: Progress | None = None,
    ) -> Outcome | Doubts:
        calendar, everything = staging.calendar_of(synchronisation), synchronisation.sync_token is None
        try:
            async with self.taking_in, self.database.transaction(TAKE_IN_WITHIN) as connection:
                if progress is not None:
                    await fence.check(connection, self.leases, progress.claim)
                outcome = await self._take_in(connection, synchronisation, republish)
                await connection.execute(ADVANCE, *calendar, sync_token, self.interval, everything)
                await self._let_go(connection, synchronisation)
                if progress is not None:
                    await fence.advance(connection, progress.claim, progress.of(outcome))
                # At the very end: notifications wait for the mark.
                await dirty.seen(connection, *calendar)
        except Undecided as undecided:
            await self._note_doubts(synchronisation)
            return Doubts(undecided.events)
        self._drop(synchronisation)
        return outcome

    async def give_up(self, synchronisation: Synchronisation, retry_after: timedelta) -> None:
        """Give the calendar back. Where the database cannot be told, it is free when its lease ends."""
        self._drop(synchronisation)
        async with self.database.transaction() as connection:
            await connection.execute(COME_BACK, *staging.calendar_of(synchronisation), retry_after)
            await staging.lock(connection, self.leases, synchronisation)
            await self._let_go(connection, synchronisation)
            await dirty.put_off(connection, *staging.calendar_of(synchronisation), retry_after)

    async def due(self, limit: int) -> Sequence[FollowedCalendar]:
        """Return first what Google told of, and then what comes up by itself."""
        async with self.database.connection() as connection:
            marked = await dirty.due(connection, limit)
            wanted = limit if self.interval else 0
            rows = await connection.fetch(DUE, HEARTBEAT_VOID, wanted)
        regular = (FollowedCalendar(row["user_id"], row["calendar_id"]) for row in rows)
        return list(dict.fromkeys((*marked, *regular)))[:limit]

    async def snapshot(
        self, account: Account, calendar_id: str, window: Interval, max_age: timedelta
    ) -> Snapshot | None:
        return await known_calendar.snapshot(self.database, (account.user_id, calendar_id), window, max_age)

    async def _take_in(
        self, connection: Connection, synchronisation: Synchronisation, republish: Republish | None
    ) -> Outcome:
        """Raise `Undecided` where something has to be read again first."""
        calendar = staging.calendar_of(synchronisation)
        sequence = await connection.fetchval(LOCK_CALENDAR, *calendar)
        turn = await staging.lock(connection, self.leases, synchronisation)
        narrator = Narrator(self.tell, synchronisation.account, calendar[1], sequence, synchronisation.trace)
        taking = TakingIn(connection, synchronisation, turn, narrator)
        await taking.run()
        if taking.doubts:
            raise Undecided(keys_of(synchronisation, taking.doubts))
        if republish is not None:
            await taking.republish(republish)
        read = await connection.fetchval(staging.COUNT, *calendar)
        return Outcome(read=read, changed=narrator.changed, published=narrator.told)

    async def _note_doubts(self, synchronisation: Synchronisation) -> None:
        calendar = staging.calendar_of(synchronisation)
        began = self.leases.clock.monotonic()
        async with self.database.transaction() as connection:
            await staging.lock(connection, self.leases, synchronisation)
            await connection.execute(NOTE_DOUBTS, *calendar, LEASE)
        self.leases.hold_calendar((*calendar, synchronisation.fence), began)

    async def _let_go(self, connection: Connection, synchronisation: Synchronisation) -> None:
        calendar = staging.calendar_of(synchronisation)
        await connection.execute(staging.CLEAR, *calendar)
        await connection.execute(LET_GO, *calendar)

    def _drop(self, synchronisation: Synchronisation) -> None:
        """Renew the lease no more."""
        calendar = staging.calendar_of(synchronisation)
        self.leases.calendars.drop((*calendar, synchronisation.fence))
