"""Every replica is replaced by a new one under load: nothing runs twice, and results keep coming."""

import time
from collections.abc import Iterable
from itertools import pairwise

from tests.faults.judge import Figures
from tests.faults.play import Play
from tests.faults.recovery import ALLOWED_SECONDS
from tests.faults.scenario import Scenario
from tests.faults.scenarios import sigterm_under_load
from tests.faults.scenarios.sigterm_under_load import stop


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
    play.notes["longest_gap_seconds"] = longest_gap(play.harvest.answered.values(), began, ended)


def longest_gap(answered: Iterable[float], began: float, ended: float) -> float:
    """Return the longest time without a result between two moments, in seconds."""
    moments = [began, *sorted(each for each in answered if began < each < ended), ended]
    return round(max((later - earlier for earlier, later in pairwise(moments)), default=0.0), 2)


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
