"""`worker.ports.outbox.Chores`, on PostgreSQL.

To take a chore is to put it off: unless it is done by then, it comes again. So nothing is lost
with a replica, and a chore may be done twice, which it must bear. A creation whose meeting is
cancelled becomes a deletion (`worker.store.ending`), at its own due time: by then no call of the
creation is under way. The time of a move stands in a column of its own, because replicas of an older
version know of no moves, and would stop at one.
"""

from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

import asyncpg

from worker.domain.calendar_event import EventKey
from worker.ports.commands import Chore, ChoreAction, Observation
from worker.store import intents
from worker.store.narration import Tell
from worker.store.observe import lock_calendars, observe
from worker.store.packing import unpack_headers
from worker.store.pool import Database

DO_WITHIN = timedelta(minutes=2)

TAKE = """
WITH due AS (
    SELECT id FROM chores WHERE least(due_at, move_at) <= (SELECT clock_timestamp())
    ORDER BY least(due_at, move_at), id LIMIT $1
    FOR UPDATE SKIP LOCKED
)
UPDATE chores SET
    due_at = CASE WHEN move_at IS NULL THEN clock_timestamp() + $2::interval ELSE due_at END,
    move_at = CASE WHEN move_at IS NOT NULL THEN clock_timestamp() + $2::interval END
FROM due WHERE chores.id = due.id
RETURNING chores.*
"""
DONE = "DELETE FROM chores WHERE id = $1 AND action = $2 RETURNING true"
POSTPONE = """
UPDATE chores SET
    due_at = CASE WHEN move_at IS NULL THEN clock_timestamp() + $2::interval ELSE due_at END,
    move_at = CASE WHEN move_at IS NOT NULL THEN clock_timestamp() + $2::interval END,
    draft = CASE WHEN action = $3 THEN $4 ELSE draft END
WHERE id = $1
"""
MOVES = """
SELECT * FROM chores
WHERE action = 'move_follow_up' AND (calendar_id, event_id) IN (SELECT * FROM unnest($1::text[], $2::text[]))
ORDER BY id
"""


class Gone(Exception):
    """The chore is not owed any more. Its calendar is not followed for its sake: its user may have left."""


@dataclass(frozen=True, slots=True)
class PostgresChores:
    database: Database
    tell: Tell

    async def due(self, limit: int) -> Sequence[Chore]:
        async with self.database.transaction() as connection:
            rows = await connection.fetch(TAKE, limit, DO_WITHIN)
            chores = [chore(row) for row in sorted(rows, key=lambda row: row["id"])]
            await intents.remember_errands(connection, chores)
        return chores

    async def done(self, chore: Chore, observed: Sequence[Observation]) -> None:
        """Forget the chore, and publish what it changed, in one transaction."""
        with suppress(Gone):
            async with self.database.transaction() as connection:
                await lock_calendars(connection, observed)
                if not await connection.fetchval(DONE, chore.id, chore.action.value):
                    raise Gone
                known = await observe(connection, self.tell, observed, chore.trace)
                await intents.forget(connection, (chore.user_id, chore.command_id), known)

    async def postpone(self, chore: Chore, wait: timedelta) -> None:
        async with self.database.connection() as connection:
            await connection.execute(POSTPONE, chore.id, wait, chore.action.value, chore.draft)

    async def moves_of(self, follow_ups: Collection[EventKey]) -> Sequence[Chore]:
        named = [each.calendar_id for each in follow_ups], [each.event_id for each in follow_ups]
        async with self.database.connection() as connection:
            return [chore(row) for row in await connection.fetch(MOVES, *named)]


def chore(row: asyncpg.Record) -> Chore:
    return Chore(
        action=ChoreAction(row["action"]),
        user_id=row["user_id"],
        command_id=row["command_id"],
        event=EventKey(row["calendar_id"], row["event_id"]),
        draft=row["draft"],
        locale=row["locale"],
        trace=unpack_headers(row["trace"]),
        id=row["id"],
    )
