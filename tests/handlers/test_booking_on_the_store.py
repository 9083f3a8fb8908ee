"""The same play as in memory, on PostgreSQL with two replicas, each with connections of its own.

Here the leases, the fences and the guard are the database's, on a clock that the test moves.
"""

import asyncio
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, settings

from tests.handlers.bookings.machine import play
from tests.handlers.bookings.stored import prepare, stored
from worker.sandbox.postgres import Postgres

pytestmark = pytest.mark.real

GAMES = settings(
    max_examples=14,
    stateful_step_count=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)


@pytest.fixture
async def bookings_url(postgres: Postgres) -> str:
    url = await postgres.create_database(f"bookings_{uuid4().hex}")
    await prepare(url)
    return url


def test_whatever_meets_whatever_on_the_store(bookings_url: str) -> None:
    with asyncio.Runner() as runner:
        opening = stored(bookings_url)
        place = runner.run(opening.__aenter__())
        try:
            play(runner.get_loop(), place.clean, GAMES)
        finally:
            runner.run(opening.__aexit__(None, None, None))
