"""`worker.ports.grants.Grants`, on PostgreSQL.

Refresh tokens are sealed (`worker.store.key_ring`) together with the names of their row. Everything
else stands in the clear: it is needed to tell accounts apart, also where no key opens the secret.
"""

from dataclasses import dataclass
from uuid import uuid4

import asyncpg
import orjson
import structlog
from pydantic import SecretStr

from worker.codes import Code
from worker.errors import KeyMissing, Refused
from worker.messages.changes.account import AccountReauthorizationRequired, encode_account_record
from worker.messages.changes.key import change_key
from worker.ports.clock import Clock
from worker.ports.commands import Claim, StoredAnswer
from worker.ports.grants import Grant, Granted
from worker.store import forgetting, forgotten_commands
from worker.store.departures import FORGET_WITHIN
from worker.store.fence import advance
from worker.store.key_ring import KeyRing, Sealed
from worker.store.leases import Leases
from worker.store.outbox_rows import append
from worker.store.pool import Connection, Database
from worker.store.resealing import AT_ONCE, PUT_BACK, Census, census, seal_some

OF = "SELECT * FROM grants WHERE user_id = $1"
IS_KEPT = "SELECT true FROM commands WHERE user_id = $1 AND command_id = $2 AND progress = $3"
BEFORE = "SELECT subject FROM grants WHERE user_id = $1 FOR UPDATE"
KEEP = """
INSERT INTO grants (user_id, grant_id, address, subject, scopes, sealed, sealed_with)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (user_id) DO UPDATE SET
    grant_id = excluded.grant_id, address = excluded.address, subject = excluded.subject,
    scopes = excluded.scopes, sealed = excluded.sealed, sealed_with = excluded.sealed_with,
    granted_at = clock_timestamp(), broken_at = NULL
"""
# They were put off for long while the grant before was broken.
READ_SOON = "UPDATE followed_calendars SET next_sync_at = clock_timestamp() WHERE user_id = $1"
BREAK = """
UPDATE grants SET broken_at = clock_timestamp() WHERE grant_id = $1 AND broken_at IS NULL RETURNING true
"""
SHARED = """
SELECT EXISTS (SELECT FROM grants WHERE subject = $1 AND user_id <> $2 AND broken_at IS NULL)
"""


@dataclass(frozen=True, slots=True)
class PostgresGrants:
    database: Database
    leases: Leases
    ring: KeyRing
    clock: Clock

    async def of(self, user_id: str) -> Grant | None:
        async with self.database.connection() as connection:
            row = await connection.fetchrow(OF, user_id)
        return None if row is None else await self._grant(row)

    async def keep(self, claim: Claim, granted: Granted, progress: bytes, record: StoredAnswer) -> None:
        grant_id = uuid4().hex
        sealed = await self.ring.seal(packed(grant_id, claim.user_id, granted.refresh_token))
        async with self.database.transaction(FORGET_WITHIN) as connection:
            await forgotten_commands.lock(connection, claim, self.leases)
            if await connection.fetchval(IS_KEPT, claim.user_id, claim.command_id, progress):
                return  # and only the news of it was lost
            await self._part_with(connection, claim.user_id, granted)
            names = (claim.user_id, grant_id, granted.address, granted.subject, sorted(granted.scopes))
            await connection.execute(KEEP, *names, sealed.content, sealed.key)
            await connection.execute(READ_SOON, claim.user_id)
            await append(connection, change_key(claim.user_id), record)
            await advance(connection, claim, progress)

    async def is_shared(self, grant: Grant) -> bool:
        async with self.database.connection() as connection:
            return bool(await connection.fetchval(SHARED, grant.granted.subject, grant.user_id))

    async def mark_broken(self, grant: Grant) -> None:
        now = self.clock.now()
        record = encode_account_record(
            AccountReauthorizationRequired(
                user_id=grant.user_id, email=grant.granted.address, conversation_id=None, as_of=now
            )
        )
        async with self.database.transaction() as connection:
            if await connection.fetchval(BREAK, grant.id):
                await append(connection, change_key(grant.user_id), record)

    async def seal_anew(self) -> bool:
        """Read the keys again, and seal some grants with the newest. Return whether there may be more."""
        changed = await self.ring.refresh()
        async with self.database.transaction() as connection:
            sealed = await seal_some(connection, self.ring)
        if sealed < AT_ONCE and (changed or sealed):
            (await self.census()).tell()
        return sealed == AT_ONCE

    async def census(self) -> Census:
        """Count the grants by the keys that they are sealed with."""
        async with self.database.connection() as connection:
            return await census(connection, self.ring)

    async def _part_with(self, connection: Connection, user_id: str, granted: Granted) -> None:
        """Forget what is known of the calendars of another Google account.

        Without a grant that would be one which was delegated: its address is the user's id.
        """
        before = await connection.fetchval(BEFORE, user_id)
        is_another = before != granted.subject if before else user_id.lower() != granted.address
        if is_another:
            await forgetting.forget_account(connection, user_id)

    async def _grant(self, row: asyncpg.Record) -> Grant:
        granted = Granted(
            row["address"], row["subject"], frozenset(row["scopes"]), await self._refresh_token(row)
        )
        return Grant(row["grant_id"], row["user_id"], granted, is_broken=row["broken_at"] is not None)

    async def _refresh_token(self, row: asyncpg.Record) -> SecretStr:
        try:
            content = await self.ring.open(Sealed(row["sealed"], row["sealed_with"]))
            return unpacked(content, row["grant_id"], row["user_id"])
        except KeyMissing:
            structlog.get_logger().error("a grant cannot be read", mend=PUT_BACK)
            raise
        except ValueError:
            structlog.get_logger().error("a grant is not what was stored for its user", mend=CONNECT_AGAIN)
            raise Refused(
                Code.REAUTHORIZATION_REQUIRED, "the stored grant is not what was stored for this user"
            ) from None


CONNECT_AGAIN = "its row was changed from outside: let the user connect again"


def packed(grant_id: str, user_id: str, refresh_token: SecretStr) -> bytes:
    return orjson.dumps([grant_id, user_id, refresh_token.get_secret_value()])


def unpacked(content: bytes, grant_id: str, user_id: str) -> SecretStr:
    """Return the refresh token. Raise `ValueError` where it was sealed for another row."""
    *names, refresh_token = orjson.loads(content)
    if names != [grant_id, user_id]:
        raise ValueError("sealed for another row")
    return SecretStr(refresh_token)
