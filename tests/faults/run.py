"""Plays a scenario on a ground, gathers what became of it, and says in figures whether promises were kept."""

import time
import traceback
from typing import Any

from tests.faults.mishap import outcome_of, told
from tests.faults.options import Options
from tests.faults.play import Play
from tests.faults.scenario import Scenario
from tests.faults.verdict.evidence import Evidence
from tests.faults.verdict.gathering import gathered, until_nothing_comes
from tests.faults.verdict.judge import PROMISES, Figures, figures
from tests.faults.verdict.recovery import recovery
from tests.faults.world.ground import Ground

PROMISED = (*PROMISES, "unrecovered_partitions")
PLAYED = "played"
"""Whether a scenario came to its end."""
OF_EVERY_LINE = frozenset({"scenario", "without", "seed", "seconds", "met", "kept", "caught"})


async def run(scenario: Scenario, ground: Ground, options: Options) -> Figures:
    """Play a scenario once, and return its line, whatever happens."""
    began = time.monotonic()
    outcome = await outcome_of(judged(scenario, ground, options))
    seconds = time.monotonic() - began
    if isinstance(outcome, Exception):
        traceback.print_exception(outcome)
        return unplayed(scenario, options, outcome, seconds)
    evidence, played = outcome
    return line(scenario, options, evidence, played=played, seconds=seconds)


async def judged(scenario: Scenario, ground: Ground, options: Options) -> tuple[Evidence, bool]:
    """Return what is known in the end, and whether the scenario came to its own."""
    async with Play.on(ground, options) as play:
        played = await acted(scenario, play)
        await until_nothing_comes(play)
        if scenario.look:
            await scenario.look(play)
        return await gathered(play), played


async def acted(scenario: Scenario, play: Play) -> bool:
    """Say whether the scenario came to its end; what it failed at stands in its notes."""
    outcome = await outcome_of(whole(scenario, play))
    if isinstance(outcome, Exception):
        play.notes["gave_up"] = told(outcome)
        return False
    return True


async def whole(scenario: Scenario, play: Play) -> None:
    if scenario.prepare:
        await scenario.prepare(play)
    await scenario.act(play)


def line(
    scenario: Scenario, options: Options, evidence: Evidence, *, played: bool, seconds: float
) -> Figures:
    """Return the figures of a run, and whether each promise was kept."""
    found = found_in(evidence, options)
    promises = (*PROMISED, *scenario.promises, *(("unsuccessful",) if scenario.all_succeed else ()))
    met = {PLAYED: played} | {promise: not found[promise] for promise in promises}
    if scenario.targets and played:  # half a play has no figures to judge a target by
        met |= scenario.targets(found)
    return verdict(scenario, options, found, met, seconds)


def found_in(evidence: Evidence, options: Options) -> Figures:
    """Return what was counted and what was noted. Raise `ValueError` if a note would hide a figure."""
    found: dict[str, Any] = {
        "replicas": options.replicas,
        "slots": options.slots,
        **figures(evidence),
        **recovery(evidence),
    }
    if hidden := (found.keys() | OF_EVERY_LINE) & evidence.notes.keys():
        raise ValueError(f"notes with the names of figures: {sorted(hidden)}")
    return {**found, **evidence.notes}


def unplayed(scenario: Scenario, options: Options, error: BaseException, seconds: float) -> Figures:
    """Return the line of a scenario of which nothing is left to be judged."""
    return verdict(scenario, options, {"gave_up": told(error)}, {PLAYED: False}, seconds)


def verdict(
    scenario: Scenario, options: Options, found: Figures, met: dict[str, bool], seconds: float
) -> Figures:
    """`kept` with the guard, `caught` without it: then one of the promises is broken that it is there for."""
    unguarded = options.without is not None
    return {
        "scenario": scenario.name,
        "without": options.without,
        "seed": options.seed,
        **found,
        "seconds": round(seconds, 1),
        "met": met,
        "kept": all(met.values()),
        "caught": unguarded and met[PLAYED] and any(met.get(promise) is False for promise in scenario.breaks),
    }
