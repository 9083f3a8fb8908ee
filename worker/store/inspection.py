"""What a database says of itself: its version, its clock, and which tables it has. Changes nothing."""

from dataclasses import dataclass
from datetime import datetime

from worker.store.migrate import TABLE_EXISTS, connected, known, migrations, missing

STATE = """
SELECT current_setting('server_version') AS version,
    current_setting('server_version_num')::integer / 10000 AS major_version,
    clock_timestamp() AS now,
    current_setting('transaction_read_only')::boolean AS is_read_only
"""


@dataclass(frozen=True, slots=True)
class DatabaseState:
    version: str
    major_version: int
    now: datetime
    is_read_only: bool
    """As a standby is, and a server after some failovers."""


@dataclass(frozen=True, slots=True)
class TablesState:
    is_empty: bool
    """Whether nothing was ever migrated here."""
    lacking: tuple[str, ...]
    """What `migrate` would apply."""
    newer: tuple[int, ...]
    """Migrations that only a newer version of this program knows."""


async def database_state(url: str) -> DatabaseState:
    """Raise `Misconfigured` if the address makes no sense, and `StoreUnavailable`."""
    async with connected(url) as connection:
        row = await connection.fetchrow(STATE)
    return DatabaseState(**dict(row or {}))


async def tables_state(url: str) -> TablesState:
    """Raise `Misconfigured` if a migration was changed after it was applied, and `StoreUnavailable`."""
    async with connected(url) as connection:
        exists = await connection.fetchval(TABLE_EXISTS)
        applied = await known(connection) if exists else {}
    ours = {migration.version for migration in migrations()}
    return TablesState(
        is_empty=not applied,
        lacking=tuple(migration.name for migration in missing(applied)),
        newer=tuple(sorted(applied.keys() - ours)),
    )
