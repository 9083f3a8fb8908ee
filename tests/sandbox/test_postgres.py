import asyncio
import threading
from pathlib import Path

import asyncpg
import pytest

from worker.sandbox.postgres import Postgres, to_the_end
from worker.sandbox.postgres import postgres as running_postgres

pytestmark = pytest.mark.real


async def ask(url: str, *statements: str) -> object:
    """Run the statements on one connection, and return the first value of the last."""
    connection = await asyncpg.connect(url, timeout=10)
    try:
        answers = [await connection.fetchval(statement) for statement in statements]
        return answers[-1]
    finally:
        await connection.close()


async def test_a_test_has_a_database_of_its_own(database_url: str) -> None:
    assert await ask(database_url, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == 0


async def test_the_server_keeps_time_in_utc(database_url: str) -> None:
    assert await ask(database_url, "SHOW timezone") == "UTC"


async def test_a_copy_holds_what_its_template_held(postgres: Postgres) -> None:
    template = await postgres.create_database("template_of_copies")
    await ask(template, "CREATE TABLE meeting (title text)", "INSERT INTO meeting VALUES ('stand-up')")

    copy = await postgres.create_database("copy", template="template_of_copies")

    assert await ask(copy, "SELECT title FROM meeting") == "stand-up"


async def test_a_database_goes_even_while_somebody_is_connected(postgres: Postgres) -> None:
    url = await postgres.create_database("busy")
    connection = await asyncpg.connect(url, timeout=10)

    await postgres.drop_database("busy")

    with pytest.raises(asyncpg.InvalidCatalogNameError):
        await asyncpg.connect(url, timeout=10)
    connection.terminate()


async def test_what_was_committed_outlives_a_crash_and_a_stop(tmp_path: Path) -> None:
    data = tmp_path / "data"
    async with running_postgres(data) as server:
        url = await server.create_database("ledger")
        await ask(url, "CREATE TABLE entry (amount int)", "INSERT INTO entry VALUES (7)")
        await server.crash()
        await server.start()
        assert await ask(url, "SELECT amount FROM entry") == 7

    async with running_postgres(data) as server:
        assert await ask(server.url_of("ledger"), "SELECT amount FROM entry") == 7
        process = server.process
    assert not process.is_running


async def test_a_start_that_is_cancelled_waits_for_what_its_thread_has_begun() -> None:
    begun, may_end = threading.Event(), threading.Event()

    def work() -> None:
        begun.set()
        may_end.wait(timeout=10)

    async with asyncio.TaskGroup() as tasks:
        start = tasks.create_task(to_the_end(work))
        await asyncio.to_thread(begun.wait, 10)
        start.cancel()
        _, still_waiting = await asyncio.wait([start], timeout=0.05)
        may_end.set()
    assert still_waiting == {start}
    assert start.cancelled()
