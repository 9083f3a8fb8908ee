"""Forget what has served its time, a little at a time.

A command is remembered for as long as its id must not act twice. Small batches keep locks and
logs short; who calls repeats until nothing is left.

Of events, what a later change may need stays: a series and its exceptions (no end is known),
whatever is owed a write, and what this system knows of a meeting as long as anything of its
family, the meeting or a follow-up, is not long past. Who is forgotten after that is asked of
Google again: `cancel_meeting` of such an event has to name its calendar, if that is not the
primary one. A full synchronisation must not look further back, or it would tell of the long
past as new. Sequence numbers of calendars, and the fences of their synchronisations, are never
forgotten: they must never begin again. What was about to be written is remembered for as long as
its command: by then it was seen, or never written.
"""

from dataclasses import dataclass
from datetime import timedelta

from worker.store import forgotten_commands
from worker.store.pool import Connection, Database

KEEP_PAST_RESERVATIONS = timedelta(days=1)
KEEP_SILENT_REPLICAS = timedelta(days=1)
KEEP_CALENDAR_NAMES = timedelta(days=7)
"""They are believed for a day."""
KEEP_UNWANTED_WORK_TIMES = timedelta(days=7)
KEEP_ABANDONED_READINGS = timedelta(days=1)
KEEP_IDLE_QUOTAS = timedelta(minutes=10)
KEEP_ENDED_CHANNELS = timedelta(hours=1)
"""Google's clock may be late: until then its notifications are known for what they are."""
KEEP_EMPTY_WATCHES = timedelta(days=1)
KEEP_DECISIONS = timedelta(days=30)
"""Unless told otherwise."""

# Here and below the clock is asked once: if it were asked for each row, no index would end a search early.
# Unfinished ones too, if nobody works on them: a record that old is refused, so nobody will. A
# withheld one is never forgotten. Waiters keep theirs until they have been answered.
COMMANDS = """
DELETE FROM commands WHERE (user_id, command_id) IN (
    SELECT user_id, command_id FROM commands command
    WHERE created_at < (SELECT clock_timestamp() - $1::interval) AND (
        finished_at < clock_timestamp() - $1::interval
        OR state = 'running' AND coalesce(lease_until < clock_timestamp(), true)
    ) AND NOT EXISTS (
        SELECT FROM waiters WHERE user_id = command.user_id AND command_id = command.command_id
    )
    ORDER BY created_at LIMIT $2 FOR UPDATE SKIP LOCKED
)
"""
# One whose command goes first goes with it.
DECISIONS = """
DELETE FROM decisions WHERE (user_id, command_id) IN (
    SELECT user_id, command_id FROM decisions
    WHERE made_at < (SELECT clock_timestamp() - $1::interval) ORDER BY made_at LIMIT $2 FOR UPDATE SKIP LOCKED
)
"""
RESERVATIONS = """
DELETE FROM reservations WHERE reservation_id IN (
    SELECT reservation_id FROM reservations
    WHERE upper(period) < (SELECT clock_timestamp() - $1::interval) LIMIT $2 FOR UPDATE SKIP LOCKED
)
"""
HOLDS = """
DELETE FROM holds WHERE hold_id IN (
    SELECT hold_id FROM holds
    WHERE expires_at < clock_timestamp() - $1::interval
        AND NOT EXISTS (SELECT FROM reservations WHERE reservations.hold_id = holds.hold_id)
    LIMIT $2 FOR UPDATE SKIP LOCKED
)
"""
# An older answer of Google's is asked for again anyway (`worker.store.calendars`).
CALENDAR_NAMES = """
DELETE FROM calendar_names WHERE (user_id, name) IN (
    SELECT user_id, name FROM calendar_names
    WHERE read_at < clock_timestamp() - $1::interval LIMIT $2 FOR UPDATE SKIP LOCKED
)
"""
WORK_TIMES = """
DELETE FROM work_times WHERE (user_id, address) IN (
    SELECT user_id, address FROM work_times
    WHERE wanted_at < (SELECT clock_timestamp() - $1::interval) ORDER BY wanted_at LIMIT $2
    FOR UPDATE SKIP LOCKED
)
"""
SNAPSHOTS = """
DELETE FROM snapshots WHERE (user_id, calendar_id, event_id) IN (
    SELECT user_id, calendar_id, event_id FROM snapshots
    WHERE ends_at < (SELECT clock_timestamp() - $1::interval) ORDER BY ends_at LIMIT $2 FOR UPDATE SKIP LOCKED
)
"""
# Follow-ups first, then their meeting: each goes once nothing is known that it belongs to.
OWN_EVENTS = """
DELETE FROM own_events WHERE (calendar_id, event_id) IN (
    SELECT calendar_id, event_id FROM own_events made
    WHERE made_at < (SELECT clock_timestamp() - $1::interval)
        AND NOT EXISTS (
            SELECT FROM snapshots seen WHERE seen.user_id = made.user_id
                AND (seen.calendar_id, seen.event_id) IN (
                    (made.calendar_id, made.event_id), (made.meeting_calendar_id, made.meeting_event_id)
                )
        )
        AND NOT EXISTS (
            SELECT FROM own_events follow_up
            WHERE (follow_up.meeting_calendar_id, follow_up.meeting_event_id)
                = (made.calendar_id, made.event_id)
        )
        AND NOT EXISTS (
            SELECT FROM chores
            WHERE (chores.calendar_id, chores.event_id) = (made.calendar_id, made.event_id)
        )
    ORDER BY made_at LIMIT $2 FOR UPDATE SKIP LOCKED
)
"""
# One who is booked this very moment is skipped, or comes back at the booking's next try: see
# `worker.store.failure`.
PARTICIPANTS = """
DELETE FROM participants WHERE participant_id IN (
    SELECT participant_id FROM participants person
    WHERE made_at < clock_timestamp() - $1::interval AND NOT EXISTS (
        SELECT FROM reservations WHERE reservations.participant_id = person.participant_id
    )
    LIMIT $2 FOR UPDATE SKIP LOCKED
)
"""
INTENTS = """
DELETE FROM intents WHERE (user_id, calendar_id, event_id, write_id, command_id) IN (
    SELECT user_id, calendar_id, event_id, write_id, command_id FROM intents
    WHERE made_at < (SELECT clock_timestamp() - $1::interval) ORDER BY made_at LIMIT $2 FOR UPDATE SKIP LOCKED
)
"""
# Of a reading that nobody ended: whoever reads the calendar next clears it, if anybody ever does.
STAGED = """
DELETE FROM staged_events WHERE (user_id, calendar_id, event_id) IN (
    SELECT user_id, calendar_id, event_id FROM staged_events
    WHERE read_after < clock_timestamp() - $1::interval LIMIT $2 FOR UPDATE SKIP LOCKED
)
"""
# A bucket that is full again is the same as no row; only that Google said "slower" is remembered for longer.
QUOTAS = """
DELETE FROM quotas WHERE (project, account) IN (
    SELECT project, account FROM quotas
    WHERE greatest(full_at, held_until) < clock_timestamp() - $1::interval LIMIT $2 FOR UPDATE SKIP LOCKED
)
"""
CHANNELS = """
DELETE FROM channels WHERE id IN (
    SELECT id FROM channels WHERE expires_at < (SELECT clock_timestamp() - $1::interval)
    ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED
)
"""
# Of commands that died before there was a channel, and that nobody took up again.
WATCHES = """
DELETE FROM watches WHERE (user_id, calendar_id) IN (
    SELECT user_id, calendar_id FROM watches
    WHERE renew_at IS NULL AND coalesce(lease_until < clock_timestamp() - $1::interval, true)
    LIMIT $2 FOR UPDATE SKIP LOCKED
)
"""
# Of channels that never came to be: nobody follows the calendar, so nobody reads it.
DIRTY = """
DELETE FROM dirty_calendars WHERE (user_id, calendar_id) IN (
    SELECT user_id, calendar_id FROM dirty_calendars
    WHERE due_at < clock_timestamp() - $1::interval AND NOT EXISTS (
        SELECT FROM followed_calendars followed
        WHERE (followed.user_id, followed.calendar_id)
            = (dirty_calendars.user_id, dirty_calendars.calendar_id)
    )
    LIMIT $2 FOR UPDATE SKIP LOCKED
)
"""
# Ids of forgotten users, as long as those of all others.
FORGOTTEN_COMMANDS = """
DELETE FROM forgotten_commands WHERE hash IN (
    SELECT hash FROM forgotten_commands
    WHERE used_at < (SELECT clock_timestamp() - $1::interval) ORDER BY used_at LIMIT $2 FOR UPDATE SKIP LOCKED
)
"""
REPLICAS = "DELETE FROM replicas WHERE heartbeat_at < clock_timestamp() - $1::interval"


