"""What a synchronisation reads is put aside page by page, and looked at in batches.

Every change of the staging is made under the fence, so that a replica that was frozen and thaws
adds nothing to what another reads. Rows come in the order of event ids, from one to the next, so
memory does not grow with the calendar.
"""

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

import asyncpg

from worker.domain.calendar_event import CalendarEvent
from worker.errors import LeaseLost
from worker.ports.synchronisation import Synchronisation
from worker.store.leases import Leases
from worker.store.pool import Connection
from worker.store.snapshots import to_json

BATCH = 500

Rows: TypeAlias = "Sequence[asyncpg.Record]"
Packed: TypeAlias = "tuple[list[str], list[str], list[bool]]"

LOCK = """
SELECT began_at, doubted_at FROM synchronisations
WHERE user_id = $1 AND calendar_id = $2 AND fence = $3 AND owner = $4 FOR UPDATE
"""
STAGE = """
INSERT INTO staged_events (user_id, calendar_id, event_id, event, cancelled, settled, read_after)
SELECT $1, $2, page.*, $6, $7
FROM unnest($3::text[], $4::json[], $5::boolean[]) AS page
ON CONFLICT (user_id, calendar_id, event_id) DO UPDATE SET
    event = excluded.event, cancelled = excluded.cancelled,
    settled = excluded.settled, read_after = excluded.read_after
"""
CLEAR = "DELETE FROM staged_events WHERE user_id = $1 AND calendar_id = $2"
COUNT = "SELECT count(*) FROM staged_events WHERE user_id = $1 AND calendar_id = $2"
# The database knows nothing yet of rows that were staged a moment ago, and takes a large reading for a
# small one. So it is not let choose: it goes from row to row by an index. `OFFSET 0` says so.
BY_INDEX = "SELECT set_config('enable_seqscan', 'off', true)"
# What is the same, letter for letter, needs no second look.
DIFFERENT = """
SELECT
    staged.event_id, staged.event, staged.settled, seen.event AS before,
    coalesce(greatest(seen.observed_at, seen.doubted_at) > staged.read_after, false) AS overtaken
FROM staged_events staged LEFT JOIN LATERAL (
    SELECT event, observed_at, doubted_at FROM snapshots
    WHERE (user_id, calendar_id, event_id) = ($1, $2, staged.event_id) OFFSET 0
) seen ON true
WHERE staged.user_id = $1 AND staged.calendar_id = $2 AND staged.event_id > $3
    AND (seen.event IS NULL OR seen.doubted_at IS NOT NULL OR seen.event::text <> staged.event::text)
ORDER BY staged.event_id LIMIT $4
"""
# Those whose end is past need no look either; `fate` knows the others.
UNNAMED = """
SELECT event_id, event AS before, coalesce(observed_at > $5, false) AS overtaken
FROM snapshots seen
WHERE user_id = $1 AND calendar_id = $2 AND event_id > $3 AND NOT cancelled
    AND coalesce(ends_at > $6, true)
    AND NOT EXISTS (
        SELECT FROM staged_events
        WHERE (user_id, calendar_id, event_id) = ($1, $2, seen.event_id) OFFSET 0
    )
ORDER BY event_id LIMIT $4
"""
# A doubt that no later reading has settled, and instances that a series may have left behind.
OPEN_DOUBTS = """
SELECT event_id FROM snapshots seen
WHERE user_id = $1 AND calendar_id = $2 AND doubted_at IS NOT NULL AND NOT EXISTS (
    SELECT FROM staged_events
    WHERE (user_id, calendar_id, event_id) = ($1, $2, seen.event_id)
        AND settled AND read_after >= seen.doubted_at OFFSET 0
)
UNION
SELECT instance.event_id FROM staged_events series CROSS JOIN LATERAL (
    SELECT event_id FROM snapshots seen
    WHERE (user_id, calendar_id, series_id) = ($1, $2, series.event_id) AND NOT seen.cancelled OFFSET 0
) instance
WHERE series.user_id = $1 AND series.calendar_id = $2 AND series.cancelled AND NOT EXISTS (
    SELECT FROM staged_events
    WHERE (user_id, calendar_id, event_id) = ($1, $2, instance.event_id) OFFSET 0
)
ORDER BY event_id
"""


@dataclass(frozen=True, slots=True)
class Turn:
    """The lock of a synchronisation, for one transaction."""

    began_at: datetime
    doubted_at: datetime | None


def calendar_of(synchronisation: Synchronisation) -> tuple[str, str]:
    return synchronisation.account.user_id, synchronisation.calendar_id


async def lock(connection: Connection, leases: Leases, synchronisation: Synchronisation) -> Turn:
    """Lock the synchronisation's row. Raise `LeaseLost` if another has taken over."""
    calendar = calendar_of(synchronisation)
    row = await connection.fetchrow(LOCK, *calendar, synchronisation.fence, leases.replica)
    if row is None:
        leases.calendars.drop((*calendar, synchronisation.fence))
        raise LeaseLost(f"fence {synchronisation.fence} of a synchronisation was given up or taken over")
    return Turn(row["began_at"], row["doubted_at"])


def pack(events: Iterable[CalendarEvent]) -> Packed:
    """Return the columns of a page. Of one event the last version counts."""
    last = {event.id: event for event in events}
    return list(last), [to_json(one) for one in last.values()], [one.is_cancelled for one in last.values()]


async def stage(
    connection: Connection, calendar: tuple[str, str], page: Packed, turn: Turn, *, settled: bool
) -> None:
    read_after = turn.doubted_at or turn.began_at if settled else turn.began_at
    await connection.execute(STAGE, *calendar, *page, settled, read_after)


async def batches(
    connection: Connection, statement: str, calendar: tuple[str, str], *values: object
) -> AsyncIterator[Rows]:
    """Give the rows of a statement, which asks for those after an event id ($3), at most so many ($4)."""
    last = ""
    while rows := await connection.fetch(statement, *calendar, last, BATCH, *values):
        yield rows
        last = rows[-1]["event_id"]
