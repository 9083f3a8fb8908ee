"""One worker that the tests of a module share, where each needs a few commands of it only."""

from collections.abc import AsyncIterator

import pytest

from tests.support.agent import Agent
from tests.support.chosen_broker import ChosenBroker
from tests.support.shared_stage import shared_stage
from worker.sandbox.child_process import running
from worker.sandbox.postgres import Postgres
from worker.sandbox.stage import Stage

MEETING_TYPES = """
[meeting_types.team_check_in]
duration_minutes = 25

[meeting_types.product_demo]
label = { ro = "Prezentare", en = "Showing" }
duration_minutes = 40
gap_before_minutes = 10
gap_after_minutes = 20
title = { ro = "Demonstrație: {title}", en = "Demo: {title}" }
description = "<b>{title}</b>"
working_hours = { days = ["monday", "tuesday"], start = "10:00", end = "16:00" }
reminders = [{ method = "popup", minutes = 15 }]

[[meeting_types.product_demo.follow_ups]]
title = { ro = "Ofertă", en = "Offer" }
after = "1 day"
priority = "low"
type = "offer"
"""
"""What the installation of that worker makes of meeting types."""


@pytest.fixture(scope="module")
async def served(
    broker: ChosenBroker, postgres: Postgres, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Stage]:
    """A stage on which a worker runs; it may answer on the topics `replies.*`."""
    async with shared_stage(broker, postgres, tmp_path_factory.mktemp("served")) as stage:
        types = tmp_path_factory.mktemp("settings") / "meeting-types.toml"
        types.write_text(MEETING_TYPES)
        worker = stage.worker(VAI_KAFKA__REPLY_TOPICS="replies.*", VAI_WORKER__MEETING_TYPES=str(types))
        async with running(worker):
            yield stage


@pytest.fixture
async def agent(served: Stage) -> AsyncIterator[Agent]:
    async with Agent.on(served, *served.topics.commands) as one:
        yield one
