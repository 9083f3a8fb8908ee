"""The tables of synchronisations: what stays in them, what goes, and how rows are found."""

from datetime import datetime, timedelta

import pytest

from tests.store.asked import DAY, claimed
from tests.store.conftest import Connection
from tests.store.reading import Reading, as_written, bare, draft, version
from worker.store import staging
from worker.store.open import Store

pytestmark = pytest.mark.real


class TestPlans:
    @pytest.mark.parametrize(
        ("statement", "values"),
        [(staging.DIFFERENT, ()), (staging.UNNAMED, (DAY, DAY))],
        ids=["different", "unnamed"],
    )
    async def test_a_row_is_found_by_its_key_whatever_the_database_believes(
        self, database: Connection, statement: str, values: tuple[datetime, ...]
    ) -> None:
        """Or a large reading of a calendar takes the square of its time."""
        async with database.transaction():
            await database.execute(staging.BY_INDEX)
            rows = await database.fetch(f"EXPLAIN {statement}", "u", "c", "", 500, *values)

        plan = "\n".join(row[0] for row in rows)
        assert "Seq Scan" not in plan
        assert plan.count("Index Cond") == 2
        assert all("event_id" in line for line in plan.splitlines() if "Index Cond" in line)


class TestTables:
    async def test_the_next_reading_comes_after_the_interval_give_or_take_a_quarter(
        self, reading: Reading, database: Connection
    ) -> None:
        waits = set()
        for _ in range(12):
            await reading.read()
            waits.add(
                await database.fetchval(
                    "SELECT extract(epoch FROM next_sync_at - clock_timestamp())::integer "
                    "FROM followed_calendars"
                )
            )

        assert 224 <= min(waits) < max(waits) <= 375
        assert len(waits) > 4

    async def test_nothing_is_left_of_a_reading_but_its_fence(
        self, reading: Reading, database: Connection
    ) -> None:
        await reading.read(version(1))

        assert await database.fetchval("SELECT count(*) FROM staged_events") == 0
        assert await database.fetchval("SELECT owner IS NULL AND lease_until IS NULL FROM synchronisations")

    async def test_what_was_to_be_written_is_forgotten_when_it_was_seen(
        self, reading: Reading, database: Connection
    ) -> None:
        by_command = await reading.writing(draft("e-1"), draft("e-2"))
        await reading.finish(by_command, as_written(draft("e-1"), 1))
        await reading.read(as_written(draft("e-2"), 1))

        assert await database.fetchval("SELECT count(*) FROM intents") == 0

    async def test_what_was_never_seen_goes_with_the_memory_of_its_command(
        self, reading: Reading, store: Store, database: Connection
    ) -> None:
        await reading.writing(draft())
        begun = await reading.begin()
        await reading.synchronisations.stage(begun, [version(1)])
        await database.execute("UPDATE intents SET made_at = made_at - interval '31 days'")
        await database.execute("UPDATE staged_events SET read_after = read_after - interval '2 days'")

        assert await store.retention.forget(timedelta(days=30), timedelta(days=400)) == 2

        assert await database.fetchval("SELECT count(*) FROM intents") == 0
        assert await database.fetchval("SELECT count(*) FROM staged_events") == 0
        assert await database.fetchval("SELECT fence FROM synchronisations") == 1

    async def test_what_an_older_version_saw_was_seen_long_ago(
        self, reading: Reading, database: Connection
    ) -> None:
        begun = await reading.begin()
        await reading.finish(await claimed(reading.commands), version(1))
        await database.execute("UPDATE snapshots SET observed_at = NULL")
        await reading.synchronisations.stage(begun, [bare()])

        assert (await reading.end(begun)).changed == 1

    async def test_a_title_may_have_any_character(self, reading: Reading) -> None:
        await reading.read(version(1, title="Ședință \x00 😀"))

        assert (await reading.read(version(1, title="Ședință \x00 😀"), everything=True)).changed == 0

    async def test_what_was_read_reaches_back_almost_as_far_as_events_are_remembered(
        self, reading: Reading
    ) -> None:
        begun = await reading.begin()

        reach = await reading.commands.time() - begun.since
        assert timedelta(days=399) <= reach < timedelta(days=399, minutes=1)
