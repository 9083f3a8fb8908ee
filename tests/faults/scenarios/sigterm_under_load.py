"""Replicas are stopped in order, one after the other under load, and started anew: nothing runs twice."""

import time
from datetime import timedelta

from tests.faults.play import Play
from tests.faults.scenario import Scenario
from tests.faults.scenarios.sigkill_storm import in_waves
from tests.faults.verdict.judge import Figures
from tests.faults.world.fleet import Replica
from tests.faults.world.load import meetings
from tests.support.patience import until
from worker.app.run import LEAVE_AFTER_DRAIN
from worker.settings.model import Worker

BUDGET = Worker().drain + LEAVE_AFTER_DRAIN
"""After which a worker leaves, whatever still hangs."""
KILLED_AFTER = BUDGET + timedelta(seconds=10)


async def act(play: Play) -> None:
    """Let commands come in waves, and stop a replica in the middle of each but the last."""
    await play.fleet.start(play.options.replicas)
    *waves, last = in_waves(meetings(play.options.commands, play.dice), play.options.kills + 1)
    for number, wave in enumerate(waves):
        await play.load.send(wave)
        replica = play.fleet.replicas[number % play.options.replicas]
        await stop(play, replica)
        await replica.process.start()
    await play.load.send(last)


async def stop(play: Play, replica: Replica) -> None:
    """Stop a replica that is at work, and note how long that took and what it said at its end."""
    busy, began = await at_work(replica), time.monotonic()
    replica.process.stop_within = KILLED_AFTER
    await replica.process.stop()
    seconds = round(time.monotonic() - began, 1)
    noted = {
        "slots_busy_at_stops": busy,
        "stop_seconds": seconds,
        "exit_codes": await replica.process.ended(),
    }
    for name, value in noted.items():
        play.notes.setdefault(name, []).append(value)


async def at_work(replica: Replica) -> int:
    """Wait until some of its slots are busy, and return how many."""
    return await until(replica.slots_busy)


def targets(figures: Figures) -> dict[str, bool]:
    stops = figures.get("stop_seconds", [])
    return {
        "under_load": min(figures.get("slots_busy_at_stops", []), default=0) > 0,
        "exit_codes": not any(figures.get("exit_codes", [])),
        "stop_seconds": bool(stops) and max(stops) <= BUDGET.total_seconds(),
    }


SIGTERM_UNDER_LOAD = Scenario(
    name="sigterm-under-load",
    what="replicas are stopped with SIGTERM in the middle of their work, and started anew",
    act=act,
    guard="commit-rule",
    breaks=("lost",),
    commands=500,
    kills=3,
    promises=("reexecuted",),
    targets=targets,
)
