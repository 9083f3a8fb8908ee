"""One worker that the tests of the client share, and a client on it."""

from collections.abc import AsyncIterator

import pytest

from tests.client.stages import client_on
from tests.support.chosen_broker import ChosenBroker
from tests.support.shared_stage import shared_stage
from tests.wire.meetings import new_person
from worker.client.calendar_client import CalendarClient
from worker.sandbox.child_process import running
from worker.sandbox.postgres import Postgres
from worker.sandbox.stage import Stage

VARIABLES = {
    "VAI_KAFKA__REPLY_TOPICS": "replies.*",
    "VAI_WORKER__POLL_SECONDS": "0",
    "VAI_WORKER__PUBLISH_ALL_EVENTS": "true",
    "VAI_GOOGLE__RETRY_BUDGET_SECONDS": "2",
}
"""Calendars are read only on demand."""


@pytest.fixture(scope="package")
async def served(
    broker: ChosenBroker, postgres: Postgres, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Stage]:
    async with (
        shared_stage(broker, postgres, tmp_path_factory.mktemp("client")) as stage,
        running(stage.worker("hasty", ("-m", "tests.client.hasty_worker"), **VARIABLES)),
    ):
        yield stage


@pytest.fixture
async def calendar(served: Stage) -> AsyncIterator[CalendarClient]:
    async with client_on(served) as client:
        yield client


@pytest.fixture
async def ana(served: Stage) -> str:
    return await new_person(served)
