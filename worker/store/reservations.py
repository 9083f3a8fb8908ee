"""`worker.ports.reservations.Reservations`, on PostgreSQL."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import asyncpg

from worker.domain.calendar_event import EventKey
from worker.domain.interval import Interval
from worker.ports.commands import Booking, Claim
from worker.ports.intent import Intent
from worker.ports.reservations import Candidate, Hold, Reservation, ReservationKind, Seats
from worker.store import correction, ending, guard, holds, moves
from worker.store.fence import advance, check
from worker.store.leases import Leases
from worker.store.pool import Connection, Database

TAKEN = """
SELECT email, lower(part) AS starts_at, upper(part) AS ends_at, user_id, calendar_id, event_id,
    CASE WHEN mover_command_id IS NULL THEN kind ELSE 'pending' END AS kind
FROM participants JOIN reservations USING (participant_id), unnest(period) AS part
WHERE email = ANY($1) AND part && tstzrange($2, $3)
    AND coalesce(expires_at > clock_timestamp(), true)
ORDER BY starts_at, email
"""
RESERVE = """
INSERT INTO reservations (participant_id, period, kind, user_id, command_id, calendar_id, event_id)
SELECT participant_id, tstzmultirange(tstzrange($6, $7)), 'pending', $1, $2, $3, $4
FROM unnest($5::integer[]) AS participant_id
"""
BEGIN_ANEW = """
UPDATE commands SET progress = NULL, may_have_written = false WHERE user_id = $1 AND command_id = $2
"""


@dataclass(frozen=True, slots=True)
class PostgresReservations:
    database: Database
    leases: Leases

    async def taken(self, emails: Collection[str], window: Interval) -> Sequence[Reservation]:
        async with self.database.connection() as connection:
            rows = await connection.fetch(TAKEN, list(emails), window.start, window.end)
        return [reservation(row) for row in rows]

    async def reserve(self, claim: Claim, seats: Seats, candidates: Sequence[Candidate]) -> Interval | None:
        """Take a slot. What the command reserved before for the event makes room for the new one."""
        if not candidates:
            return None
        people = await guard.participants(self.database, seats.emails)
        async with self.database.transaction() as connection:
            await check(connection, self.leases, claim)
            await lock(connection, claim, seats, people)
            own, around = guard.own(claim, seats.event), guard.around(candidates, seats)
            taken = await guard.busy(connection, people, around, own, moves=seats.moves)
            if chosen := guard.first_free(candidates, taken, seats):
                await take(connection, claim, seats, people, chosen.slot)
                await advance(connection, claim, chosen.progress, chosen.intents)
        return chosen.slot if chosen else None

    async def give_up(self, claim: Claim) -> None:
        async with self.database.transaction() as connection:
            await check(connection, self.leases, claim)
            await ending.settle_booking(connection, (claim.user_id, claim.command_id), Booking.RELEASE)
            await connection.execute(BEGIN_ANEW, claim.user_id, claim.command_id)

    async def hold(self, user_id: str, hold_id: str) -> Hold:
        return await holds.live(self.database, user_id, hold_id)

    async def use_hold(
        self, claim: Claim, hold_id: str, seats: Seats, progress: bytes, intents: Sequence[Intent] = ()
    ) -> None:
        async with self.database.transaction() as connection:
            await check(connection, self.leases, claim)
            await holds.use(connection, claim, hold_id, seats)
            if seats.moves:
                await moves.ensure_alone(connection, claim, seats.event)
                await moves.leave(connection, claim, seats.event)
            await advance(connection, claim, progress, intents)

    async def ensure_may_hold(self, user_id: str, limit: int) -> None:
        async with self.database.connection() as connection:
            await holds.ensure_may_hold(connection, user_id, limit)

    async def place_hold(
        self, claim: Claim, hold: Hold, until: datetime, limit: int, progress: bytes
    ) -> bool:
        people = await guard.participants(self.database, hold.emails)
        async with self.database.transaction() as connection:
            await check(connection, self.leases, claim)
            await connection.execute(holds.LOCK_HOLDER, holds.HOLDERS_LOCK_CLASS, claim.user_id)
            await holds.ensure_may_hold(connection, claim.user_id, limit)
            placed = await holds.place(connection, claim.user_id, hold, people, until)
            if placed:
                await advance(connection, claim, progress)
        return placed

    async def ensure_releasable(self, user_id: str, hold_id: str) -> None:
        await holds.ensure_releasable(self.database, user_id, hold_id)

    async def release_hold(self, claim: Claim, hold_id: str, progress: bytes) -> None:
        async with self.database.transaction() as connection:
            await check(connection, self.leases, claim)
            await holds.release(connection, claim.user_id, hold_id)
            await advance(connection, claim, progress)

    async def correct(
        self,
        event: EventKey,
        when: Interval | None,
        absent: Collection[str] = (),
        updated: datetime | None = None,
    ) -> None:
        gone = frozenset(email.lower() for email in absent)
        await correction.correct(self.database, correction.Correction(event, when, gone, updated))


async def lock(connection: Connection, claim: Claim, seats: Seats, people: list[int]) -> None:
    """Lock everybody whose rows may change, in one order."""
    if not seats.moves:
        await guard.lock(connection, people)
        return
    there = await moves.people_of(connection, seats.event)
    await guard.lock(connection, sorted({*people, *there}))
    await moves.ensure_alone(connection, claim, seats.event)


async def take(connection: Connection, claim: Claim, seats: Seats, people: list[int], slot: Interval) -> None:
    if seats.moves:
        await moves.widen(connection, claim, seats.event, people, slot)
        return
    own = guard.own(claim, seats.event)
    await connection.execute(guard.FREE_OWN, *own)
    await connection.execute(RESERVE, *own, people, slot.start, slot.end)


def reservation(row: asyncpg.Record) -> Reservation:
    is_event = row["event_id"] is not None
    return Reservation(
        email=row["email"],
        period=Interval(row["starts_at"], row["ends_at"]),
        kind=ReservationKind(row["kind"]),
        user_id=row["user_id"],
        event=EventKey(row["calendar_id"], row["event_id"]) if is_event else None,
    )
