"""The table of snapshots: what is known of the events of a calendar.

It is written under the lock of the calendar's row, by whoever saw the events.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from worker.domain.calendar_event import CalendarEvent
from worker.domain.versions import remembered
from worker.store import reminding
from worker.store.pool import Connection
from worker.store.reminding import Reminding
from worker.store.snapshots import end_of, from_json, to_json

Row: TypeAlias = "tuple[str, str, datetime | None, bool, str | None]"
"""Of one event: its id, itself as JSON, its end, whether it is cancelled, and its series."""

LAST_SEEN = "SELECT event FROM snapshots WHERE user_id = $1 AND calendar_id = $2 AND event_id = $3"
KEEP = """
INSERT INTO snapshots
    (user_id, calendar_id, event_id, event, ends_at, cancelled, series_id, observed_at, doubted_at)
SELECT $1, $2, seen.*, clock_timestamp(), NULL
FROM unnest($3::text[], $4::json[], $5::timestamptz[], $6::boolean[], $7::text[]) AS seen
ON CONFLICT (user_id, calendar_id, event_id) DO UPDATE SET
    event = excluded.event, ends_at = excluded.ends_at, cancelled = excluded.cancelled,
    series_id = excluded.series_id, observed_at = excluded.observed_at, doubted_at = NULL
"""
DOUBT = """
UPDATE snapshots SET doubted_at = clock_timestamp()
WHERE user_id = $1 AND calendar_id = $2 AND event_id = $3
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of a version from now on."""

    row: Row
    reminding: Reminding | None


async def last_seen(connection: Connection, calendar: tuple[str, str], event_id: str) -> CalendarEvent | None:
    stored = await connection.fetchval(LAST_SEEN, *calendar, event_id)
    return None if stored is None else from_json(stored)


def kept_of(seen: CalendarEvent, before: CalendarEvent | None) -> Kept:
    kept = remembered(seen, before)
    row = (kept.id, to_json(kept), end_of(kept, before), kept.is_cancelled, kept.recurring_event_id)
    return Kept(row, reminding.reminding(kept, before))


async def keep(connection: Connection, calendar: tuple[str, str], events: Sequence[Kept]) -> None:
    if events:
        rows = [one.row for one in events]
        await connection.execute(KEEP, *calendar, *map(list, zip(*rows, strict=True)))
        await reminding.follow(connection, calendar, [one.reminding for one in events if one.reminding])


async def doubt(connection: Connection, calendar: tuple[str, str], event_id: str) -> None:
    """Note that only Google can tell which version of an event counts."""
    await connection.execute(DOUBT, *calendar, event_id)
