"""Plays scenarios one after the other; those that want the same number of brokers share them."""

from collections.abc import Callable, Sequence
from itertools import groupby

from tests.faults.ground import ground
from tests.faults.judge import Figures
from tests.faults.options import Options
from tests.faults.run import run
from tests.faults.scenario import Scenario

Asked = tuple[Scenario, Options]


async def play_all(asked: Sequence[Asked], tell: Callable[[Figures], None]) -> list[Figures]:
    results: list[Figures] = []
    for brokers, group in groupby(asked, key=lambda one: one[0].brokers):
        async with ground(brokers) as here:
            for scenario, options in group:
                results.append(await run(scenario, here, options))
                tell(results[-1])
    return results
