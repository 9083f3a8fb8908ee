"""Compare events with what was last seen of them, and decide what to publish.

Whoever saw the event, everything happens under the lock of its calendar's row: so sequence
numbers rise in the order of commits, and what is older than the snapshot is ignored. To see an
event in a calendar is also to follow that calendar from then on.
"""

from collections.abc import Iterable
from typing import Protocol

from worker.domain.calendar_event import CalendarEvent
from worker.messages.changes.key import change_key
from worker.ports.commands import Headers, Observation, StoredAnswer
from worker.store import snapshots
from worker.store.outbox_rows import append
from worker.store.pool import Connection

# An update that changes nothing: it creates the row or locks the one that is there.
LOCK_CALENDAR = """
INSERT INTO followed_calendars (user_id, calendar_id) VALUES ($1, $2)
ON CONFLICT (user_id, calendar_id) DO UPDATE SET user_id = excluded.user_id
RETURNING sequence
"""
COUNT = "UPDATE followed_calendars SET sequence = $3 WHERE user_id = $1 AND calendar_id = $2"
LAST_SEEN = "SELECT event FROM snapshots WHERE user_id = $1 AND calendar_id = $2 AND event_id = $3"
SEE = """
INSERT INTO snapshots (user_id, calendar_id, event_id, event, ends_at, cancelled)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (user_id, calendar_id, event_id)
    DO UPDATE SET event = excluded.event, ends_at = excluded.ends_at, cancelled = excluded.cancelled
"""


class Tell(Protocol):
    """Says what is published of an observation."""

    def __call__(self, seen: Observation, before: CalendarEvent | None, sequence: int) -> StoredAnswer | None:
        """Return the change under that number, or None if there is nothing to tell."""
        ...


async def observe(
    connection: Connection, tell: Tell, observed: Iterable[Observation], trace: Headers = ()
) -> None:
    """Take in what was seen. Locks the calendars in sorted order, so that nobody deadlocks."""
    for seen in sorted(observed, key=calendar_of):
        await observe_one(connection, tell, seen, trace)


async def observe_one(connection: Connection, tell: Tell, seen: Observation, trace: Headers) -> None:
    user_id, calendar_id = calendar = calendar_of(seen)
    sequence = await connection.fetchval(LOCK_CALENDAR, *calendar) + 1
    stored = await connection.fetchval(LAST_SEEN, *calendar, seen.event.id)
    before = None if stored is None else snapshots.from_json(stored)
    if before is not None and is_older(seen.event, before):
        return
    if change := tell(seen, before, sequence):
        await connection.execute(COUNT, *calendar, sequence)
        traced = StoredAnswer(change.value, change.headers + trace)
        await append(connection, change_key(user_id, calendar_id), traced)
    known = (snapshots.to_json(seen.event), snapshots.end_of(seen.event, before), seen.event.is_cancelled)
    await connection.execute(SEE, *calendar, seen.event.id, *known)


def calendar_of(seen: Observation) -> tuple[str, str]:
    return seen.account.user_id, seen.event.calendar_id


def is_older(event: CalendarEvent, known: CalendarEvent) -> bool:
    """Of two versions the older was updated earlier; a bare tombstone does not say when."""
    return event.updated is not None and known.updated is not None and event.updated < known.updated
