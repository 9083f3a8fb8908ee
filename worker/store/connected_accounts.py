"""Which accounts users have connected, and under which keys their grants lie: to look at, not to act by.

A token is opened to see that it can be, or to be shown to Google once; none is ever told.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography.fernet import InvalidToken
from pydantic import SecretStr

from worker.errors import Misconfigured
from worker.ports.clock import Clock
from worker.ports.grants import Grant
from worker.store.grants import PostgresGrants
from worker.store.key_ring import KeyRing, Keys, fingerprint, opener
from worker.store.leases import Leases
from worker.store.migrate import Connection, connected
from worker.store.pool import open_pool

EXISTS = "SELECT to_regclass('grants') IS NOT NULL"
ACCOUNTS = "SELECT user_id, address, scopes, granted_at, broken_at FROM grants ORDER BY user_id"
SEALED = "SELECT sealed, sealed_with FROM grants"


@dataclass(frozen=True, slots=True)
class ConnectedAccount:
    user_id: str
    address: str
    scopes: frozenset[str]
    """What the user allowed, as Google spells it."""
    since: datetime
    broken_since: datetime | None
    """When Google said that the grant is dead; None: it is not known to be."""


@dataclass(frozen=True, slots=True)
class Seals:
    """How many grants which keys open."""

    newest: int = 0
    older: int = 0
    """Only an older key opens them."""
    none: int = 0
    """The key is not here."""
    damaged: int = 0
    """The key is here, and does not open them."""


async def connected_accounts(url: str) -> list[ConnectedAccount]:
    """Return every account, by user. Raise `Misconfigured` or `StoreUnavailable`."""
    async with connected(url) as connection:
        await check_table(connection)
        rows = await connection.fetch(ACCOUNTS)
    return [
        ConnectedAccount(
            row["user_id"], row["address"], frozenset(row["scopes"]), row["granted_at"], row["broken_at"]
        )
        for row in rows
    ]


async def seals(url: str, keys: Sequence[SecretStr]) -> Seals:
    """Try each grant with its key; the newest comes first. Raise `Misconfigured` or `StoreUnavailable`."""
    async with connected(url) as connection:
        await check_table(connection)
        rows = await connection.fetch(SEALED)
    names = [fingerprint(key) for key in keys]
    found = [judged(row["sealed"], row["sealed_with"], names, keys) for row in rows]
    return Seals(*(found.count(name) for name in ("newest", "older", "none", "damaged")))


def judged(content: bytes, key: bytes, names: Sequence[bytes], keys: Sequence[SecretStr]) -> str:
    if key not in names:
        return "none"
    place = names.index(key)
    try:
        opener(keys[place]).decrypt(content)
    except InvalidToken:
        return "damaged"
    return "older" if place else "newest"


async def grant_of(url: str, user_id: str, keys: Keys, clock: Clock) -> Grant | None:
    """Return a user's grant, as the worker reads it; None too where there are no tables yet.

    Raise `KeyMissing`, `Refused`, `Misconfigured` or `StoreUnavailable`.
    """
    async with open_pool(url, name="vai-calendar doctor", size=1) as database:
        async with database.connection() as connection:
            if not await connection.fetchval(EXISTS):
                return None
        return await PostgresGrants(database, Leases(database, clock, "doctor"), KeyRing(keys), clock).of(
            user_id
        )


async def check_table(connection: Connection) -> None:
    if not await connection.fetchval(EXISTS):
        raise Misconfigured("the database has no table of grants yet: `vai-calendar migrate` makes it")
