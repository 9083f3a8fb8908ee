"""`worker.ports.outbox.Outbox`, on PostgreSQL.

A key belongs to one replica from `pending` until `published`: so its rows go out in order, and
once. A replica that stops in between loses the key after a while, and the next one publishes
the same bytes again. Keys come round in turn, and are stepped over from one to the next: what
a call costs does not grow with the rows that wait.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from worker.ports.outbox import OutboxRow
from worker.store.leases import HEARTBEAT_VOID, Leases
from worker.store.packing import unpack_headers
from worker.store.pool import Connection, Database

PUBLISH_WITHIN = timedelta(seconds=30)

STEPS = 2
"""For each key that is wanted: some are another replica's."""

# From each key straight to the next in the index, however many rows lie between.
KEYS_AFTER = """
WITH RECURSIVE walk AS (
    (SELECT key FROM outbox WHERE key > $1 ORDER BY key LIMIT 1)
    UNION ALL
    SELECT following.key FROM walk, LATERAL (
        SELECT key FROM outbox WHERE outbox.key > walk.key ORDER BY outbox.key LIMIT 1
    ) following
)
SELECT walk.key, lease.key IS NULL OR NOT is_live(lease.owner, lease.lease_until, $2::interval) AS free
FROM (SELECT key FROM walk LIMIT $3) walk LEFT JOIN outbox_leases lease USING (key) ORDER BY walk.key
"""
# In the order of keys, or two of these deadlock.
TAKE_KEYS = """
INSERT INTO outbox_leases AS lease (key, owner, lease_until)
SELECT key, $2, clock_timestamp() + $3::interval FROM unnest($1::bytea[]) AS free (key) ORDER BY key
ON CONFLICT (key) DO UPDATE SET owner = excluded.owner, lease_until = excluded.lease_until
    WHERE NOT is_live(lease.owner, lease.lease_until, $4::interval)
RETURNING key
"""
# A statement of its own: it must see what was committed before the keys were taken. The first
# row of every key comes before the second of any, so that no key waits for another's crowd.
ROWS = """
SELECT id, key, value, headers FROM outbox WHERE id IN (
    SELECT id FROM unnest($1::bytea[]) AS taken (key), LATERAL (
        SELECT id, row_number() OVER (ORDER BY id) AS place FROM outbox
        WHERE outbox.key = taken.key ORDER BY id LIMIT $2
    ) waiting
    ORDER BY place, id LIMIT $2
) ORDER BY id
"""
FORGET = "DELETE FROM outbox WHERE id = ANY($1)"
GIVE_BACK = "DELETE FROM outbox_leases WHERE key = ANY($1) AND owner = $2"


@dataclass(slots=True)
class PostgresOutbox:
    database: Database
    leases: Leases
    _last: bytes = b""
    """The key at which the last call stopped."""

    async def pending(self, limit: int) -> Sequence[OutboxRow]:
        """Take at most `limit` rows. Call `published` before asking again for more of their keys."""
        async with self.database.transaction() as connection:
            keys = await self._take_keys(connection, await self._free_keys(connection, limit))
            rows = await connection.fetch(ROWS, keys, limit) if keys else []
            await self._give_back(connection, set(keys) - {row["key"] for row in rows})
        return [
            OutboxRow(row["id"], row["key"], row["value"], unpack_headers(row["headers"])) for row in rows
        ]

    async def published(self, rows: Sequence[OutboxRow]) -> None:
        async with self.database.transaction() as connection:
            await connection.execute(FORGET, [row.id for row in rows])
            await self._give_back(connection, {row.key for row in rows})

    async def _free_keys(self, connection: Connection, limit: int) -> set[bytes]:
        """Return keys that nobody has: those after the last call's, and then from the beginning."""
        began = self._last
        keys = await self._keys_after(connection, began, limit)
        if began and not self._last and len(keys) < limit:
            keys += await self._keys_after(connection, b"", limit - len(keys))
        return set(keys)

    async def _keys_after(self, connection: Connection, key: bytes, limit: int) -> list[bytes]:
        steps = STEPS * limit
        walked = await connection.fetch(KEYS_AFTER, key, HEARTBEAT_VOID, steps)
        free = [row["key"] for row in walked if row["free"]][:limit]
        if len(free) == limit:
            self._last = free[-1]
        else:
            self._last = walked[-1]["key"] if len(walked) == steps else b""
        return free

    async def _take_keys(self, connection: Connection, free: set[bytes]) -> list[bytes]:
        if not free:
            return []
        asked = (sorted(free), self.leases.replica, PUBLISH_WITHIN, HEARTBEAT_VOID)
        return [row["key"] for row in await connection.fetch(TAKE_KEYS, *asked)]

    async def _give_back(self, connection: Connection, keys: set[bytes]) -> None:
        if keys:
            await connection.execute(GIVE_BACK, sorted(keys), self.leases.replica)
