"""A replica dies at the worst moments: between effect and result, and between result and commit."""

import asyncio
import signal
from collections import defaultdict

from tests.faults.play import ANSWERED_WITHIN, Play
from tests.faults.replicas.ill_replica import AFTER_EFFECT, AFTER_RESULT, program
from tests.faults.scenario import Act, Scenario
from tests.faults.verdict.evidence import answer_of, effect_of
from tests.faults.verdict.judge import Figures
from tests.faults.world.fleet import Death
from tests.faults.world.load import meetings

VISITS = 20
"""So many commands the replica brings to that moment, then it dies: of 300, enough for two deaths."""


def dying(illness: str) -> Act:
    async def act(play: Play) -> None:
        """Start it again after each death but the last: then its work goes to the others."""
        await play.fleet.start(play.options.replicas - 1)
        play.fleet.program = program(illness, VISITS, play.options.without)
        await play.fleet.start(1)
        victim = play.fleet.replicas[-1].process
        await play.load.send(meetings(play.options.commands, play.dice))
        codes = []
        for _ in range(play.options.kills):
            await victim.start()
            async with asyncio.timeout(ANSWERED_WITHIN):
                await play.fleet.witness_death(play.fleet.replicas[-1])
            codes.append(await victim.ended())
        play.notes["died_by_itself"] = codes.count(-signal.SIGKILL)

    return act


async def look_for_effects(play: Play) -> None:
    """Count, for each death, the events that were there without a result."""
    effects = [effect for entry in play.journal.inserts() if (effect := effect_of(entry))]
    play.notes["caught_between"] = [
        sum(
            effect.at <= death.at < play.harvest.answered.get(effect.command_id, float("inf"))
            for effect in effects
            if effect.command_id in of_the_dead(death, play)
        )
        for death in play.fleet.deaths
    ]


async def look_for_results(play: Play) -> None:
    """Count, for each death, the results that had to be sent again because they were not committed."""
    made = defaultdict(list)
    for record in play.harvest.results:
        if answer := answer_of(record):
            made[answer.command_id].append(answer.made_at)
    play.notes["caught_between"] = [
        sum(min(made[name]) <= death.at < max(made[name]) for name in of_the_dead(death, play) & made.keys())
        for death in play.fleet.deaths
    ]


def of_the_dead(death: Death, play: Play) -> set[str]:
    """Return the commands of the partitions that were the dead replica's."""
    return {each.command_id for each in play.load.sent if (each.topic, each.partition) in death.owned}


def targets(figures: Figures) -> dict[str, bool]:
    return {
        "died_by_itself": figures.get("died_by_itself") == figures["kills"],
        "caught_between": min(figures.get("caught_between", []), default=0) > 0,
        "reexecuted": figures["reexecuted"] <= figures["kills"] * figures["slots"],
    }


KILL_AFTER_EFFECT = Scenario(
    name="kill-after-effect",
    what="a replica dies when Google has made an event and nobody knows of it, again and again",
    act=dying(AFTER_EFFECT),
    look=look_for_effects,
    guard="memory-of-runs",
    breaks=("duplicate_effects",),
    commands=300,
    kills=2,
    targets=targets,
)
KILL_AFTER_RESULT = Scenario(
    name="kill-after-result",
    what="a replica dies when Kafka has taken a result and the record is not committed, again and again",
    act=dying(AFTER_RESULT),
    look=look_for_results,
    guard="stored-result",
    breaks=("repeats_differ",),
    commands=300,
    kills=2,
    targets=targets,
)
