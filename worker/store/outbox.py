"""`worker.ports.outbox.Outbox`, on PostgreSQL.

A key belongs to one replica from `pending` until `published`: so its rows go out in order, and
once. A replica that stops in between loses the key after a while, and the next one publishes
the same bytes again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from worker.ports.outbox import OutboxRow
from worker.store.leases import HEARTBEAT_VOID, Leases
from worker.store.packing import unpack_headers
from worker.store.pool import Connection, Database

PUBLISH_WITHIN = timedelta(seconds=30)

# Keys that nobody has, those that wait longest first. Sorted, or two of these deadlock.
TAKE_KEYS = """
WITH waiting AS (
    SELECT key FROM outbox LEFT JOIN outbox_leases lease USING (key)
    WHERE NOT is_live(lease.owner, lease.lease_until, $2::interval)
    GROUP BY key ORDER BY min(id) LIMIT $1
)
INSERT INTO outbox_leases AS lease (key, owner, lease_until)
SELECT key, $3, clock_timestamp() + $4::interval FROM waiting ORDER BY key
ON CONFLICT (key) DO UPDATE SET owner = excluded.owner, lease_until = excluded.lease_until
    WHERE NOT is_live(lease.owner, lease.lease_until, $2::interval)
RETURNING key
"""
# A statement of its own: it must see what was committed before the keys were taken.
ROWS = "SELECT id, key, value, headers FROM outbox WHERE key = ANY($1) ORDER BY id LIMIT $2"
FORGET = "DELETE FROM outbox WHERE id = ANY($1)"
GIVE_BACK = "DELETE FROM outbox_leases WHERE key = ANY($1) AND owner = $2"


@dataclass(frozen=True, slots=True)
class PostgresOutbox:
    database: Database
    leases: Leases

    async def pending(self, limit: int) -> Sequence[OutboxRow]:
        """Take at most `limit` rows. Call `published` before asking again for more of their keys."""
        async with self.database.transaction() as connection:
            keys = await self._take_keys(connection, limit)
            rows = await connection.fetch(ROWS, keys, limit)
            await self._give_back(connection, set(keys) - {row["key"] for row in rows})
        return [
            OutboxRow(row["id"], row["key"], row["value"], unpack_headers(row["headers"])) for row in rows
        ]

    async def published(self, rows: Sequence[OutboxRow]) -> None:
        async with self.database.transaction() as connection:
            await connection.execute(FORGET, [row.id for row in rows])
            await self._give_back(connection, {row.key for row in rows})

    async def _take_keys(self, connection: Connection, limit: int) -> list[bytes]:
        asked = (limit, HEARTBEAT_VOID, self.leases.replica, PUBLISH_WITHIN)
        return [row["key"] for row in await connection.fetch(TAKE_KEYS, *asked)]

    async def _give_back(self, connection: Connection, keys: set[bytes]) -> None:
        if keys:
            await connection.execute(GIVE_BACK, sorted(keys), self.leases.replica)
