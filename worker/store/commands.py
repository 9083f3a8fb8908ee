"""`worker.ports.commands.Commands`, on PostgreSQL."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from worker.domain.calendar_event import EventKey
from worker.errors import MeetingBusy
from worker.ports.commands import (
    Claim,
    ClaimOutcome,
    ReplyTo,
    Request,
    Settlement,
    StoredAnswer,
    Waiting,
    WithheldCommand,
)
from worker.ports.intent import Intent
from worker.store import claims, ending, fence, withheld
from worker.store.leases import HEARTBEAT_VOID, Leases
from worker.store.narration import Tell
from worker.store.pool import Database

LET_GO = "UPDATE commands SET owner = NULL, lease_until = NULL WHERE user_id = $1 AND command_id = $2"
# What may have been written is known by then, or will be found by whoever looks.
KEPT_FOR = timedelta(minutes=5)
KEEP_MEETING = """
UPDATE meeting_writers SET kept_until = clock_timestamp() + $3::interval
FROM commands command
WHERE (meeting_writers.user_id, meeting_writers.command_id) = ($1, $2)
    AND (command.user_id, command.command_id) = ($1, $2)
    AND (command.may_have_written OR command.state = 'withheld')
RETURNING true
"""
ENTER = """
INSERT INTO meeting_writers (calendar_id, event_id, user_id, command_id, fence) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (calendar_id, event_id) DO UPDATE SET fence = excluded.fence, kept_until = NULL
    WHERE meeting_writers.user_id = excluded.user_id AND meeting_writers.command_id = excluded.command_id
RETURNING true
"""
# Of a command that went without ending: its claim is void, so its fence keeps it from writing, and
# it has to enter again. One that may have written is waited for: whoever takes it up has to find the
# event as that write left it, or would do it once more. A statement of its own, to see what was
# committed before the one above locked the meeting. A writer whose row is locked is at work: to wait
# for it could be a deadlock.
REPLACE = """
WITH gone AS (
    SELECT calendar_id, event_id
    FROM meeting_writers JOIN commands writer USING (user_id, command_id)
    WHERE calendar_id = $1 AND event_id = $2 AND (
        state = 'finished' OR (
            state = 'running' AND NOT is_live(owner, lease_until, $6::interval)
            AND coalesce(
                kept_until, CASE WHEN may_have_written THEN lease_until + $7::interval END, '-infinity'
            ) <= clock_timestamp()
        )
    )
    FOR UPDATE OF writer SKIP LOCKED
)
UPDATE meeting_writers entered SET user_id = $3, command_id = $4, fence = $5, kept_until = NULL
FROM gone WHERE entered.calendar_id = gone.calendar_id AND entered.event_id = gone.event_id
RETURNING true
"""


@dataclass(frozen=True, slots=True)
class PostgresCommands:
    database: Database
    leases: Leases
    tell: Tell

    async def time(self) -> datetime:
        async with self.database.connection() as connection:
            now: datetime = await connection.fetchval("SELECT clock_timestamp()")
        return now

    async def claim(self, request: Request) -> ClaimOutcome:
        return await claims.claim(self.database, self.leases, request)

    async def save(self, claim: Claim, progress: bytes, intents: Sequence[Intent] = ()) -> None:
        async with self.database.transaction() as connection:
            await fence.check(connection, self.leases, claim)
            await fence.advance(connection, claim, progress, intents)

    async def finish(self, claim: Claim, answer: StoredAnswer, settlement: Settlement) -> None:
        await ending.finish(self.database, self.leases, self.tell, claim, answer, settlement)

    async def unclaim(self, claim: Claim) -> None:
        async with self.database.transaction() as connection:
            await fence.check(connection, self.leases, claim)
            await ending.undo(connection, (claim.user_id, claim.command_id))
        self.leases.drop((claim.user_id, claim.command_id, claim.fence))

    async def release(self, claim: Claim) -> None:
        """Give the claim back, and the meeting too, unless a write is in doubt.

        Who takes the command up enters the meeting again. Where the database cannot be told, the
        claim ends with its lease.
        """
        self.leases.drop((claim.user_id, claim.command_id, claim.fence))
        async with self.database.transaction() as connection:
            await fence.check(connection, self.leases, claim)
            command = (claim.user_id, claim.command_id)
            await connection.execute(LET_GO, *command)
            if not await connection.fetchval(KEEP_MEETING, *command, KEPT_FOR):
                await connection.execute(ending.LEAVE_MEETING, *command)

    async def withhold(
        self, claim: Claim, reply: ReplyTo | None, retry_after: timedelta, notice: StoredAnswer | None
    ) -> None:
        await withheld.withhold(self.database, self.leases, claim, reply, retry_after, notice)

    async def wait(self, request: Request, reply: ReplyTo) -> bool:
        return await withheld.wait(self.database, request, reply)

    async def due(self, limit: int) -> Sequence[WithheldCommand]:
        return await claims.claim_due(self.database, self.leases, limit)

    async def unsent(self, limit: int) -> Sequence[Waiting]:
        return await withheld.unsent(self.database, limit)

    async def sent(self, waiting: Waiting) -> None:
        await withheld.sent(self.database, waiting)

    async def enter_meeting(self, claim: Claim, event: EventKey) -> None:
        async with self.database.transaction() as connection:
            await fence.check(connection, self.leases, claim)
            names = (event.calendar_id, event.event_id, claim.user_id, claim.command_id, claim.fence)
            if await connection.fetchval(ENTER, *names):
                return
            if not await connection.fetchval(REPLACE, *names, HEARTBEAT_VOID, KEPT_FOR):
                raise MeetingBusy(f"another command is changing event {event.event_id}")
