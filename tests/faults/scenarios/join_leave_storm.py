"""Replicas join and leave every two seconds or so: the group gathers anew again and again, under load."""

import asyncio

from tests.faults.fleet import Replica
from tests.faults.judge import Figures
from tests.faults.play import ANSWERED_WITHIN, Play
from tests.faults.scenario import Scenario

COMERS = 2
STAYS = 2.0
"""Seconds between joining and leaving; the start takes as long, so every two seconds somebody moves."""
UNTIL_ANSWERED = 0.7
FEWEST_MOVES = 6


async def act(play: Play) -> None:
    """Let two of the replicas stay, and two others come and go until most is answered."""
    await play.begin()
    play.notes["moves"] = 0
    new = [play.fleet.add() for _ in range(COMERS)]
    async with asyncio.timeout(ANSWERED_WITHIN), asyncio.TaskGroup() as tasks:
        for number, replica in enumerate(new):
            tasks.create_task(come_and_go(play, replica, after=number * STAYS))
    play.notes["left_to_do"] = play.options.commands - play.answered_so_far


async def come_and_go(play: Play, replica: Replica, after: float) -> None:
    await asyncio.sleep(after)
    while play.answered_so_far < UNTIL_ANSWERED * play.options.commands:
        await replica.process.start()
        play.notes["moves"] += 1
        await asyncio.sleep(STAYS)
        await replica.process.stop()
        play.notes["moves"] += 1


def targets(figures: Figures) -> dict[str, bool]:
    return {
        "moves": figures.get("moves", 0) >= FEWEST_MOVES,
        "until_the_end": figures.get("left_to_do", 0) > 0,
    }


JOIN_LEAVE_STORM = Scenario(
    name="join-leave-storm",
    what="replicas join and leave every two seconds or so, in order, while commands come in",
    act=act,
    guard="drain",
    commands=600,
    promises=("reexecuted",),
    targets=targets,
)
