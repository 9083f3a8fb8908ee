"""Replicas are killed one after the other, each in the middle of its work, and started anew."""

import asyncio
from collections.abc import Sequence
from math import ceil

from tests.faults.play import Play
from tests.faults.scenario import Act, Scenario
from tests.faults.verdict.judge import Figures
from tests.faults.verdict.recovery import ALLOWED_SECONDS
from tests.faults.world.load import Order, meetings, with_repeats
from worker.kafka.consumer import SESSION_TIMEOUT

BUSY_SHARE = 0.8
READY_TO_DIE_WITHIN = 60
SENT_TWICE = 0.03
"""Kills alone make few repeats: what had ended and was not committed. These come for certain."""
BACK_AFTER = (0.0, SESSION_TIMEOUT.total_seconds() + 1)
"""Seconds. Back at once, it makes the whole group wait until the dead one's session has ended; back
later, it finds that the others have taken over.
"""


def storm(sent_twice: float = SENT_TWICE, busy: float = BUSY_SHARE, answered: float = 0) -> Act:
    """Return what plays it.

    Such a share of the commands comes twice; a victim has such a share of its slots busy, and such
    a share of its wave is answered before it dies.
    """

    async def act(play: Play) -> None:
        """Let commands come in waves, and kill as soon as each but the last keeps the victim busy."""
        orders = with_repeats(meetings(play.options.commands, play.dice), sent_twice, play.dice)
        play.notes["sent_twice"] = len(orders) - play.options.commands
        await play.fleet.start(play.options.replicas)
        *waves, last = in_waves(orders, play.options.kills + 1)
        for number, wave in enumerate(waves):
            done = play.answered_so_far
            await play.load.send(wave)
            await play.answers(done + round(answered * len(wave)), READY_TO_DIE_WITHIN)
            victim = await play.fleet.busy_one(busy, number)
            await play.fleet.kill(victim)
            await asyncio.sleep(BACK_AFTER[number % 2])
            # It is ready once it has joined the group, which then has gathered anew without the dead one.
            await victim.process.start()
        await play.load.send(last)

    return act


def in_waves(orders: Sequence[Order], count: int) -> list[Sequence[Order]]:
    size = ceil(len(orders) / count)
    return [orders[size * number : size * (number + 1)] for number in range(count)]


def targets(figures: Figures) -> dict[str, bool]:
    busy = figures["slots_busy_at_kills"]
    p99 = figures["recovery_p99_seconds"]
    return {
        "busy_at_kills": bool(busy) and min(busy) >= BUSY_SHARE * figures["slots"],
        "reexecuted": figures["reexecuted"] <= figures["in_flight_at_kills"],
        "repeated_results": figures["repeated_results"] >= figures["sent_twice"],
        "recovery_p99_seconds": p99 is not None and p99 <= ALLOWED_SECONDS,
    }


SIGKILL_STORM = Scenario(
    name="sigkill-storm",
    what="replicas are killed with SIGKILL in the middle of their work, and started anew",
    act=storm(),
    guard="commit-rule",
    breaks=("lost",),
    commands=1_000,
    kills=3,
    targets=targets,
)
HEADLINE = Scenario(
    name="headline",
    what="the same with 20,000 commands and 20 kills, which takes about ten minutes",
    act=storm(),
    guard="commit-rule",
    breaks=("lost",),
    commands=20_000,
    kills=20,
    targets=targets,
    in_all=False,
)
