"""One database and one local Google for all crashes; the people are each test's own."""

import json
from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from tests.consumer.generated import Consumer
from tests.crashes.replicas import TEXTS, Place, the_key
from tests.store.conftest import Connection
from worker.google.google import Acting, Google, open_google
from worker.ports.clock import SystemClock
from worker.sandbox.local_google.identity.oauth_clients import OAuthClient
from worker.sandbox.local_google.identity.service_account_key import new_service_account
from worker.sandbox.local_google.json_types import Json
from worker.sandbox.local_google.oauth_client import as_known, endpoints_at, new_oauth_client, registered
from worker.sandbox.local_google.server import LocalGoogle
from worker.sandbox.postgres import Postgres
from worker.store.migrate import migrate
from worker.store.open import Store, open_store

NUMBERS = count(1)
# Quicker than TRUNCATE where there is little to delete.
EMPTY = """
DO $$ DECLARE one text; BEGIN
    SET LOCAL session_replication_role = replica;
    FOR one IN SELECT quote_ident(tablename) FROM pg_tables
        WHERE schemaname = 'public' AND tablename <> 'schema_migrations'
    LOOP EXECUTE 'DELETE FROM ' || one; END LOOP;
END $$
"""


@pytest.fixture(scope="session")
async def crashes_url(postgres: Postgres) -> str:
    url = await postgres.create_database(f"crashes_{uuid4().hex}")
    await migrate(url)
    return url


@pytest.fixture(scope="session")
async def crashes_database(crashes_url: str) -> AsyncIterator[Connection]:
    connection = await asyncpg.connect(crashes_url)
    yield connection
    await connection.close()


@pytest.fixture(scope="session")
async def healthy(crashes_url: str) -> AsyncIterator[Store]:
    async with open_store(crashes_url, texts=TEXTS, clock=SystemClock(), pool_size=3, keys=the_key) as store:
        yield store


@pytest.fixture(scope="session")
async def crashes_key() -> Json:
    return await new_service_account()


@pytest.fixture(scope="session")
async def crashes_google(crashes_key: Json) -> AsyncIterator[LocalGoogle]:
    async with LocalGoogle.start() as running:
        await running.control.register(crashes_key)
        yield running


@pytest.fixture(scope="session")
async def crashes_client(crashes_google: LocalGoogle) -> OAuthClient:
    return await registered(crashes_google, new_oauth_client())


@pytest.fixture(scope="session")
async def way_to_google(
    crashes_google: LocalGoogle, crashes_key: Json, crashes_client: OAuthClient, healthy: Store
) -> AsyncIterator[Google]:
    async with open_google(
        api_root=crashes_google.url,
        endpoints=endpoints_at(crashes_google),
        acting=Acting(crashes_key, ["*"], as_known(crashes_client), healthy.grants),
        clock=SystemClock(),
    ) as google:
        yield google


@pytest.fixture(scope="session")
def key_file(crashes_key: Json, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("key") / "service-account.json"
    path.write_text(json.dumps(crashes_key))
    return path


@pytest.fixture
async def place(
    crashes_url: str,
    crashes_database: Connection,
    healthy: Store,
    crashes_google: LocalGoogle,
    way_to_google: Google,
    key_file: Path,
    consumer: Consumer,
) -> AsyncIterator[Place]:
    """Let one test play, and a consumer that knows only `schemas/` read whatever was published."""
    await crashes_database.execute(EMPTY)
    number, control = next(NUMBERS), crashes_google.control
    ana, bob = (f"{name}-{number}@vai.example" for name in ("ana", "bob"))
    for email in (ana, bob):
        await control.add_account(email, time_zone="Europe/Bucharest")
    await control.clear_log()
    await control.clear_faults()
    await control.behave(page_size_cap=None)
    place = Place(crashes_url, crashes_database, healthy, way_to_google, control, key_file, ana, bob)
    yield place
    for record in place.broker.sent:
        is_dead = record.topic.endswith(".dead-letters")
        read = consumer.bury(record.headers) if is_dead else consumer.read(record.value, record.headers)
        assert read.ignored == ()
