"""One small storm of every run of the tests, and the same without its guard, side by side.

Only what no speed of the machine can change is judged here: the times of recovery are not. The
full size, and the other scenarios, are for `python -m tests.faults run`.
"""

import asyncio
from dataclasses import replace

import pytest

from tests.faults.options import Options
from tests.faults.run import PROMISED, run
from tests.faults.scenarios.sigkill_storm import SIGKILL_STORM, storm
from tests.faults.verdict.judge import Figures
from tests.faults.world.ground import Ground
from tests.support.chosen_broker import ChosenBroker
from worker.sandbox.postgres import Postgres

pytestmark = [pytest.mark.real, pytest.mark.apache_kafka]

STORM = replace(SIGKILL_STORM, act=storm(answered=0.5), targets=None)
OPTIONS = Options(commands=120, kills=1, replicas=2, slots=1)
"""One slot each makes a wave last for seconds: by its half, some commits have been made on any machine."""
UNGUARDED = replace(OPTIONS, without=STORM.guard)

Outcomes = tuple[Figures, Figures]


@pytest.fixture(scope="module")
async def outcomes(broker: ChosenBroker, postgres: Postgres) -> Outcomes:
    """With the guard, and without it."""
    ground = Ground(broker.bootstrap_servers, postgres)
    async with asyncio.TaskGroup() as tasks:
        guarded, unguarded = (tasks.create_task(run(STORM, ground, each)) for each in (OPTIONS, UNGUARDED))
    return guarded.result(), unguarded.result()


def test_a_storm_loses_nothing_doubles_nothing_and_keeps_the_order(outcomes: Outcomes) -> None:
    kept, _ = outcomes

    assert kept["kills"] == 1
    assert kept["succeeded"] == kept["commands"] == OPTIONS.commands
    assert {promise: kept[promise] for promise in PROMISED} == dict.fromkeys(PROMISED, 0)
    assert kept["reexecuted"] <= OPTIONS.kills * OPTIONS.slots
    assert kept["kept"] is True


def test_without_the_commit_rule_commands_are_lost(outcomes: Outcomes) -> None:
    _, without = outcomes

    assert without["kills"] == 1
    assert without["lost"] > 0
    assert without["kept"] is False
