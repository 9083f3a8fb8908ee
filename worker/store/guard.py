"""The guard against double booking, within one transaction.

Whoever adds or moves reservations of people locks those people first, in sorted order. What
is read under the locks stays true until the commit, so a slot is chosen by reading: the
exclusion constraint is there for the mistakes of programs, and it knows no gaps.
"""

from collections.abc import Collection, Sequence
from typing import TypeAlias

from worker.domain.calendar_event import EventKey
from worker.domain.interval import Interval
from worker.ports.commands import Claim
from worker.ports.reservations import Candidate, Seats
from worker.store.pool import Connection, Database

PARTICIPANTS_LOCK_CLASS = 0x76616970
"""The first half of every participant's lock; the second is the participant's id."""

KNOWN = "SELECT email, participant_id FROM participants WHERE email = ANY($1)"
# Sorted, and in a transaction of its own: unsorted, two of these deadlock.
ADD = """
INSERT INTO participants (email) SELECT email FROM unnest($1::text[]) AS email ORDER BY email
ON CONFLICT DO NOTHING
"""
LOCK = """
SELECT pg_advisory_xact_lock($1, participant_id) FROM unnest($2::integer[]) AS participant_id
"""
# By `clock_timestamp()`: `now()` is the transaction's start, and after a wait it keeps dead holds alive.
DELETE_EXPIRED = "DELETE FROM reservations WHERE participant_id = ANY($1) AND expires_at <= clock_timestamp()"
BUSY = """
SELECT lower(part) AS starts_at, upper(part) AS ends_at
FROM reservations, unnest(period) AS part
WHERE participant_id = ANY($1) AND part && tstzrange($2, $3)
    AND NOT coalesce(
        calendar_id = $6 AND event_id = $7 AND ($8 OR user_id = $4 AND command_id = $5), false
    )
"""
FREE_OWN = """
DELETE FROM reservations
WHERE user_id = $1 AND command_id = $2 AND calendar_id = $3 AND event_id = $4
"""


Own: TypeAlias = "tuple[str | None, str | None, str | None, str | None]"
"""A command's reservation for one event: `user_id`, `command_id`, `calendar_id`, `event_id`."""
NOBODYS: Own = (None, None, None, None)


def own(claim: Claim, event: EventKey) -> Own:
    return claim.user_id, claim.command_id, event.calendar_id, event.event_id


async def participants(database: Database, emails: Collection[str]) -> list[int]:
    """Return the ids of people in sorted order, and make those that are new."""
    wanted = sorted(set(emails))
    async with database.connection() as connection:
        rows = await connection.fetch(KNOWN, wanted)
        if len(rows) < len(wanted):
            await connection.execute(ADD, sorted(set(wanted) - {row["email"] for row in rows}))
            rows = await connection.fetch(KNOWN, wanted)
    return sorted(row["participant_id"] for row in rows)


async def lock(connection: Connection, people: Sequence[int]) -> None:
    """Wait for everybody who is booking one of these people, and clear what has expired.

    Without these locks a quarter of contended bookings deadlock on the constraint, sorted or not.
    """
    await connection.execute(LOCK, PARTICIPANTS_LOCK_CLASS, sorted(people))
    await connection.execute(DELETE_EXPIRED, people)


async def busy(
    connection: Connection,
    people: Sequence[int],
    window: Interval,
    own: Own = NOBODYS,
    *,
    moves: bool = False,
) -> list[Interval]:
    """Return what overlaps `window` for any of them, what is `own` left out.

    `moves`: and whatever else is reserved for its event, which goes from there.
    """
    rows = await connection.fetch(BUSY, people, window.start, window.end, *own, moves)
    return [Interval(row["starts_at"], row["ends_at"]) for row in rows]


def first_free(candidates: Sequence[Candidate], taken: Sequence[Interval], seats: Seats) -> Candidate | None:
    """Return the first candidate that keeps its gaps from everything taken.

    The gaps are around the new meeting, so a meeting before it must end `gap_before` earlier,
    and one after it begin `gap_after` later: a wider neighbour says the same.
    """
    wide = [interval.widened(seats.gap_after, seats.gap_before) for interval in taken]
    return next(
        (one for one in candidates if not any(one.slot.overlaps(other) for other in wide)),
        None,
    )


def around(candidates: Sequence[Candidate], seats: Seats) -> Interval:
    """Return the time that matters to any of the candidates, gaps included."""
    span = Interval(min(one.slot.start for one in candidates), max(one.slot.end for one in candidates))
    return span.widened(seats.gap_before, seats.gap_after)
