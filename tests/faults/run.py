"""Plays a scenario on a ground, gathers what became of it, and says in figures whether promises were kept."""

import time
from typing import Any

import asyncpg

from tests.faults.evidence import Evidence, answer_of, effect_of
from tests.faults.ground import Ground
from tests.faults.judge import PROMISES, Figures, figures
from tests.faults.load import users
from tests.faults.options import Options
from tests.faults.play import Play
from tests.faults.recovery import recovery
from tests.faults.scenario import Scenario
from tests.support.group_offsets import all_committed

COMMITTED_WITHIN = 15
"""Seconds: commits come about every second, but not while the group gathers anew."""


async def run(scenario: Scenario, ground: Ground, options: Options) -> Figures:
    """Play a scenario once, and return its line."""
    began = time.monotonic()
    async with Play.on(ground, options) as play:
        if scenario.prepare:
            await scenario.prepare(play)
        await scenario.act(play)
        await until_nothing_comes(play)
        if scenario.look:
            await scenario.look(play)
        evidence = await gathered(play)
    return line(scenario, options, evidence, time.monotonic() - began)


async def gathered(play: Play) -> Evidence:
    """Collect what is known when nothing more comes."""
    committed, ends = await all_committed(play.stage, COMMITTED_WITHIN)
    await play.fleet.end()
    await play.journal.read()
    answers = [answer for record in play.harvest.results if (answer := answer_of(record))]
    effects = [effect for entry in play.journal.inserts() if (effect := effect_of(entry))]
    people = users(play.options.commands)
    return Evidence(
        sent=play.load.sent,
        answers=answers,
        dead=frozenset(play.harvest.dead),
        effects=effects,
        events={user: await play.stage.google.control.events(user) for user in people},
        runs=await runs(play),
        uncommitted=sum(ends.values()) - sum(committed.values()),
        deaths=play.fleet.deaths,
        notes=play.notes,
    )


async def until_nothing_comes(play: Play) -> None:
    """Wait until everything is answered, or nothing new was for so long that what is missing is lost."""
    while True:
        before = play.answered_so_far
        try:
            await play.answered(1.0, play.quiet_seconds)
        except TimeoutError:
            if play.answered_so_far == before:
                return
        else:
            return


async def runs(play: Play) -> dict[str, int]:
    """Return how often each command was begun: every claim raises its fence by one."""
    connection = await asyncpg.connect(play.stage.database_url)
    try:
        return {
            row["command_id"]: row["fence"]
            for row in await connection.fetch("SELECT command_id, fence FROM commands")
        }
    finally:
        await connection.close()


def line(scenario: Scenario, options: Options, evidence: Evidence, seconds: float) -> Figures:
    """Return the figures of a run, and whether each promise was kept."""
    found: dict[str, Any] = {
        "replicas": options.replicas,
        "slots": options.slots,
        **figures(evidence),
        **recovery(evidence),
        **evidence.notes,
    }
    met = {promise: not found[promise] for promise in (*PROMISES, *scenario.promises)}
    met |= scenario.targets(found) if scenario.targets else {}
    return {
        "scenario": scenario.name,
        "without": options.without,
        "seed": options.seed,
        **found,
        "seconds": round(seconds, 1),
        "met": met,
        "kept": all(met.values()),
    }
