"""Put a record into the outbox, within the transaction that decided on it."""

from collections.abc import Iterable

from worker.ports.commands import StoredAnswer
from worker.store.packing import pack_headers
from worker.store.pool import Connection

APPEND = "INSERT INTO outbox (key, value, headers) VALUES ($1, $2, $3)"


async def append(connection: Connection, key: bytes, record: StoredAnswer) -> None:
    """Rows of one key keep their order only if appending is serialised, as by a calendar's row."""
    await append_all(connection, key, [record])


async def append_all(connection: Connection, key: bytes, records: Iterable[StoredAnswer]) -> None:
    rows = [(key, record.value, pack_headers(record.headers)) for record in records]
    await connection.executemany(APPEND, rows)
