"""PostgreSQL crashes under load, and recovers from its log."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from tests.faults.play import Play
from tests.faults.scenario import Scenario
from tests.faults.scenarios import outage
from worker.sandbox.postgres import Postgres

DOWN_FOR = timedelta(seconds=6)


async def act(play: Play) -> None:
    await outage.outage(play, crashed(play.ground.database), DOWN_FOR)


@asynccontextmanager
async def crashed(database: Postgres) -> AsyncIterator[None]:
    await database.crash()
    try:
        yield
    finally:
        await database.start()


DATABASE_RESTART = Scenario(
    name="database-restart",
    what="PostgreSQL crashes under load, and is started again some seconds later",
    act=act,
    look=outage.look,
    guard="waiting-out",
    breaks=("lost",),
    commands=400,
    targets=outage.targets,
)
