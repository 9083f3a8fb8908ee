"""Reservations of a meeting while a command moves it: the old time and the new one, until it is known.

Who has a row for the meeting keeps both times in it, because both may be true; everybody else who is
needed gets a row for the new time. Once the meeting is there the old time goes, and after a definite no
the new one. Where nobody ever learns which of them it is, both stay, until somebody reads the event.
"""

from collections.abc import Sequence

from worker.domain.calendar_event import EventKey
from worker.domain.interval import Interval
from worker.errors import MeetingBusy
from worker.ports.commands import Booking, Claim
from worker.store import guard
from worker.store.pool import Connection

Command = tuple[str, str]
"""`user_id` and `command_id`."""

# What a command reserves for a new event, or for people who join one, is its own alone until it ends.
AT_WORK = """
SELECT true FROM reservations JOIN commands USING (user_id, command_id)
WHERE calendar_id = $3 AND event_id = $4 AND kind = 'pending' AND state <> 'finished'
    AND (user_id, command_id) <> ($1, $2)
LIMIT 1
"""
PEOPLE = "SELECT DISTINCT participant_id FROM reservations WHERE calendar_id = $1 AND event_id = $2"
# In the order of locks, see `worker.store.observe`.
LOCK_EVENT = """
SELECT FROM reservations WHERE calendar_id = $1 AND event_id = $2 ORDER BY reservation_id FOR UPDATE
"""
LOCK_MOVED = """
SELECT reservation_id FROM reservations WHERE mover_user_id = $1 AND mover_command_id = $2
ORDER BY reservation_id FOR UPDATE
"""
# `$5`: who is needed at the new time, `$6` to `$7`. What this very command tried before makes room. A mover
# that went without a word left both of its times: either may be true, so it is both that this one leaves.
# Whoever has two rows, as after a move into a hold of which nobody ever learnt, is kept by the first.
WIDEN = """
WITH known AS (
    SELECT reservation_id,
        CASE WHEN (mover_user_id, mover_command_id) = ($1, $2) THEN moved_from ELSE period END AS before,
        CASE WHEN participant_id = ANY($5)
                AND reservation_id = min(reservation_id) OVER (PARTITION BY participant_id)
            THEN tstzmultirange(tstzrange($6, $7))
        END AS after
    FROM reservations WHERE calendar_id = $3 AND event_id = $4
)
UPDATE reservations SET
    mover_user_id = $1, mover_command_id = $2, moved_from = before, moved_to = after,
    period = coalesce(before + after, before)
FROM known WHERE reservations.reservation_id = known.reservation_id
"""
ADD = """
INSERT INTO reservations (participant_id, period, kind, user_id, command_id, calendar_id, event_id)
SELECT participant_id, tstzmultirange(tstzrange($6, $7)), 'pending', $1, $2, $3, $4
FROM unnest($5::integer[]) AS participant_id
WHERE NOT EXISTS (
    SELECT FROM reservations known
    WHERE calendar_id = $3 AND event_id = $4 AND known.participant_id = participant_id.participant_id
)
"""
# Those that a used hold left have another row of theirs for the new time.
LEAVE = """
UPDATE reservations SET
    mover_user_id = $1, mover_command_id = $2, moved_to = NULL,
    moved_from = CASE WHEN (mover_user_id, mover_command_id) = ($1, $2) THEN moved_from ELSE period END
WHERE calendar_id = $3 AND event_id = $4
    AND NOT coalesce(user_id = $1 AND command_id = $2 AND kind = 'pending', false)
"""
# A row that has less than its mover left there was corrected by a release that does not know of moves.
GO = """
DELETE FROM reservations
WHERE mover_user_id = $1 AND mover_command_id = $2 AND NOT coalesce(moved_to <@ period, false)
"""
ARRIVE = """
UPDATE reservations SET
    kind = 'booked', hold_id = NULL, period = moved_to,
    mover_user_id = NULL, mover_command_id = NULL, moved_from = NULL, moved_to = NULL
WHERE mover_user_id = $1 AND mover_command_id = $2
"""
RETURN = """
UPDATE reservations SET
    period = CASE WHEN moved_from <@ period THEN moved_from ELSE period END,
    mover_user_id = NULL, mover_command_id = NULL, moved_from = NULL, moved_to = NULL
WHERE mover_user_id = $1 AND mover_command_id = $2
"""
# Nobody is at work on them any more: they follow the event, like all that is booked.
STAY = """
UPDATE reservations SET
    kind = 'booked', hold_id = NULL,
    mover_user_id = NULL, mover_command_id = NULL, moved_from = NULL, moved_to = NULL
WHERE mover_user_id = $1 AND mover_command_id = $2
    OR user_id = $1 AND command_id = $2 AND kind = 'pending' AND event_id IS NOT NULL
"""


async def people_of(connection: Connection, event: EventKey) -> list[int]:
    rows = await connection.fetch(PEOPLE, event.calendar_id, event.event_id)
    return [row["participant_id"] for row in rows]


async def ensure_alone(connection: Connection, claim: Claim, event: EventKey) -> None:
    """Raise `MeetingBusy` while another command has not said yet what becomes of its part in the event."""
    if await connection.fetchval(AT_WORK, *guard.own(claim, event)):
        raise MeetingBusy(f"another command is still at work on event {event.event_id}")


async def widen(
    connection: Connection, claim: Claim, event: EventKey, people: Sequence[int], slot: Interval
) -> None:
    """Keep the new time, too. The people are locked, and free at it."""
    own = guard.own(claim, event)
    await connection.execute(LOCK_EVENT, event.calendar_id, event.event_id)
    await connection.execute(guard.FREE_OWN, *own)
    await connection.execute(WIDEN, *own, people, slot.start, slot.end)
    await connection.execute(ADD, *own, people, slot.start, slot.end)


async def leave(connection: Connection, claim: Claim, event: EventKey) -> None:
    """Let go of the old time once the meeting is at its new one, which a used hold keeps."""
    await connection.execute(LOCK_EVENT, event.calendar_id, event.event_id)
    await connection.execute(LEAVE, *guard.own(claim, event))


async def settle(connection: Connection, command: Command, booking: Booking) -> None:
    """End a move. To have fewer times is always possible, whoever else has booked meanwhile."""
    if not await connection.fetch(LOCK_MOVED, *command):
        return
    match booking:
        case Booking.KEEP:
            await connection.execute(STAY, *command)
        case Booking.CONFIRM:
            await connection.execute(GO, *command)
            await connection.execute(ARRIVE, *command)
        case Booking.RELEASE:
            await connection.execute(RETURN, *command)
