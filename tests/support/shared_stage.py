"""A stage that the tests of one module share: for what is sent once and looked at many times.

A fixture that uses it does everything inside one call and returns what it found. It yields
nothing while a worker runs: a TaskGroup must be left by the task that entered it.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

from tests.support.chosen_broker import ChosenBroker
from worker.messages.topics import Topics
from worker.sandbox.postgres import Postgres
from worker.sandbox.stage import Stage, stage_on


@asynccontextmanager
async def shared_stage(broker: ChosenBroker, postgres: Postgres, directory: Path) -> AsyncIterator[Stage]:
    """Set a stage with topics, group, database and people of its own."""
    name = f"t{uuid4().hex[:12]}"
    url = await postgres.create_database(name)
    servers = broker.bootstrap_servers
    async with stage_on(servers, url, directory, Topics(name), name, partitions=3) as stage:
        yield stage
    await postgres.drop_database(name)
