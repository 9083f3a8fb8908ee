"""Who gets a command that a record asks for.

A claim is one statement, never a read followed by a write: a new command by its insert, a
known one by comparing the fence that was seen and raising it.
"""

from datetime import datetime

import asyncpg

from worker.messages.headers import trace_of
from worker.ports.commands import (
    Claim,
    ClaimOutcome,
    Finished,
    HeldElsewhere,
    Request,
    Reused,
    StoredAnswer,
    Withheld,
    WithheldCommand,
)
from worker.store import forgotten_commands
from worker.store.leases import HEARTBEAT_VOID, LEASE, Leases
from worker.store.packing import unpack_headers, unpack_reply
from worker.store.pool import Connection, Database

TRIES = 5

NEW = """
INSERT INTO commands (user_id, command_id, type, body, body_hash, owner, lease_until)
VALUES ($1, $2, $3, $4, $5, $6, clock_timestamp() + $7::interval)
ON CONFLICT DO NOTHING RETURNING fence
"""
LOOK = """
SELECT
    body_hash, state, fence, result_value, result_headers,
    is_live(owner, lease_until, $3::interval) AS live
FROM commands WHERE user_id = $1 AND command_id = $2
"""
TAKE = """
UPDATE commands SET fence = fence + 1, owner = $5, lease_until = clock_timestamp() + $6::interval
WHERE user_id = $1 AND command_id = $2 AND fence = $4 AND state = 'running'
    AND NOT is_live(owner, lease_until, $3::interval)
RETURNING fence, progress, may_have_written
"""
TAKE_DUE = """
WITH due AS (
    SELECT user_id, command_id FROM commands
    WHERE state = 'withheld' AND retry_at <= (SELECT clock_timestamp())
        AND NOT is_live(owner, lease_until, $1::interval)
    ORDER BY retry_at LIMIT $2
    FOR UPDATE SKIP LOCKED
)
UPDATE commands command
SET fence = fence + 1, owner = $3, lease_until = clock_timestamp() + $4::interval
FROM due WHERE command.user_id = due.user_id AND command.command_id = due.command_id
RETURNING command.*, (
    SELECT reply FROM waiters
    WHERE (waiters.user_id, waiters.command_id) = (command.user_id, command.command_id)
    ORDER BY reply_hash LIMIT 1
) AS reply
"""


async def claim(database: Database, leases: Leases, request: Request) -> ClaimOutcome:
    """Claim a command, or say why it cannot be had."""
    leases.ensure_alive()
    for _ in range(TRIES):
        async with database.connection() as connection:
            outcome = await find_out(connection, leases, request)
        if outcome is not None:
            return outcome
    return HeldElsewhere()  # it changes hands while we look: ask again in a while


async def find_out(connection: Connection, leases: Leases, request: Request) -> ClaimOutcome | None:
    """None if the row went or was claimed by another between two statements."""
    try:
        claimed = await claim_new(connection, leases, request)
    except asyncpg.PostgresError as error:
        if error.sqlstate != forgotten_commands.FORGOTTEN_BEFORE:
            raise
        return await forgotten_commands.known(connection, request)
    return claimed or await claim_known(connection, leases, request)


async def claim_new(connection: Connection, leases: Leases, request: Request) -> Claim | None:
    began = leases.clock.monotonic()
    names = (request.user_id, request.command_id)
    content = (request.type, request.body, request.body_hash)
    fence = await connection.fetchval(NEW, *names, *content, leases.replica, LEASE)
    if fence is None:
        return None
    return Claim(*names, fence=fence, lease=leases.hold((*names, fence), began))


async def claim_known(connection: Connection, leases: Leases, request: Request) -> ClaimOutcome | None:
    """None if the row went or was claimed by another between two statements."""
    names = (request.user_id, request.command_id)
    row = await connection.fetchrow(LOOK, *names, HEARTBEAT_VOID)
    if row is None:
        return None
    if outcome := standing(row, request):
        return outcome
    began = leases.clock.monotonic()
    taken = await connection.fetchrow(TAKE, *names, HEARTBEAT_VOID, row["fence"], leases.replica, LEASE)
    return None if taken is None else granted(leases, names, taken, began)


def standing(row: asyncpg.Record, request: Request) -> ClaimOutcome | None:
    """Return why a known command cannot be claimed, or None if it can."""
    if row["body_hash"] != request.body_hash:
        return Reused()
    if row["state"] == "finished":
        return Finished(StoredAnswer(row["result_value"], unpack_headers(row["result_headers"])))
    if row["state"] == "withheld":
        return Withheld()
    return HeldElsewhere() if row["live"] else None


def granted(leases: Leases, names: tuple[str, str], row: asyncpg.Record, began: float) -> Claim:
    return Claim(
        *names,
        fence=row["fence"],
        lease=leases.hold((*names, row["fence"]), began),
        progress=row["progress"],
        may_have_written=row["may_have_written"],
    )


async def claim_due(database: Database, leases: Leases, limit: int) -> list[WithheldCommand]:
    """Claim withheld commands whose next try is due. They stay withheld for everybody who asks."""
    leases.ensure_alive()
    began = leases.clock.monotonic()
    async with database.connection() as connection:
        rows = await connection.fetch(TAKE_DUE, HEARTBEAT_VOID, limit, leases.replica, LEASE)
    return [withheld(leases, row, began) for row in rows]


def withheld(leases: Leases, row: asyncpg.Record, began: float) -> WithheldCommand:
    names = (row["user_id"], row["command_id"])
    since: datetime = row["withheld_since"]
    return WithheldCommand(
        request=Request(*names, type=row["type"], body=row["body"], body_hash=row["body_hash"]),
        claim=granted(leases, names, row, began),
        withheld_since=since,
        trace=trace_of(unpack_reply(row["reply"])) if row["reply"] else (),
        is_forgotten=row["to_be_forgotten"],
    )
