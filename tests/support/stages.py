"""A stage for a test: the run's broker and database server, and names and a Google of its own."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest

from tests.support.chosen_broker import ChosenBroker
from worker.messages.topics import Topics
from worker.sandbox.stage import Stage, stage_on


@pytest.fixture
async def stage(broker: ChosenBroker, database_url: str, tmp_path: Path) -> AsyncIterator[Stage]:
    """A stage that no other test shares: topics, group, database and people are this test's alone."""
    name = f"t{uuid4().hex[:12]}"
    servers = broker.bootstrap_servers
    async with stage_on(servers, database_url, tmp_path, Topics(name), name, partitions=3) as one:
        yield one
