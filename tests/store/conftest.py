"""A store on an empty database for each test. It is migrated once a run."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import TypeAlias
from uuid import uuid4

import asyncpg
import pytest

from tests.fakes.clock import FakeClock
from tests.store.reading import Reading
from tests.store.readings import stored_reading
from worker.messages.texts import Texts
from worker.sandbox.postgres import Postgres
from worker.store.migrate import migrate
from worker.store.open import Store, open_store

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

EMPTY = """
DO $$ DECLARE tables text; BEGIN
    SELECT string_agg(quote_ident(tablename), ', ') INTO tables FROM pg_tables
    WHERE schemaname = 'public' AND tablename <> 'schema_migrations';
    EXECUTE 'TRUNCATE ' || tables || ' RESTART IDENTITY CASCADE';
END $$
"""


@pytest.fixture(scope="session")
def texts() -> Texts:
    return Texts.load()


@pytest.fixture(scope="session")
async def migrated(postgres: Postgres) -> str:
    """The name of a database to copy."""
    name = f"template_{uuid4().hex}"
    await migrate(await postgres.create_database(name))
    return name


@pytest.fixture
async def fresh_url(postgres: Postgres, migrated: str) -> AsyncIterator[str]:
    """The address of a migrated database that is this test's alone, to change its tables too."""
    name = f"test_{uuid4().hex}"
    yield await postgres.create_database(name, template=migrated)
    await postgres.drop_database(name)


@pytest.fixture(scope="session")
async def shared_url(postgres: Postgres, migrated: str) -> str:
    return await postgres.create_database(f"shared_{uuid4().hex}", template=migrated)


@pytest.fixture
async def store_url(shared_url: str) -> str:
    """The address of a migrated database whose tables are empty: much faster than one of its own."""
    connection = await asyncpg.connect(shared_url)
    await connection.execute(EMPTY)
    await connection.close()
    return shared_url


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(datetime(2026, 3, 2, 8, tzinfo=UTC))


@pytest.fixture
async def store(store_url: str, clock: FakeClock, texts: Texts) -> AsyncIterator[Store]:
    async with open_store(store_url, texts=texts, clock=clock, replica="one") as opened:
        yield opened


@pytest.fixture
async def other_store(store_url: str, clock: FakeClock, texts: Texts) -> AsyncIterator[Store]:
    """Another replica on the same database."""
    async with open_store(store_url, texts=texts, clock=clock, replica="two") as opened:
        yield opened


@pytest.fixture
async def database(store_url: str) -> AsyncIterator[Connection]:
    """A connection past the store, to look and to meddle."""
    connection = await asyncpg.connect(store_url)
    yield connection
    await connection.close()


@pytest.fixture
def reading(store: Store, database: Connection) -> Reading:
    return stored_reading(store, database)


@pytest.fixture
def other(other_store: Store, database: Connection) -> Reading:
    """The same calendar, at another replica."""
    return stored_reading(other_store, database)
