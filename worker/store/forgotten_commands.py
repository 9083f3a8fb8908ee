"""What is left of the commands of forgotten users: hashes, so that a repeat is known and has no effect.

A command whose result is awaited is kept, fenced off and marked: it is answered without being run,
and goes with the next round of `worker.store.retention`.
"""

from worker.ports.commands import Claim, Forgotten, Request, Reused
from worker.store.fence import check
from worker.store.leases import Leases
from worker.store.pool import Connection

FORGOTTEN_BEFORE = "VC001"
"""The SQLSTATE with which the database refuses a command that is known by its hash alone."""

KNOWN = """
SELECT body_hash = sha256(hash || $3) FROM forgotten_commands WHERE hash = command_hash($1, $2)
"""
LOCK = """
SELECT FROM commands WHERE user_id = $1 AND state <> 'finished' ORDER BY command_id FOR UPDATE
"""
# Who tries to find out what came of one loses the claim.
MARK_AWAITED = """
UPDATE commands command SET
    to_be_forgotten = true, fence = fence + 1, owner = NULL, lease_until = NULL,
    retry_at = CASE WHEN state = 'withheld' THEN clock_timestamp() END
WHERE user_id = $1 AND command_id <> $2 AND NOT to_be_forgotten AND command_id = ANY(ARRAY(
    SELECT command_id FROM waiters WHERE user_id = $1
    UNION SELECT command_id FROM commands WHERE user_id = $1 AND state = 'withheld' AND state <> 'finished'
))
"""
FORGET = """
WITH gone AS (
    DELETE FROM commands WHERE (user_id, command_id) IN (
        SELECT user_id, command_id FROM commands
        WHERE user_id = $1 AND command_id <> $2 AND NOT to_be_forgotten
        ORDER BY command_id LIMIT $3 FOR UPDATE
    ) RETURNING body_hash, created_at, command_hash(user_id, command_id) AS hash
), kept AS (
    INSERT INTO forgotten_commands (hash, body_hash, used_at)
    SELECT hash, sha256(hash || body_hash), created_at FROM gone ON CONFLICT (hash) DO NOTHING
)
SELECT count(*) FROM gone
"""
FORGET_ANSWERED = """
WITH gone AS (
    DELETE FROM commands WHERE (user_id, command_id) IN (
        SELECT user_id, command_id FROM commands command
        WHERE to_be_forgotten AND state = 'finished' AND NOT EXISTS (
            SELECT FROM waiters WHERE user_id = command.user_id AND command_id = command.command_id
        )
        ORDER BY created_at LIMIT $1 FOR UPDATE SKIP LOCKED
    ) RETURNING body_hash, created_at, command_hash(user_id, command_id) AS hash
), kept AS (
    INSERT INTO forgotten_commands (hash, body_hash, used_at)
    SELECT hash, sha256(hash || body_hash), created_at FROM gone ON CONFLICT (hash) DO NOTHING
)
SELECT count(*) FROM gone
"""


async def known(connection: Connection, request: Request) -> Forgotten | Reused | None:
    """Return what is known of a command; None if its hash has expired."""
    asked = (request.user_id, request.command_id, request.body_hash)
    is_same = await connection.fetchval(KNOWN, *asked)
    if is_same is None:
        return None
    return Forgotten() if is_same else Reused()


async def lock(connection: Connection, claim: Claim, leases: Leases) -> None:
    """Lock what is under way for a user, in an order of its own, so that two of these cannot deadlock.

    Raise `LeaseLost` where the claim's own command is not among it.
    """
    await connection.execute(LOCK, claim.user_id)
    await check(connection, leases, claim)


async def forget(connection: Connection, claim: Claim, limit: int | None) -> int:
    """Forget commands of the claim's user, but for its own. Return how many."""
    await connection.execute(MARK_AWAITED, claim.user_id, claim.command_id)
    count: int = await connection.fetchval(FORGET, claim.user_id, claim.command_id, limit)
    return count


async def forget_answered(connection: Connection, limit: int) -> int:
    """Forget commands of forgotten users that nobody waits for any more. Return how many."""
    count: int = await connection.fetchval(FORGET_ANSWERED, limit)
    return count
