"""Bring the tables of a database to what this version of the worker needs.

Files are numbered, run once each, in one transaction each, and never change afterwards: a
database remembers their hashes. It may know files that we do not, because during a rollout
the newer replica migrates first and the older one goes on working.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from importlib.resources import files
from typing import TypeAlias

import asyncpg

from worker.errors import Misconfigured, StoreUnavailable
from worker.store.failure import connecting, store_errors
from worker.store.pool import CONNECT

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

ADVISORY_LOCK = 0x76616921
TURN_WITHIN = timedelta(minutes=2)
LOOK_AGAIN = 0.1

TABLE = """
CREATE TABLE IF NOT EXISTS schema_migrations (
    version integer PRIMARY KEY,
    name text NOT NULL,
    sha256 text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT clock_timestamp()
)
"""
KNOWN = "SELECT version, sha256 FROM schema_migrations"
REMEMBER = "INSERT INTO schema_migrations (version, name, sha256) VALUES ($1, $2, $3)"
TABLE_EXISTS = "SELECT to_regclass('schema_migrations') IS NOT NULL"


@dataclass(frozen=True, slots=True)
class Migration:
    version: int
    name: str
    sql: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.sql.encode()).hexdigest()


async def migrate(url: str, *, within: timedelta = TURN_WITHIN) -> list[str]:
    """Apply what is missing and return its names. Safe to run on many replicas at once.

    Raise `Misconfigured` if a file that was applied has changed since, or the address makes no
    sense, and `StoreUnavailable` if there is no connection or another replica is still migrating.
    """
    async with connected(url) as connection:
        await take_turn(connection, within)
        await connection.execute(TABLE)
        todo = missing(await known(connection))
        for migration in todo:
            await apply(connection, migration)
        return [migration.name for migration in todo]


async def pending(url: str) -> list[str]:
    """Return the names of what `migrate` would apply. Changes nothing."""
    async with connected(url) as connection:
        exists = await connection.fetchval(TABLE_EXISTS)
        return [migration.name for migration in missing(await known(connection) if exists else {})]


def migrations() -> list[Migration]:
    """Return all files in order."""
    folder = files("worker.store").joinpath("migrations")
    texts = {file.name: file.read_text("utf-8") for file in folder.iterdir() if file.name.endswith(".sql")}
    return [Migration(int(name.split("_", 1)[0]), name, texts[name]) for name in sorted(texts)]


def missing(applied: dict[int, str]) -> list[Migration]:
    """Return the files that a database does not have yet; `applied` maps versions to hashes."""
    for migration in migrations():
        if applied.get(migration.version, migration.sha256) != migration.sha256:
            raise Misconfigured(
                f"migration {migration.name} is not what was applied to this database: "
                "restore the file, and put what is new into a file of its own"
            )
    return [migration for migration in migrations() if migration.version not in applied]


async def known(connection: Connection) -> dict[int, str]:
    return {row["version"]: row["sha256"] for row in await connection.fetch(KNOWN)}


async def apply(connection: Connection, migration: Migration) -> None:
    async with connection.transaction():
        await connection.execute(migration.sql)
        await connection.execute(REMEMBER, migration.version, migration.name, migration.sha256)


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[Connection]:
    """Yield a connection without a limit on statements: building an index takes its time."""
    with connecting(url):
        connection = await asyncpg.connect(url, timeout=CONNECT.total_seconds())
    try:
        with store_errors():
            yield connection
    finally:
        await disconnect(connection)


async def disconnect(connection: Connection) -> None:
    """End the connection, and with it its advisory lock."""
    try:
        await connection.close(timeout=CONNECT.total_seconds())
    except (TimeoutError, OSError, asyncpg.PostgresError):
        connection.terminate()


async def take_turn(connection: Connection, within: timedelta) -> None:
    """Take the lock of migrations, until the connection ends.

    It is asked for again and again instead of waited for: a session that waits in
    `pg_advisory_lock` deadlocks with `CREATE INDEX CONCURRENTLY`.
    """
    try:
        async with asyncio.timeout(within.total_seconds()):
            while True:
                if await connection.fetchval("SELECT pg_try_advisory_lock($1)", ADVISORY_LOCK):
                    return
                await asyncio.sleep(LOOK_AGAIN)
    except TimeoutError as error:
        raise StoreUnavailable("another replica is still migrating the database") from error
