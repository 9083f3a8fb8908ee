"""What is known of one calendar, all of one moment, for whoever need not ask Google.

A series needs its exceptions, cancelled ones too, and an exception its series; so whatever has no end
of its own is read. What is computed for a batch is computed in a thread, so a large calendar holds up
nobody.
"""

import asyncio
from collections.abc import Iterator
from datetime import timedelta

from worker.domain.calendar_event import CalendarEvent
from worker.domain.interval import Interval
from worker.domain.presence import DAY, lies_within
from worker.ports.synchronisation import Snapshot
from worker.store.pool import Database
from worker.store.snapshots import from_json
from worker.store.staging import Rows, batches

ONE_MOMENT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"
AS_OF = """
SELECT known_as_of FROM followed_calendars
WHERE user_id = $1 AND calendar_id = $2 AND known_as_of >= clock_timestamp() - $3::interval
    AND NOT EXISTS (
        SELECT FROM snapshots WHERE user_id = $1 AND calendar_id = $2 AND doubted_at IS NOT NULL
    )
"""
KNOWN = """
SELECT event_id, event FROM snapshots
WHERE user_id = $1 AND calendar_id = $2 AND event_id > $3
    AND (NOT cancelled OR ends_at IS NULL) AND coalesce(ends_at > $5, true)
ORDER BY event_id LIMIT $4
"""
ANY_MIDNIGHT = DAY
"""The end of an all-day event is kept as a midnight in UTC."""


async def snapshot(
    database: Database, calendar: tuple[str, str], window: Interval, max_age: timedelta
) -> Snapshot | None:
    events: list[CalendarEvent] = []
    async with database.transaction() as connection:
        await connection.execute(ONE_MOMENT)
        as_of = await connection.fetchval(AS_OF, *calendar, max_age)
        if as_of is None:
            return None
        async for rows in batches(connection, KNOWN, calendar, window.start - ANY_MIDNIGHT):
            events += await asyncio.to_thread(list, _within(rows, window))
    return Snapshot(as_of, tuple(events))


def _within(rows: Rows, window: Interval) -> Iterator[CalendarEvent]:
    for row in rows:
        event = from_json(row["event"])
        if event.recurring_event_id or event.recurrence or lies_within(event, window):
            yield event
