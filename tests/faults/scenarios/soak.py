"""Replicas do an ordinary day's work for a while, and hold no more at its end than at its half.

The load pauses at half-time and at the end, so that tasks and descriptors can be compared at the
same load: the most of any replica must not be more, and all are printed. How memory is judged:
`tests.faults.verdict.vitals`.
"""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.faults.acts.day import Day
from tests.faults.play import Play
from tests.faults.scenario import Scenario
from tests.faults.verdict.judge import Figures
from tests.faults.verdict.vitals import Vitals, at_rest, growth, vitals_of

LOOK_EVERY = 2
REST_SHARE = 0.1
"""Of the whole: how long each of the two pauses takes. A pause of a minute outlasts what is kept warm."""
SHORTEST_REST = 4 * LOOK_EVERY
ANSWERED_WITHIN = 60
MOST_GROWTH = 5
"""Megabytes a replica in the second half."""


@dataclass(slots=True)
class Soak:
    play: Play
    day: Day
    began: float = field(default_factory=time.monotonic)
    seen: list[Vitals] = field(default_factory=list)

    @property
    def at(self) -> float:
        """Seconds since it began."""
        return time.monotonic() - self.began

    async def watch(self) -> None:
        """Look at every replica again and again, until cancelled."""
        while True:
            for replica in self.play.fleet.running():
                found = vitals_of(replica.name, self.at, await replica.samples())
                self.seen += [found] if found else []
            await asyncio.sleep(LOOK_EVERY)

    async def work(self, until: float) -> None:
        """Send a second's load each second."""
        while self.at < until:
            began = self.at
            await self.day.second()
            await asyncio.sleep(max(0, 1 - (self.at - began)))

    async def rest(self, until: float) -> tuple[float, float]:
        """Send nothing until then; return the second half of the pause, when all is answered."""
        await self.play.answered(1.0, ANSWERED_WITHIN)
        until = max(until, self.at + SHORTEST_REST)
        middle = (self.at + until) / 2
        await asyncio.sleep(max(0, until - self.at))
        return middle, until


async def act(play: Play) -> None:
    await play.fleet.start(play.options.replicas)
    whole, pause = play.options.seconds, play.options.seconds * REST_SHARE
    soak = Soak(play, Day(play))
    async with asyncio.TaskGroup() as tasks:
        watching = tasks.create_task(soak.watch())
        await soak.work(whole / 2 - pause)
        half = await soak.rest(whole / 2)
        await soak.work(whole - pause)
        end = await soak.rest(whole)
        watching.cancel()
    note(soak, half, end)


def note(soak: Soak, half: tuple[float, float], end: tuple[float, float]) -> None:
    grown = growth(soak.seen, soak.play.options.seconds)
    soak.play.notes |= {
        "soaked_seconds": round(soak.at),
        "samples": len(soak.seen),
        "poison": soak.day.poison,
        "seconds_left_out": soak.day.left_out,
        "memory_growth_megabytes": grown,
        "most_growth_megabytes": max(grown.values()),
        "at_rest_half": at_rest(soak.seen, *half),
        "at_rest_end": at_rest(soak.seen, *end),
    }


def targets(figures: Figures) -> dict[str, bool]:
    half, end = figures.get("at_rest_half", {}), figures.get("at_rest_end", {})
    return {
        "memory": figures.get("most_growth_megabytes", MOST_GROWTH) < MOST_GROWTH,
        "seen_at_rest": len(half) == len(end) == figures["replicas"],
        "tasks": most(0, end) <= most(0, half),
        "descriptors": most(1, end) <= most(1, half),
        "poison": figures.get("poison", 0) > 0,
    }


def most(which: int, rests: Mapping[str, tuple[int, int]]) -> int:
    """Return the most that any replica holds at rest.

    All do the same work, so a leak shows in each; which of them has one connection more at a time,
    an idle one being closed after some minutes, says nothing.
    """
    return max((held[which] for held in rests.values()), default=0)


SOAK = Scenario(
    name="soak",
    what="an ordinary day's load for ten minutes, and neither memory nor tasks nor descriptors grow",
    act=act,
    guard="leak",
    breaks=("memory",),
    commands=0,
    targets=targets,
    in_all=False,
)
