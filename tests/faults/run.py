"""Plays a scenario on a ground, gathers what became of it, and says in figures whether promises were kept."""

import time
import traceback
from typing import Any

from tests.faults.evidence import Evidence
from tests.faults.gathering import gathered, until_nothing_comes
from tests.faults.ground import Ground
from tests.faults.judge import PROMISES, Figures, figures
from tests.faults.options import Options
from tests.faults.play import Play
from tests.faults.recovery import recovery
from tests.faults.scenario import Scenario

PROMISED = (*PROMISES, "unrecovered_partitions")
PLAYED = "played"
"""Whether a scenario came to its end."""


async def run(scenario: Scenario, ground: Ground, options: Options) -> Figures:
    """Play a scenario once, and return its line."""
    began = time.monotonic()
    async with Play.on(ground, options) as play:
        played = await acted(scenario, play)
        await until_nothing_comes(play)
        if scenario.look:
            await scenario.look(play)
        evidence = await gathered(play)
    return line(scenario, options, evidence, played=played, seconds=time.monotonic() - began)


async def acted(scenario: Scenario, play: Play) -> bool:
    """Say whether the scenario came to its end; what it waited for in vain stands in its notes."""
    try:
        if scenario.prepare:
            await scenario.prepare(play)
        await scenario.act(play)
    except TimeoutError as error:
        play.notes["gave_up"] = place_of(error)
        return False
    return True


def place_of(error: BaseException) -> str:
    """Return where in the harness something was given up, innermost first."""
    frames = reversed(traceback.extract_tb(error.__traceback__))
    return " < ".join(frame.name for frame in frames if "faults" in frame.filename)


def line(
    scenario: Scenario, options: Options, evidence: Evidence, *, played: bool, seconds: float
) -> Figures:
    """Return the figures of a run, and whether each promise was kept."""
    found: dict[str, Any] = {
        "replicas": options.replicas,
        "slots": options.slots,
        **figures(evidence),
        **recovery(evidence),
        **evidence.notes,
    }
    promises = (*PROMISED, *scenario.promises, *(("unsuccessful",) if scenario.all_succeed else ()))
    met = {PLAYED: played} | {promise: not found[promise] for promise in promises}
    if scenario.targets and played:  # half a play has no figures to judge a target by
        met |= scenario.targets(found)
    return {
        "scenario": scenario.name,
        "without": options.without,
        "seed": options.seed,
        **found,
        "seconds": round(seconds, 1),
        "met": met,
        "kept": all(met.values()),
    }
