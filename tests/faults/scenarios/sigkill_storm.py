"""Replicas are killed one after the other, each in the middle of its work, and started anew."""

from tests.faults.fleet import Replica
from tests.faults.judge import Figures
from tests.faults.play import Play
from tests.faults.recovery import ALLOWED_SECONDS
from tests.faults.scenario import Scenario

BUSY_SHARE = 0.8
READY_TO_DIE_WITHIN = 60


async def act(play: Play) -> None:
    """Kill at even distances of progress, so that there is work left at every kill."""
    await play.begin()
    kills = play.options.kills
    for number in range(kills):
        await play.answered((number + 1) / (kills + 2))
        victim = await play.fleet.busy_one(BUSY_SHARE, number, READY_TO_DIE_WITHIN)
        await play.fleet.kill(victim)
        await restarted(victim)


async def restarted(victim: Replica) -> None:
    """Start it again. It is ready once it has joined the group, which has then gathered anew."""
    await victim.process.start()


def targets(figures: Figures) -> dict[str, bool]:
    slots = figures["slots"]
    p99 = figures["recovery_p99_seconds"]
    return {
        "busy_at_kills": all(busy >= BUSY_SHARE * slots for busy in figures["slots_busy_at_kills"]),
        "reexecuted": figures["reexecuted"] <= figures["in_flight_at_kills"],
        "recovery_p99_seconds": p99 is not None and p99 <= ALLOWED_SECONDS,
    }


SIGKILL_STORM = Scenario(
    name="sigkill-storm",
    what="replicas are killed with SIGKILL in the middle of their work, and started anew",
    act=act,
    guard="commit-rule",
    commands=1_500,
    kills=3,
    targets=targets,
)
