"""`worker.ports.commands.Commands`, on PostgreSQL."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

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
from worker.store import claims, ending, fence, withheld
from worker.store.leases import Leases
from worker.store.observe import Tell
from worker.store.pool import Database

LET_GO = "UPDATE commands SET owner = NULL, lease_until = NULL WHERE user_id = $1 AND command_id = $2"
# A row stays as long as its command is unfinished, so whoever finds another's must wait.
ENTER = """
INSERT INTO meeting_writers (calendar_id, event_id, user_id, command_id, fence) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (calendar_id, event_id) DO UPDATE SET fence = excluded.fence
    WHERE meeting_writers.user_id = excluded.user_id AND meeting_writers.command_id = excluded.command_id
RETURNING true
"""


@dataclass(frozen=True, slots=True)
class PostgresCommands:
    database: Database
    leases: Leases
    tell: Tell

    async def claim(self, request: Request) -> ClaimOutcome:
        return await claims.claim(self.database, self.leases, request)

    async def save(self, claim: Claim, progress: bytes) -> None:
        async with self.database.transaction() as connection:
            await fence.check(connection, self.leases, claim)
            await fence.advance(connection, claim, progress)

    async def finish(self, claim: Claim, answer: StoredAnswer, settlement: Settlement) -> None:
        await ending.finish(self.database, self.leases, self.tell, claim, answer, settlement)

    async def release(self, claim: Claim) -> None:
        """Give the claim back, and the meeting too: who takes the command up enters it again.

        Where the database cannot be told, the claim ends with its lease.
        """
        self.leases.drop((claim.user_id, claim.command_id, claim.fence))
        async with self.database.transaction() as connection:
            await fence.check(connection, self.leases, claim)
            await connection.execute(LET_GO, claim.user_id, claim.command_id)
            await connection.execute(ending.LEAVE_MEETING, claim.user_id, claim.command_id)

    async def withhold(
        self, claim: Claim, reply: ReplyTo | None, retry_at: datetime, notice: StoredAnswer | None
    ) -> None:
        await withheld.withhold(self.database, self.leases, claim, reply, retry_at, notice)

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
            names = (event.calendar_id, event.event_id, claim.user_id, claim.command_id)
            if not await connection.fetchval(ENTER, *names, claim.fence):
                raise MeetingBusy(f"another command is changing event {event.event_id}")