@dataclass(frozen=True, slots=True)
class Retention:
    database: Database

    async def forget(
        self,
        memory: timedelta,
        events: timedelta,
        batch: int = 500,
        *,
        decisions: timedelta = KEEP_DECISIONS,
    ) -> int:
        """Delete at most `batch` rows of each kind, and return how many rows that were in all.

        `memory` is how long commands are remembered, `events` how long events are after their end, and
        `decisions` how long it can be explained how a time was chosen.
        """
        return (
            await self._delete(COMMANDS, memory, batch)
            + await self._delete(DECISIONS, decisions, batch)
            + await self._delete(RESERVATIONS, KEEP_PAST_RESERVATIONS, batch)
            + await self._delete(HOLDS, memory, batch)
            + await self._delete(CALENDAR_NAMES, KEEP_CALENDAR_NAMES, batch)
            + await self._delete(WORK_TIMES, KEEP_UNWANTED_WORK_TIMES, batch)
            + await self._delete(SNAPSHOTS, events, batch)
            + await self._delete(OWN_EVENTS, events, batch)
            + await self._delete(PARTICIPANTS, events, batch)
            + await self._delete(INTENTS, memory, batch)
            + await self._delete(STAGED, KEEP_ABANDONED_READINGS, batch)
            + await self._delete(QUOTAS, KEEP_IDLE_QUOTAS, batch)
            + await self._delete(CHANNELS, KEEP_ENDED_CHANNELS, batch)
            + await self._delete(WATCHES, KEEP_EMPTY_WATCHES, batch)
            + await self._delete(DIRTY, KEEP_EMPTY_WATCHES, batch)
            + await self._delete(FORGOTTEN_COMMANDS, memory, batch)
            + await self._delete(REPLICAS, KEEP_SILENT_REPLICAS)
            + await self._forget_answered(batch)
        )

    async def _forget_answered(self, batch: int) -> int:
        """Forget what was kept of forgotten users because somebody waited for it."""
        async with self.database.connection() as connection:
            return await forgotten_commands.forget_answered(connection, batch)

    async def _delete(self, statement: str, age: timedelta, *limit: int) -> int:
        async with self.database.connection() as connection:
            return deleted(await execute(connection, statement, age, *limit))


async def execute(connection: Connection, statement: str, *values: object) -> str:
    status: str = await connection.execute(statement, *values)
    return status


def deleted(status: str) -> int:
    """Read PostgreSQL's `DELETE 12`."""
    return int(status.rpartition(" ")[2])
