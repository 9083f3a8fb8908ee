"""Let reservations follow what a person did to an event by hand.

What people do wins. A person may be put into two meetings at once, in Google, and that is
published, not refused; but a reservation is a promise that there is no overlap. So where an
event was moved onto something that is promised already, the moved reservation goes: that
promise cannot be kept, the older one can, and free/busy shows the event to every search.

Where several events were moved, as when two change places, all of them make room first: only what
stays where it is counts as older.

Only confirmed bookings follow: a command that is at work settles its own, and so does one that is
moving an event. Who then has several times had a mover that never learnt which of them is true.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from worker.domain.calendar_event import EventKey
from worker.domain.interval import Interval
from worker.store import guard
from worker.store.pool import Connection, Database
from worker.store.snapshots import from_json

PEOPLE = """
SELECT DISTINCT participant_id FROM reservations
WHERE (calendar_id, event_id) IN (SELECT * FROM unnest($1::text[], $2::text[])) AND kind = 'booked'
"""
# In the order of locks, see `worker.store.observe`.
LOCK = """
SELECT FROM reservations
WHERE (calendar_id, event_id) IN (SELECT * FROM unnest($1::text[], $2::text[])) AND kind = 'booked'
ORDER BY reservation_id FOR UPDATE
"""
# Who does not come is for the one to say who booked: of a calendar that several people share, Google
# does not name who organises what is in it.
PROMISED = """
SELECT event_id, coalesce(array_agg(email) FILTER (WHERE user_id = $3), '{}') AS emails
FROM reservations JOIN participants USING (participant_id)
WHERE calendar_id = $1 AND event_id = ANY($2) AND kind = 'booked' GROUP BY event_id
"""
# Each to a time of its own where nobody meets, from which it is moved on or freed right away.
MAKE_ROOM = """
UPDATE reservations
SET period = tstzmultirange(tstzrange(
    timestamptz '9999-01-01' + reservation_id * interval '1 us',
    timestamptz '9999-01-01' + (reservation_id + 1) * interval '1 us'
))
WHERE (calendar_id, event_id) IN (SELECT * FROM unnest($1::text[], $2::text[]))
    AND kind = 'booked' AND participant_id = ANY($3) AND mover_command_id IS NULL
"""
FREE = """
DELETE FROM reservations
WHERE calendar_id = $1 AND event_id = $2 AND kind = 'booked' AND mover_command_id IS NULL
"""
FREE_ABSENT = """
DELETE FROM reservations WHERE calendar_id = $1 AND event_id = $2 AND kind = 'booked'
    AND mover_command_id IS NULL
    AND participant_id IN (SELECT participant_id FROM participants WHERE email = ANY($3))
"""
# Whoever has two rows for one event, as after a move into a hold of which nobody ever learnt, keeps one.
FREE_OVERLAPPING = """
DELETE FROM reservations moved
WHERE calendar_id = $1 AND event_id = $2 AND kind = 'booked' AND participant_id = ANY($5)
    AND mover_command_id IS NULL AND EXISTS (
    SELECT FROM reservations other
    WHERE other.participant_id = moved.participant_id AND other.reservation_id <> moved.reservation_id
        AND (
            other.period && tstzrange($3, $4)
            OR other.calendar_id = $1 AND other.event_id = $2 AND other.kind = 'booked'
            AND other.mover_command_id IS NULL AND other.reservation_id < moved.reservation_id
        )
)
"""
MOVE = """
UPDATE reservations SET period = tstzmultirange(tstzrange($3, $4))
WHERE calendar_id = $1 AND event_id = $2 AND kind = 'booked' AND participant_id = ANY($5)
    AND mover_command_id IS NULL
"""


# Of whoever booked it: others may follow the same calendar and be behind, or ahead.
LAST_SEEN = """
SELECT event FROM snapshots
WHERE calendar_id = $1 AND event_id = $2 AND user_id IN (
    SELECT user_id FROM reservations WHERE calendar_id = $1 AND event_id = $2 AND kind = 'booked'
)
"""


@dataclass(frozen=True, slots=True)
class Correction:
    """What is true of an event now."""

    event: EventKey
    when: Interval | None
    """None: it takes up nobody's time any more."""
    absent: frozenset[str] = frozenset()
    """Addresses of people who do not come, lower case."""
    updated: datetime | None = None
    """Of the version that says so; None: it is known to be the last one."""


async def correct(database: Database, correction: Correction) -> None:
    async with database.transaction() as connection:
        await follow(connection, [correction])


async def promised(
    connection: Connection, calendar: tuple[str, str], event_ids: Collection[str]
) -> dict[str, frozenset[str]]:
    """Return which of these events are promised to anybody, and whom this user promised to each."""
    user_id, calendar_id = calendar
    rows = await connection.fetch(PROMISED, calendar_id, list(event_ids), user_id)
    return {row["event_id"]: frozenset(row["emails"]) for row in rows}


async def follow(connection: Connection, corrections: Sequence[Correction]) -> None:
    """Move or free what is reserved for events. Only people whom we locked are moved."""
    if not corrections:
        return
    moved = [one.event for one in corrections if one.when is not None]
    rows = await connection.fetch(PEOPLE, *columns(moved))
    people = [row["participant_id"] for row in rows]
    await guard.lock(connection, people)
    await connection.execute(LOCK, *columns([one.event for one in corrections]))
    news = [one for one in corrections if not await _is_overtaken(connection, one)]
    await connection.execute(MAKE_ROOM, *columns([one.event for one in news if one.when]), people)
    for one in news:
        await follow_one(connection, one, people)


async def _is_overtaken(connection: Connection, correction: Correction) -> bool:
    """Tell whether a later version was taken in: its reservations are locked, so they have followed it."""
    if correction.updated is None:
        return False
    rows = await connection.fetch(LAST_SEEN, correction.event.calendar_id, correction.event.event_id)
    last = (from_json(row["event"]).updated for row in rows)
    return any(known is not None and known > correction.updated for known in last)


async def follow_one(connection: Connection, correction: Correction, people: Sequence[int]) -> None:
    event, when = (correction.event.calendar_id, correction.event.event_id), correction.when
    if when is None:
        await connection.execute(FREE, *event)
        return
    await connection.execute(FREE_ABSENT, *event, sorted(correction.absent))
    await connection.execute(FREE_OVERLAPPING, *event, when.start, when.end, people)
    await connection.execute(MOVE, *event, when.start, when.end, people)


def columns(events: Collection[EventKey]) -> tuple[list[str], list[str]]:
    return [event.calendar_id for event in events], [event.event_id for event in events]
