"""Connections to PostgreSQL, few and bounded.

Every use has an end: for a free connection, for a lock, for a statement, and for the whole.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeAlias

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from worker.store.failure import connecting, store_errors

Connection: TypeAlias = "PoolConnectionProxy[asyncpg.Record]"
Pool: TypeAlias = "asyncpg.Pool[asyncpg.Record]"

CONNECT = timedelta(seconds=5)
LOCK = timedelta(seconds=2)
STATEMENT = timedelta(seconds=5)
PATIENCE = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Database:
    """A pool that speaks the worker's errors. Every use may raise `StoreUnavailable`."""

    pool: Pool = field(repr=False)
    patience: timedelta = PATIENCE
    """For waiting for a connection and working on it, together."""

    @asynccontextmanager
    async def connection(self, patience: timedelta | None = None) -> AsyncIterator[Connection]:
        """Yield a connection on which every statement is a transaction of its own."""
        limit = (patience or self.patience).total_seconds()
        with store_errors():
            async with asyncio.timeout(limit), self.pool.acquire(timeout=limit) as connection:
                yield connection

    @asynccontextmanager
    async def transaction(self, patience: timedelta | None = None) -> AsyncIterator[Connection]:
        """Yield a connection inside a transaction; any error that leaves it takes everything back.

        One that needs more than the usual `patience` says how much.
        """
        async with self.connection(patience) as connection, connection.transaction():
            yield connection


@asynccontextmanager
async def open_pool(
    url: str, *, name: str, size: int, patience: timedelta = PATIENCE
) -> AsyncIterator[Database]:
    """Yield a database with at least one open connection.

    Raise `Misconfigured` if the address makes no sense, `StoreUnavailable` if nobody answers there.
    """
    pool = pool_for(url, name=name, size=size)
    with connecting(url):
        await pool
    try:
        yield Database(pool, patience)
    finally:
        await close(pool)


def pool_for(url: str, *, name: str, size: int) -> Pool:
    return asyncpg.create_pool(
        url,
        min_size=1,
        max_size=size,
        timeout=CONNECT.total_seconds(),
        command_timeout=PATIENCE.total_seconds(),
        reset=nothing_to_reset,
        server_settings={
            "application_name": name[:63],
            "timezone": "UTC",
            "lock_timeout": milliseconds(LOCK),
            "statement_timeout": milliseconds(STATEMENT),
            "idle_in_transaction_session_timeout": milliseconds(2 * PATIENCE),
        },
    )


async def nothing_to_reset(_: "asyncpg.Connection[asyncpg.Record]") -> None:
    """Save a round trip: the store sets nothing for a session and locks within transactions only.

    asyncpg rolls back by itself what was left open.
    """


async def close(pool: Pool) -> None:
    """Wait for the connections in use, but not for ever."""
    try:
        async with asyncio.timeout(PATIENCE.total_seconds()):
            await pool.close()
    except (TimeoutError, OSError):
        pool.terminate()


def milliseconds(duration: timedelta) -> str:
    return str(duration // timedelta(milliseconds=1))
