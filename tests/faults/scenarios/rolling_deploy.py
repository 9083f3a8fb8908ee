"""Every replica is replaced by a new one under load: nothing runs twice, and results keep coming."""

import time

from tests.faults.acts.outage import longest_pause
from tests.faults.play import Play
from tests.faults.scenario import Scenario
from tests.faults.scenarios import sigterm_under_load
from tests.faults.scenarios.sigterm_under_load import stop
from tests.faults.verdict.judge import Figures
from tests.faults.verdict.recovery import ALLOWED_SECONDS


async def act(play: Play) -> None:
    """Start a new one, stop an old one, and so on, as a deployment with a surge of one does."""
    await play.fleet.start(play.options.replicas)
    old = play.fleet.running()
    async with play.under_load():
        began = time.time()
        for replica in old:
            await play.fleet.start(1)
            await stop(play, replica)
        ended = time.time()
    play.notes["replaced"] = sum(not replica.process.is_running for replica in old)
    await play.answered(1.0)
    play.notes["longest_gap_seconds"] = longest_pause(play.harvest.answered.values(), began, ended)


def targets(figures: Figures) -> dict[str, bool]:
    return {
        **sigterm_under_load.targets(figures),
        "replaced": figures.get("replaced") == figures["replicas"],
        "longest_gap_seconds": 0 < figures.get("longest_gap_seconds", 0) <= ALLOWED_SECONDS,
    }


ROLLING_DEPLOY = Scenario(
    name="rolling-deploy",
    what="every replica is replaced, one after the other, while commands come in",
    act=act,
    guard="drain",
    breaks=("reexecuted",),
    commands=600,
    promises=("reexecuted",),
    targets=targets,
)
