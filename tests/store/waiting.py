"""Seeing that somebody waits for a lock, instead of waiting a while."""

import asyncio

from worker.store.open import Store


async def somebody_waits(store: Store) -> None:
    """Return as soon as somebody waits for a person."""
    async with asyncio.timeout(10), store.reservations.database.connection() as connection:
        while not await connection.fetchval(
            "SELECT true FROM pg_locks WHERE locktype = 'advisory' AND NOT granted "
            "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        ):
            continue
