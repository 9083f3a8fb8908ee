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
    await play.begin()
    old = play.fleet.running()
    await play.answered(0.1)
    began = time.time()
    for number, replica in enumerate(old, start=1):
        await play.fleet.start(1)
        await play.answered(0.1 + 0.15 * number)
        await stop(play, replica)
    play.notes["replaced"] = sum(not replica.process.is_running for replica in old)
    play.notes["left_to_do"] = play.options.commands - play.answered_so_far
    await play.answered(1.0)
    play.notes["longest_gap_seconds"] = longest_gap(play.harvest.answered.values(), began)


def longest_gap(answered: Iterable[float], began: float) -> float:
    """Return the longest time without a result, in seconds."""
    moments = [began, *sorted(each for each in answered if each > began)]
    return round(max((later - earlier for earlier, later in pairwise(moments)), default=0.0), 2)


def targets(figures: Figures) -> dict[str, bool]:
    return {
        **sigterm_under_load.targets(figures),
        "replaced": figures.get("replaced") == figures["replicas"],
        "until_the_end": figures.get("left_to_do", 0) > 0,
        "longest_gap_seconds": 0 < figures.get("longest_gap_seconds", 0) <= ALLOWED_SECONDS,
    }


ROLLING_DEPLOY = Scenario(
    name="rolling-deploy",
    what="every replica is replaced, one after the other, while commands come in",
    act=act,
    guard="drain",
    commands=600,
    promises=("reexecuted",),
    targets=targets,
)
