"""The table of reminders follows what is known of events.

It is written beside the snapshots, under the lock of the calendar's row: so no reminder is told of an event
after it was told to have moved or to be cancelled. What a version has in common with the one before is left
alone: it waits for its moment, or was told.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from worker.domain.calendar_event import CalendarEvent
from worker.domain.due_reminders import DueReminder, due_reminders, known_since
from worker.store.pool import Connection

SEEN_WITHIN: Final = timedelta(hours=1)
"""A moment that passed before anybody saw its event is told late if it passed no longer ago: a crash, or a
calendar that is polled, takes minutes. A calendar that is followed anew is not told its past."""

FORGET = """
DELETE FROM reminders
WHERE user_id = $1 AND calendar_id = $2 AND event_id = ANY($3)
    AND (event_id, method, minutes, starts_at) NOT IN (
        SELECT * FROM unnest($4::text[], $5::text[], $6::integer[], $7::timestamptz[])
    )
"""
REMEMBER = """
INSERT INTO reminders (user_id, calendar_id, event_id, method, minutes, starts_at, due_at)
SELECT $1, $2, event_id, method, minutes, starts_at, due_at
FROM unnest($3::text[], $4::text[], $5::integer[], $6::timestamptz[], $7::timestamptz[], $8::timestamptz[])
    AS new (event_id, method, minutes, starts_at, due_at, since),
    (SELECT clock_timestamp() AS instant) AS now
WHERE due_at > greatest(least(since, instant), instant - $9::interval)
ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class Reminding:
    """What becomes of the reminders of one event."""

    event_id: str
    kept: frozenset[DueReminder]
    new: frozenset[DueReminder]
    since: datetime | None
    """A new one counts if its moment came later; None: if it lies ahead."""


def reminding(seen: CalendarEvent, before: CalendarEvent | None) -> Reminding | None:
    """Return what is to be done, or None where nothing is."""
    now, then = due_reminders(seen), due_reminders(before)
    if now == then:
        return None
    return Reminding(seen.id, now, now - then, known_since(seen, before))


async def follow(connection: Connection, calendar: tuple[str, str], events: Sequence[Reminding]) -> None:
    if not events:
        return
    kept = [(one.event_id, *key_of(due)) for one in events for due in one.kept]
    new = [(one.event_id, *key_of(due), due.due_at, one.since) for one in events for due in one.new]
    await connection.execute(FORGET, *calendar, [one.event_id for one in events], *columns(kept, 4))
    if new:
        await connection.execute(REMEMBER, *calendar, *columns(new, 6), SEEN_WITHIN)


def key_of(due: DueReminder) -> tuple[str, int, datetime]:
    return due.reminder.method.value, due.reminder.minutes, due.starts_at


def columns(rows: Sequence[Sequence[object]], number: int) -> list[list[object]]:
    return [[row[place] for row in rows] for place in range(number)]
