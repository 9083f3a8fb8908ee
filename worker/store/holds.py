"""Times that are kept for a conversation, and turned into a booking as a whole or not at all."""

from collections.abc import Sequence
from datetime import datetime

import asyncpg

from worker.codes import Code
from worker.domain.interval import Interval
from worker.errors import Refused
from worker.ports.commands import Claim
from worker.ports.reservations import Hold, Seats
from worker.store import guard
from worker.store.pool import Connection, Database

HOLDERS_LOCK_CLASS = 0x76616968
LOCK_HOLDER = "SELECT pg_advisory_xact_lock($1, hashtext($2))"

HOLD = """
SELECT state, starts_at, ends_at, emails, expires_at, expires_at <= clock_timestamp() AS expired
FROM holds WHERE hold_id = $1 AND user_id = $2
"""
LOCKED_HOLD = HOLD + "FOR UPDATE"
COUNT = """
SELECT count(*) FROM holds WHERE user_id = $1 AND state = 'live' AND expires_at > clock_timestamp()
"""
# One that is there already was made under the same command id, which was forgotten since.
PLACE = """
INSERT INTO holds (hold_id, user_id, starts_at, ends_at, emails, expires_at)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (hold_id) DO UPDATE SET
    state = DEFAULT, starts_at = excluded.starts_at, ends_at = excluded.ends_at,
    emails = excluded.emails, expires_at = excluded.expires_at
WHERE holds.user_id = excluded.user_id AND holds.expires_at <= clock_timestamp()
    AND NOT EXISTS (SELECT FROM reservations used WHERE used.hold_id = holds.hold_id AND kind <> 'hold')
RETURNING true
"""
KEEP = """
INSERT INTO reservations (participant_id, period, kind, user_id, hold_id, expires_at)
SELECT participant_id, tstzmultirange(tstzrange($2, $3)), 'hold', $4, $5, $6
FROM unnest($1::integer[]) AS participant_id
"""
# One statement looks at the clock and takes the rows; one of them missing, and the hold has expired.
# A person of the hold who is not in the meeting is kept without an event, in case the hold comes back.
USE = """
UPDATE reservations SET
    kind = 'pending', command_id = $3, expires_at = NULL,
    calendar_id = CASE WHEN email = ANY($6) THEN $4::text END,
    event_id = CASE WHEN email = ANY($6) THEN $5::text END
FROM participants
WHERE hold_id = $1 AND user_id = $2 AND kind = 'hold' AND expires_at > clock_timestamp()
    AND participants.participant_id = reservations.participant_id
RETURNING reservation_id
"""
USED_BY = """
SELECT true FROM reservations WHERE hold_id = $1 AND user_id = $2 AND command_id = $3 LIMIT 1
"""
SET_STATE = "UPDATE holds SET state = $2 WHERE hold_id = $1"
GIVE_UP = "DELETE FROM reservations WHERE hold_id = $1 AND kind = 'hold'"


async def live(database: Database, user_id: str, hold_id: str) -> Hold:
    async with database.connection() as connection:
        row = known(await connection.fetchrow(HOLD, hold_id, user_id))
    ensure_live(row)
    return Hold(hold_id, Interval(row["starts_at"], row["ends_at"]), frozenset(row["emails"]))


async def ensure_may_hold(connection: Connection, user_id: str, limit: int) -> None:
    if await connection.fetchval(COUNT, user_id) >= limit:
        raise Refused(Code.TOO_MANY_HOLDS, f"{limit} holds are live already")


async def place(
    connection: Connection, user_id: str, hold: Hold, people: Sequence[int], until: datetime
) -> bool:
    """Keep a time for people, unless it is promised already."""
    await guard.lock(connection, people)
    if await guard.busy(connection, people, hold.slot):
        return False
    when = (hold.slot.start, hold.slot.end)
    if not await connection.fetchval(PLACE, hold.hold_id, user_id, *when, sorted(hold.emails), until):
        raise Refused(Code.COMMAND_ID_REUSED, "the hold of this id was made in an earlier life of it")
    await connection.execute(KEEP, people, *when, user_id, hold.hold_id, until)
    return True


async def use(connection: Connection, claim: Claim, hold_id: str, seats: Seats) -> None:
    """Turn a hold into the command's booking. A second time changes nothing."""
    row = known(await connection.fetchrow(LOCKED_HOLD, hold_id, claim.user_id))
    if not await is_used_by(connection, hold_id, claim):
        ensure_live(row)
        ensure_covers(row, seats)
        await convert(connection, claim, hold_id, seats, row["emails"])


async def is_used_by(connection: Connection, hold_id: str, claim: Claim) -> bool:
    return bool(await connection.fetchval(USED_BY, hold_id, claim.user_id, claim.command_id))


async def convert(
    connection: Connection, claim: Claim, hold_id: str, seats: Seats, emails: Sequence[str]
) -> None:
    people = [row["participant_id"] for row in await connection.fetch(guard.KNOWN, emails)]
    await guard.lock(connection, people)
    event = (seats.event.calendar_id, seats.event.event_id)
    used = await connection.fetch(USE, hold_id, claim.user_id, claim.command_id, *event, sorted(seats.emails))
    if len(used) < len(emails):
        raise expired()
    await connection.execute(SET_STATE, hold_id, "used")


async def release(connection: Connection, user_id: str, hold_id: str) -> None:
    """Give a hold up. Raise `Refused` unless it is live, or was released before."""
    row = known(await connection.fetchrow(LOCKED_HOLD, hold_id, user_id))
    if needs_release(row):
        await connection.execute(GIVE_UP, hold_id)
        await connection.execute(SET_STATE, hold_id, "released")


async def ensure_releasable(database: Database, user_id: str, hold_id: str) -> None:
    async with database.connection() as connection:
        needs_release(known(await connection.fetchrow(HOLD, hold_id, user_id)))


def needs_release(row: asyncpg.Record) -> bool:
    """Tell whether a hold is live rather than released. Raise `Refused` if it is neither."""
    if row["state"] == "released":
        return False
    ensure_live(row)
    return True


def known(row: asyncpg.Record | None) -> asyncpg.Record:
    """Another user's hold is not known either."""
    if row is None:
        raise Refused(Code.HOLD_NOT_FOUND, "this user has no such hold")
    return row


def ensure_live(row: asyncpg.Record) -> None:
    if row["state"] != "live":
        raise Refused(Code.HOLD_NOT_FOUND, f"the hold was {row['state']} already")
    if row["expired"]:
        raise expired()


def ensure_covers(row: asyncpg.Record, seats: Seats) -> None:
    if strangers := seats.emails - set(row["emails"]):
        raise Refused(Code.HOLD_MISMATCH, f"the hold does not keep {len(strangers)} of the people needed")


def expired() -> Refused:
    return Refused(Code.HOLD_EXPIRED, "the hold has expired: its time may be taken by now")
