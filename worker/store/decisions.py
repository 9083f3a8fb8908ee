"""`worker.ports.decisions.Decisions`, on PostgreSQL."""

from dataclasses import dataclass

from worker.domain.decision import Decision
from worker.ports.commands import Claim
from worker.store.fence import lost
from worker.store.leases import Leases
from worker.store.pool import Database

# The fence is checked as `worker.store.fence` does it, in the same statement: this stands on every
# search's way.
KEEP = """
WITH held AS (
    SELECT user_id, command_id FROM commands
    WHERE user_id = $1 AND command_id = $2 AND fence = $3 AND owner = $4 AND state <> 'finished'
    FOR UPDATE
)
INSERT INTO decisions (user_id, command_id, inputs, outcome)
SELECT user_id, command_id, $5, $6 FROM held
ON CONFLICT (user_id, command_id) DO UPDATE
    SET made_at = excluded.made_at, inputs = excluded.inputs, outcome = excluded.outcome
RETURNING true
"""
OF = "SELECT inputs, outcome FROM decisions WHERE user_id = $1 AND command_id = $2"


@dataclass(frozen=True, slots=True)
class PostgresDecisions:
    database: Database
    leases: Leases

    async def keep(self, claim: Claim, decision: Decision) -> None:
        holder = (claim.user_id, claim.command_id, claim.fence, self.leases.replica)
        async with self.database.connection() as connection:
            kept = await connection.fetchval(KEEP, *holder, decision.inputs, decision.outcome)
        if not kept:
            raise lost(self.leases, claim)

    async def of(self, user_id: str, command_id: str) -> Decision | None:
        async with self.database.connection() as connection:
            row = await connection.fetchrow(OF, user_id, command_id)
        return None if row is None else Decision(row["inputs"], row["outcome"])
