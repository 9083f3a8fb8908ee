"""Let reservations follow what a person did to an event by hand.

What people do wins. A person may be put into two meetings at once, in Google, and that is
published, not refused; but a reservation is a promise that there is no overlap. So where an
event was moved onto something that is promised already, the moved reservation goes: that
promise cannot be kept, the older one can, and free/busy shows the event to every search.
"""

from collections.abc import Collection

from worker.domain.calendar_event import EventKey
from worker.domain.interval import Interval
from worker.store import guard
from worker.store.pool import Database

PEOPLE = """
SELECT DISTINCT participant_id FROM reservations WHERE calendar_id = $1 AND event_id = $2
"""
FREE = "DELETE FROM reservations WHERE calendar_id = $1 AND event_id = $2"
FREE_ABSENT = """
DELETE FROM reservations WHERE calendar_id = $1 AND event_id = $2
    AND participant_id IN (SELECT participant_id FROM participants WHERE email = ANY($3))
"""
FREE_OVERLAPPING = """
DELETE FROM reservations moved
WHERE calendar_id = $1 AND event_id = $2 AND participant_id = ANY($5) AND EXISTS (
    SELECT FROM reservations other
    WHERE other.participant_id = moved.participant_id AND other.reservation_id <> moved.reservation_id
        AND other.period && tstzrange($3, $4)
)
"""
MOVE = """
UPDATE reservations SET period = tstzmultirange(tstzrange($3, $4))
WHERE calendar_id = $1 AND event_id = $2 AND participant_id = ANY($5)
"""


async def correct(
    database: Database, event: EventKey, when: Interval | None, absent: Collection[str]
) -> None:
    """Move or free what is reserved for an event. Only people whom we locked are moved."""
    key = (event.calendar_id, event.event_id)
    async with database.transaction() as connection:
        people = [row["participant_id"] for row in await connection.fetch(PEOPLE, *key)]
        await guard.lock(connection, people)
        if when is None:
            await connection.execute(FREE, *key)
            return
        await connection.execute(FREE_ABSENT, *key, [email.lower() for email in absent])
        await connection.execute(FREE_OVERLAPPING, *key, when.start, when.end, people)
        await connection.execute(MOVE, *key, when.start, when.end, people)
