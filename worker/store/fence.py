"""The check that lets only the present holder of a command change anything.

Every transaction of a command locks the command's row first, here. Two commands never lock
each other's rows, so this order cannot deadlock.
"""

from collections.abc import Iterable

from worker.errors import LeaseLost
from worker.ports.commands import Claim
from worker.ports.intent import Intent
from worker.store import intents
from worker.store.leases import Leases
from worker.store.pool import Connection

LOCK = """
SELECT true FROM commands
WHERE user_id = $1 AND command_id = $2 AND fence = $3 AND owner = $4 AND state <> 'finished'
FOR UPDATE
"""
# Why `may_have_written` is set here: see the column's comment in 0001_commands.sql.
ADVANCE = """
UPDATE commands SET progress = $3, may_have_written = true WHERE user_id = $1 AND command_id = $2
"""


async def check(connection: Connection, leases: Leases, claim: Claim) -> None:
    """Lock the command's row for this transaction. Raise `LeaseLost` if another has taken over."""
    command = (claim.user_id, claim.command_id)
    if not await connection.fetchval(LOCK, *command, claim.fence, leases.replica):
        raise lost(leases, claim)


def lost(leases: Leases, claim: Claim) -> LeaseLost:
    """Let go of a claim that is nobody's here any more, and return the error that says so."""
    leases.drop((claim.user_id, claim.command_id, claim.fence))
    return LeaseLost(f"fence {claim.fence} of command {claim.command_id} was given up or taken over")


async def advance(
    connection: Connection, claim: Claim, progress: bytes, about_to_write: Iterable[Intent] = ()
) -> None:
    """Store how far a command is that this transaction has checked, and what it will write."""
    command = (claim.user_id, claim.command_id)
    await connection.execute(ADVANCE, *command, progress)
    await intents.remember(connection, command, about_to_write)
