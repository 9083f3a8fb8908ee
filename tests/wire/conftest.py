"""One worker that the tests of a module share, where each needs a few commands of it only."""

from collections.abc import AsyncIterator

import pytest

from tests.support.agent import Agent
from tests.support.chosen_broker import ChosenBroker
from tests.support.shared_stage import shared_stage
from worker.sandbox.child_process import running
from worker.sandbox.postgres import Postgres
from worker.sandbox.stage import Stage


@pytest.fixture(scope="module")
async def served(
    broker: ChosenBroker, postgres: Postgres, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Stage]:
    """A stage on which a worker runs; it may answer on the topics `replies.*`."""
    async with shared_stage(broker, postgres, tmp_path_factory.mktemp("served")) as stage:
        worker = stage.worker(VAI_KAFKA__REPLY_TOPICS="replies.*")
        async with running(worker):
            yield stage


@pytest.fixture
async def agent(served: Stage) -> AsyncIterator[Agent]:
    async with Agent.on(served, *served.topics.commands) as one:
        yield one
