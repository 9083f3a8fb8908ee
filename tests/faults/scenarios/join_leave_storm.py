"""Replicas join and leave every two seconds or so: the group gathers anew again and again, under load."""

import asyncio

from tests.faults.play import ANSWERED_WITHIN, Play
from tests.faults.scenario import Scenario
from tests.faults.verdict.judge import Figures
from tests.faults.world.fleet import Replica

COMERS = 2
STAYS = 2.0
"""Seconds between joining and leaving; the start takes as long, so every two seconds somebody moves."""
ROUNDS = 3
"""How often each of them comes and goes."""


async def act(play: Play) -> None:
    """Let some replicas stay, and two others come and go."""
    await play.fleet.start(play.options.replicas)
    play.notes["moves"] = 0
    new = [play.fleet.add() for _ in range(COMERS)]
    async with play.under_load(), asyncio.timeout(ANSWERED_WITHIN), asyncio.TaskGroup() as tasks:
        for number, replica in enumerate(new):
            tasks.create_task(come_and_go(play, replica, after=number * STAYS))


async def come_and_go(play: Play, replica: Replica, after: float) -> None:
    await asyncio.sleep(after)
    for _ in range(ROUNDS):
        await replica.process.start()
        note_move(play)
        await asyncio.sleep(STAYS)
        await replica.process.stop()
        note_move(play)


def note_move(play: Play) -> None:
    """Count a move, and the least that was left to do at any of them."""
    play.notes["moves"] += 1
    play.notes["left_to_do"] = min(play.left_to_do, play.notes.get("left_to_do", play.left_to_do))


def targets(figures: Figures) -> dict[str, bool]:
    return {
        "moves": figures.get("moves", 0) == 2 * COMERS * ROUNDS,
        "under_load": figures.get("left_to_do", 0) > 0,
    }


JOIN_LEAVE_STORM = Scenario(
    name="join-leave-storm",
    what="replicas join and leave every two seconds or so, in order, while commands come in",
    act=act,
    guard="drain",
    breaks=("reexecuted",),
    commands=600,
    promises=("reexecuted",),
    targets=targets,
)
