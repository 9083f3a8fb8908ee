"""Plays scenarios one after the other; those that want the same number of brokers share them.

What cannot be played has its line as well, and brokers and database are made anew for what follows:
nobody knows in what state it left them.
"""

import time
import traceback
from collections.abc import Callable, Sequence
from itertools import groupby

from tests.faults.mishap import outcome_of
from tests.faults.options import Options
from tests.faults.run import PLAYED, run, unplayed
from tests.faults.scenario import Scenario
from tests.faults.verdict.judge import Figures
from tests.faults.world.ground import ground

Asked = tuple[Scenario, Options]
Tell = Callable[[Figures], None]


async def play_all(asked: Sequence[Asked], tell: Tell) -> list[Figures]:
    results: list[Figures] = []

    def note(result: Figures) -> None:
        results.append(result)
        tell(result)

    for brokers, group in groupby(asked, key=lambda one: one[0].brokers):
        left = list(group)
        while left:
            await play_on_one_ground(brokers, left, note)
    return results


async def play_on_one_ground(brokers: int, left: list[Asked], note: Tell) -> None:
    """Play and take away what comes first, until nothing is left or something could not be played."""
    began, before = time.monotonic(), len(left)
    outcome = await outcome_of(play_in_turn(brokers, left, note))
    if isinstance(outcome, Exception):
        traceback.print_exception(outcome)
        if len(left) == before:  # there was no ground at all
            note(unplayed(*left.pop(0), outcome, time.monotonic() - began))


async def play_in_turn(brokers: int, left: list[Asked], note: Tell) -> None:
    async with ground(brokers) as here:
        played = True
        while left and played:
            scenario, options = left.pop(0)
            result = await run(scenario, here, options)
            note(result)
            played = result["met"][PLAYED]
