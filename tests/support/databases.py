"""PostgreSQL for tests: one server a run, one database a test."""

from collections.abc import AsyncIterator
from uuid import uuid4

import pytest

from worker.sandbox.postgres import Postgres
from worker.sandbox.postgres import postgres as running_postgres


@pytest.fixture(scope="session")
async def postgres() -> AsyncIterator[Postgres]:
    """The server of this run; it starts when the first test asks for it."""
    async with running_postgres() as server:
        yield server


@pytest.fixture
async def database_url(postgres: Postgres) -> AsyncIterator[str]:
    """The address of an empty database that is this test's alone."""
    name = f"test_{uuid4().hex}"
    yield await postgres.create_database(name)
    await postgres.drop_database(name)
