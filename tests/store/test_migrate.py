import asyncio
from datetime import timedelta

import asyncpg
import pytest

from worker.errors import Misconfigured, StoreUnavailable
from worker.store.migrate import ADVISORY_LOCK, TABLE, apply, connected, migrate, migrations, pending

pytestmark = pytest.mark.real

NAMES = [migration.name for migration in migrations()]


async def test_an_empty_database_gets_everything_and_then_nothing(database_url: str) -> None:
    assert await pending(database_url) == NAMES

    assert await migrate(database_url) == NAMES

    assert await pending(database_url) == []
    assert await migrate(database_url) == []


async def test_eight_replicas_that_start_at_once_migrate_once(database_url: str) -> None:
    applied = await asyncio.gather(*(migrate(database_url) for _ in range(8)))

    assert sorted(applied, key=len) == [[]] * 7 + [NAMES]


async def test_a_file_that_changed_after_it_was_applied_is_refused(fresh_url: str) -> None:
    await change(fresh_url, "UPDATE schema_migrations SET sha256 = 'other' WHERE version = 1")

    with pytest.raises(Misconfigured, match="0001_commands"):
        await migrate(fresh_url)
    with pytest.raises(Misconfigured, match="0001_commands"):
        await pending(fresh_url)


async def test_an_older_replica_bears_with_a_newer_database(fresh_url: str) -> None:
    newer = "INSERT INTO schema_migrations (version, name, sha256) VALUES (9999, '9999_later.sql', 'x')"
    await change(fresh_url, newer)

    assert await migrate(fresh_url) == []


async def test_events_that_were_seen_before_have_the_ends_they_say(database_url: str) -> None:
    """Those with the character NUL are no JSON to PostgreSQL, and stay as they are."""
    events = {
        "timed": '"when": {"start": "2026-03-02T09:00:00Z", "end": "2026-03-02T10:00:00Z"}, "all_day": null',
        "all day": '"when": null, "all_day": ["2026-03-02", "2026-03-03"]',
        "nul": '"when": null, "all_day": ["2026-03-02", "2026-03-03"], "title": "\\u0000"',
        "tombstone": '"when": null, "all_day": null',
    }
    rest = '"status": "cancelled", "recurrence": [], "recurring_event_id": null'
    async with connected(database_url) as connection:
        await connection.execute(TABLE)
        for migration in migrations()[:4]:
            await apply(connection, migration)
        for name, times in events.items():
            await connection.execute(
                "INSERT INTO snapshots VALUES ('u', 'k', $1, $2)", name, f"{{{times}, {rest}}}"
            )
        await migrate(database_url)
        rows = await connection.fetch("SELECT event_id, ends_at::text, cancelled FROM snapshots ORDER BY 1")

    assert [tuple(row) for row in rows] == [
        ("all day", "2026-03-03 00:00:00+00", True),
        ("nul", None, False),
        ("timed", "2026-03-02 10:00:00+00", True),
        ("tombstone", None, True),
    ]


async def test_a_file_that_fails_leaves_nothing_behind(database_url: str) -> None:
    await change(database_url, "CREATE TABLE waiters (in_the_way integer)")

    with pytest.raises(asyncpg.DuplicateTableError):
        await migrate(database_url)

    assert await pending(database_url) == NAMES
    await change(database_url, "DROP TABLE waiters")
    assert await migrate(database_url) == NAMES


async def test_who_waits_for_its_turn_gives_up_in_the_end(database_url: str) -> None:
    connection = await asyncpg.connect(database_url)
    await connection.execute("SELECT pg_advisory_lock($1)", ADVISORY_LOCK)
    try:
        with pytest.raises(StoreUnavailable):
            await migrate(database_url, within=timedelta(milliseconds=300))
    finally:
        await connection.close()


async def change(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
