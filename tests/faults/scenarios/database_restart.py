"""PostgreSQL crashes under load, and recovers from its log."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from tests.faults.acts import outage
from tests.faults.play import Play
from tests.faults.scenario import Scenario
from tests.faults.verdict.judge import Figures
from worker.sandbox.postgres import Postgres

DOWN_FOR = timedelta(seconds=6)
STILL_SHARE = 0.5
"""Of that time at least nobody is answered: what the store had when it went may still be sent."""


async def act(play: Play) -> None:
    await outage.outage(play, crashed(play.ground.database), DOWN_FOR)


@asynccontextmanager
async def crashed(database: Postgres) -> AsyncIterator[None]:
    try:
        await database.crash()
        yield
    finally:
        await database.crash()  # whatever broke off before it had ended
        await database.start()


def targets(figures: Figures) -> dict[str, bool]:
    return {
        **outage.targets(figures, DOWN_FOR),
        "stood_still": figures.get("longest_pause_seconds", 0) > STILL_SHARE * DOWN_FOR.total_seconds(),
    }


DATABASE_RESTART = Scenario(
    name="database-restart",
    what="PostgreSQL crashes under load, and is started again some seconds later",
    act=act,
    look=outage.look,
    guard="waiting-out",
    breaks=("lost",),
    commands=400,
    targets=targets,
)
