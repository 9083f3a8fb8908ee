"""Seal grants anew with the newest key, so that older keys can be dropped one day.

It goes on beside the commands, a few rows at a time. What is sealed with a key that is not ours is left
alone: another replica may know a newer one already, or somebody dropped a key too early.
"""

from dataclasses import dataclass

import structlog

from worker.errors import KeyMissing
from worker.store.key_ring import SETTING, KeyRing, Sealed
from worker.store.pool import Connection

AT_ONCE = 100

OLDER = """
SELECT user_id, sealed, sealed_with FROM grants WHERE sealed_with = ANY($1)
ORDER BY user_id LIMIT $2 FOR UPDATE SKIP LOCKED
"""
SEAL = "UPDATE grants SET sealed = $2, sealed_with = $3 WHERE user_id = $1"
CENSUS = "SELECT sealed_with, count(*) AS grants FROM grants GROUP BY sealed_with"


@dataclass(frozen=True, slots=True)
class Census:
    """How many grants are sealed with which keys."""

    newest: int
    older: int
    """With keys that are ours, and that must not be dropped yet."""
    unknown: int
    """With keys that we do not have: nobody can act by these grants."""

    def tell(self) -> None:
        log = structlog.get_logger()
        if self.unknown:
            log.error("grants that no key opens", grants=self.unknown, mend=PUT_BACK)
        if self.newest and not self.older:
            log.info("no grant needs an older key", grants=self.newest)


PUT_BACK = (
    f"put the key that is missing back into {SETTING}, behind the others, until no grant needs it; "
    "or let the users connect again"
)


async def seal_some(connection: Connection, ring: KeyRing) -> int:
    """Seal grants anew that are sealed with older keys of ours. Return how many that were."""
    older = list(ring.fingerprints[1:])
    rows = await connection.fetch(OLDER, older, AT_ONCE) if older else []
    damaged = 0
    for row in rows:
        try:
            content = await ring.open(Sealed(row["sealed"], row["sealed_with"]))
        except (KeyMissing, ValueError):
            damaged += 1
            continue
        sealed = await ring.seal(content)
        await connection.execute(SEAL, row["user_id"], sealed.content, sealed.key)
    if damaged:
        structlog.get_logger().error("grants cannot be sealed anew", grants=damaged)
    return len(rows) - damaged


async def census(connection: Connection, ring: KeyRing) -> Census:
    counts = {row["sealed_with"]: row["grants"] for row in await connection.fetch(CENSUS)}
    newest, *older = [counts.pop(key, 0) for key in ring.fingerprints] or [0]
    return Census(newest, sum(older), sum(counts.values()))
