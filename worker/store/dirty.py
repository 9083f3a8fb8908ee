"""Calendars that are to be read because Google told of a change there, whoever reads them.

A mark is a row apart from the calendar's own, which may be locked for minutes, so a notification
waits for nobody. It goes with the first reading that began after it; one that came while the calendar
was being read stays for one reading more. Of many in a row each second's cost one reading.
"""

from collections.abc import Collection
from datetime import timedelta

from worker.ports.synchronisation import FollowedCalendar
from worker.store.leases import HEARTBEAT_VOID
from worker.store.pool import Connection

GATHER = timedelta(milliseconds=500)
"""How long a calendar waits for further notifications of the same burst."""
BETWEEN = timedelta(seconds=1)
"""Between two readings of a calendar that goes on changing."""

# In sorted order: two who mark the same calendars do not wait for each other in a circle.
MARK = """
INSERT INTO dirty_calendars AS known (user_id, calendar_id, dirty_at, due_at)
SELECT user_id, calendar_id, clock_timestamp(), clock_timestamp() + $3::interval
FROM unnest($1::text[], $2::text[]) AS told (user_id, calendar_id)
ORDER BY user_id, calendar_id
ON CONFLICT (user_id, calendar_id) DO UPDATE SET dirty_at = clock_timestamp()
"""
DUE = """
SELECT user_id, calendar_id
FROM dirty_calendars dirty
    JOIN followed_calendars USING (user_id, calendar_id)
    LEFT JOIN synchronisations running USING (user_id, calendar_id)
WHERE dirty.due_at <= (SELECT clock_timestamp())
    AND NOT is_live(running.owner, running.lease_until, $1::interval)
ORDER BY dirty.due_at LIMIT $2
FOR NO KEY UPDATE OF followed_calendars SKIP LOCKED
"""
SEEN = """
DELETE FROM dirty_calendars dirty USING synchronisations running
WHERE (dirty.user_id, dirty.calendar_id) = ($1, $2) AND (running.user_id, running.calendar_id) = ($1, $2)
    AND dirty.dirty_at <= running.began_at
"""
COME_BACK = """
UPDATE dirty_calendars SET due_at = clock_timestamp() + $3::interval * (1 + 0.5 * random())
WHERE user_id = $1 AND calendar_id = $2
"""


async def mark(connection: Connection, calendars: Collection[FollowedCalendar]) -> None:
    """Let calendars be read soon."""
    names = list(dict.fromkeys((one.user_id, one.calendar_id) for one in calendars))
    users, ids = ([name[place] for name in names] for place in (0, 1))
    await connection.execute(MARK, users, ids, GATHER)


async def due(connection: Connection, limit: int) -> list[FollowedCalendar]:
    """Return marked calendars that nobody reads, the longest waiting first."""
    rows = await connection.fetch(DUE, HEARTBEAT_VOID, limit)
    return [FollowedCalendar(row["user_id"], row["calendar_id"]) for row in rows]


async def seen(connection: Connection, user_id: str, calendar_id: str) -> None:
    """Take the mark away at the end of a reading, and put off one that came while it went on."""
    await connection.execute(SEEN, user_id, calendar_id)
    await connection.execute(COME_BACK, user_id, calendar_id, BETWEEN)


async def put_off(connection: Connection, user_id: str, calendar_id: str, wait: timedelta) -> None:
    """Leave a calendar that could not be read alone for a while, whatever Google tells of it."""
    await connection.execute(COME_BACK, user_id, calendar_id, wait)
