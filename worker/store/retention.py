"""Forget what has served its time, a little at a time.

A command is remembered for as long as its id must not act twice. Small batches keep locks and
logs short; who calls repeats until nothing is left.
"""

from dataclasses import dataclass
from datetime import timedelta

from worker.store.pool import Connection, Database

KEEP_PAST_RESERVATIONS = timedelta(days=1)
KEEP_SILENT_REPLICAS = timedelta(days=1)

# Unfinished ones too, if nobody works on them: a record that old is refused, so nobody will. A
# withheld one is never forgotten. Waiters keep theirs until they have been answered.
COMMANDS = """
DELETE FROM commands WHERE (user_id, command_id) IN (
    SELECT user_id, command_id FROM commands command
    WHERE created_at < clock_timestamp() - $1::interval AND (
        finished_at < clock_timestamp() - $1::interval
        OR state = 'running' AND coalesce(lease_until < clock_timestamp(), true)
    ) AND NOT EXISTS (
        SELECT FROM waiters WHERE user_id = command.user_id AND command_id = command.command_id
    )
    ORDER BY created_at LIMIT $2 FOR UPDATE SKIP LOCKED
)
"""
RESERVATIONS = """
DELETE FROM reservations WHERE reservation_id IN (
    SELECT reservation_id FROM reservations
    WHERE upper(period) < clock_timestamp() - $1::interval LIMIT $2 FOR UPDATE SKIP LOCKED
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
REPLICAS = "DELETE FROM replicas WHERE heartbeat_at < clock_timestamp() - $1::interval"


@dataclass(frozen=True, slots=True)
class Retention:
    database: Database

    async def forget(self, memory: timedelta, batch: int = 500) -> int:
        """Delete at most `batch` rows of each kind, and return how many rows that were in all."""
        return (
            await self._delete(COMMANDS, memory, batch)
            + await self._delete(RESERVATIONS, KEEP_PAST_RESERVATIONS, batch)
            + await self._delete(HOLDS, memory, batch)
            + await self._delete(REPLICAS, KEEP_SILENT_REPLICAS)
        )

    async def _delete(self, statement: str, age: timedelta, *limit: int) -> int:
        async with self.database.connection() as connection:
            return deleted(await execute(connection, statement, age, *limit))


async def execute(connection: Connection, statement: str, *values: object) -> str:
    status: str = await connection.execute(statement, *values)
    return status


def deleted(status: str) -> int:
    """Read PostgreSQL's `DELETE 12`."""
    return int(status.rpartition(" ")[2])
