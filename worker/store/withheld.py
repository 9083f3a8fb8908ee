"""Commands whose result is withheld, and the records that wait for it in the store.

A command is parked, awaited and finished under the lock of its row: so no record can begin
to wait for a result that was already handed out.
"""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import timedelta
from itertools import groupby

import asyncpg

from worker.messages.changes.key import change_key
from worker.ports.commands import Claim, ReplyTo, Request, StoredAnswer, Waiting
from worker.store.fence import check
from worker.store.leases import Leases
from worker.store.outbox_rows import append
from worker.store.packing import pack_reply, unpack_headers, unpack_reply
from worker.store.pool import Connection, Database

SEND_WITHIN = timedelta(seconds=30)
"""How long a replica has for an answer that it took, before another may take it."""

WITHHOLD = """
UPDATE commands SET
    state = 'withheld', withheld_since = coalesce(withheld_since, clock_timestamp()),
    retry_at = clock_timestamp() + $3::interval,
    owner = NULL, lease_until = NULL
WHERE user_id = $1 AND command_id = $2
"""
IS_WITHHELD = """
SELECT true FROM commands WHERE user_id = $1 AND command_id = $2 AND state = 'withheld' FOR UPDATE
"""
AWAIT = """
INSERT INTO waiters (user_id, command_id, reply_hash, reply) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING
"""
UNSENT = """
WITH unsent AS (
    SELECT waiter.user_id, waiter.command_id, waiter.reply_hash, result_value, result_headers
    FROM waiters waiter JOIN commands command USING (user_id, command_id)
    WHERE command.state = 'finished'
        AND coalesce(waiter.taken_until <= clock_timestamp(), true)
    ORDER BY command.finished_at LIMIT $1
    FOR UPDATE OF waiter SKIP LOCKED
)
UPDATE waiters waiter SET taken_until = clock_timestamp() + $2::interval
FROM unsent
WHERE (waiter.user_id, waiter.command_id, waiter.reply_hash)
    = (unsent.user_id, unsent.command_id, unsent.reply_hash)
RETURNING waiter.user_id, waiter.command_id, waiter.reply, result_value, result_headers
"""
SENT = "DELETE FROM waiters WHERE user_id = $1 AND command_id = $2 AND reply_hash = ANY($3)"


async def withhold(
    database: Database,
    leases: Leases,
    claim: Claim,
    reply: ReplyTo | None,
    retry_after: timedelta,
    notice: StoredAnswer | None,
) -> None:
    command = (claim.user_id, claim.command_id)
    async with database.transaction() as connection:
        await check(connection, leases, claim)
        await connection.execute(WITHHOLD, *command, retry_after)
        if reply is not None:
            await add_waiter(connection, command, reply)
        if notice is not None:
            await append(connection, change_key(claim.user_id), notice)
    leases.drop((*command, claim.fence))


async def wait(database: Database, request: Request, reply: ReplyTo) -> bool:
    command = (request.user_id, request.command_id)
    async with database.transaction() as connection:
        if not await connection.fetchval(IS_WITHHELD, *command):
            return False
        await add_waiter(connection, command, reply)
        return True


async def add_waiter(connection: Connection, command: tuple[str, str], reply: ReplyTo) -> None:
    """Let a record wait. The same one, read again after a crash, waits once: its place tells it."""
    packed = pack_reply(reply)
    await connection.execute(AWAIT, *command, hash_of(packed), packed)


async def unsent(database: Database, limit: int) -> Sequence[Waiting]:
    """Take at most `limit` replies; no other replica is given them for a while."""
    async with database.connection() as connection:
        rows = await connection.fetch(UNSENT, limit, SEND_WITHIN)
    return [waiting(group) for _, group in groupby(sorted(rows, key=command_of), command_of)]


def command_of(row: asyncpg.Record) -> tuple[str, str]:
    return row["user_id"], row["command_id"]


def waiting(rows: Iterable[asyncpg.Record]) -> Waiting:
    """Join the rows of one command."""
    first, *others = rows
    return Waiting(
        *command_of(first),
        answer=StoredAnswer(first["result_value"], unpack_headers(first["result_headers"])),
        replies=[unpack_reply(row["reply"]) for row in (first, *others)],
    )


async def sent(database: Database, waiting: Waiting) -> None:
    hashes = [hash_of(pack_reply(reply)) for reply in waiting.replies]
    async with database.connection() as connection:
        await connection.execute(SENT, waiting.user_id, waiting.command_id, hashes)


def hash_of(packed: bytes) -> bytes:
    return hashlib.sha256(packed).digest()
