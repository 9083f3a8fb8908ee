import asyncio
from typing import cast

import pytest

from tests.faults.verdict.history import name
from tests.faults.world.harvest import Harvest
from worker.sandbox.stage import Stage

OURS = frozenset(name(number) for number in range(4))


def harvest(*, answered: int, dead: int = 0, strangers: int = 0) -> Harvest:
    """Return what was read: answers to the first commands, letters of the next, refusals of others."""
    refused = {f"poison-{number}": 0.0 for number in range(strangers)}
    return Harvest(
        cast("Stage", None),
        cast("asyncio.TaskGroup", None),
        answered={name(number): 0.0 for number in range(answered)} | refused,
        dead={name(number) for number in range(answered, answered + dead)},
    )


async def test_answers_and_dead_letters_of_the_commands_asked_for_count() -> None:
    await harvest(answered=3, dead=1).answers(OURS, count=4, within=60)


async def test_refusals_of_what_nobody_asked_for_do_not() -> None:
    with pytest.raises(TimeoutError):
        await harvest(answered=3, strangers=5).answers(OURS, count=4, within=0.01)
